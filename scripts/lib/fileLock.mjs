// One process at a time, across processes: a file that names its holder, taken over when the holder is gone.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say, SetupError } from './report.mjs';

const pollMs = 250;
const waitMaxMs = 15 * 60_000;

/**
 * @template T
 * @param {string} file
 * @param {string} purpose said while waiting
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(file, purpose, work) {
  mkdirSync(dirname(file), { recursive: true });
  const deadline = Date.now() + waitMaxMs;
  for (let told = false; !take(file); told = true) {
    if (!told) say(`Waiting for process ${holder(file)}, which is ${purpose} …`);
    if (Date.now() > deadline) {
      throw new SetupError(
        `process ${holder(file)} has been ${purpose} for too long`,
        `end it, or remove ${file}`,
      );
    }
    await delay(pollMs);
  }
  const release = () => rmSync(file, { force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (isAlive(holder(file))) return false;
    rmSync(file, { force: true });
    return take(file);
  }
}

/** @param {string} file */
function holder(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
