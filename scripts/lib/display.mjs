// A display for machines without one: Xvfb on a number that is free.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './report.mjs';

const startTimeoutMs = 15_000;
const pollMs = 20;
const attemptsMax = 20;
/** High enough to stay clear of the displays that people and their tools use. */
const lowestNumber = 200;
const numbers = 20_000;
const screen = '1600x1000x24';

export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY);
}

/**
 * Runs `work` with DISPLAY set: the machine's own, or that of an Xvfb which ends afterwards.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withDisplay(work) {
  if (hasDisplay()) return work();
  const { display, stop } = await startXvfb();
  process.env.DISPLAY = display;
  process.on('exit', stop);
  try {
    return await work();
  } finally {
    delete process.env.DISPLAY;
    process.off('exit', stop);
    stop();
  }
}

/**
 * Letting Xvfb choose its number (-displayfd) is not safe: it then takes no lock file, and two that start together
 * share a socket which the first to end removes. So the number is chosen here, and the lock refuses a taken one.
 */
async function startXvfb() {
  let reason = '';
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const number = lowestNumber + Math.floor(Math.random() * numbers);
    if (existsSync(`/tmp/.X${number}-lock`) || existsSync(socketOf(number))) continue;
    const started = await tryXvfb(number);
    if (typeof started !== 'string') return started;
    reason = started;
  }
  throw new SetupError(`Xvfb did not start: ${reason}`, 'see whether it runs by hand: Xvfb :99');
}

/**
 * @param {number} number
 * @returns {Promise<{display: string, stop: () => void} | string>} the display, or why it did not start
 */
async function tryXvfb(number) {
  // In a group of its own: Ctrl-C must reach the console first, and only then may its display go.
  const child = spawn('Xvfb', [`:${number}`, '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  /** @type {string | undefined} */
  let end;
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  child.on('error', (error) => (end = error.message));
  child.on('exit', (code) => (end = `exit code ${code} ${errors.trim()}`));
  const deadline = Date.now() + startTimeoutMs;
  while (!(await accepts(socketOf(number)))) {
    if (end !== undefined) return end;
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      return 'no answer';
    }
    await delay(pollMs);
  }
  // Nothing of it keeps this process alive; its standard error stays open, or it would end on writing to it.
  child.unref();
  /** @type {import('node:net').Socket} */ (child.stderr).unref();
  return { display: `:${number}`, stop: () => void child.kill('SIGTERM') };
}

/** @param {number} number */
function socketOf(number) {
  return `/tmp/.X11-unix/X${number}`;
}

/**
 * @param {string} path
 * @returns {Promise<boolean>}
 */
function accepts(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
