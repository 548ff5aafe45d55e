// A display for machines without one: Xvfb on a number that is free.
import { spawn } from 'node:child_process';
import { SetupError } from './report.mjs';

const startTimeoutMs = 15_000;
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

/** @returns {Promise<{display: string, stop: () => void}>} */
function startXvfb() {
  return new Promise((resolve, reject) => {
    // In a group of its own: Ctrl-C must reach the console first, and only then may its display go.
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let errors = '';
    /** @param {string} reason */
    const fail = (reason) =>
      reject(
        new SetupError(`Xvfb did not start: ${reason}`, 'see whether Xvfb runs by hand: Xvfb -displayfd 1'),
      );
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('no answer');
    }, startTimeoutMs);
    child.stderr?.on('data', (chunk) => (errors += chunk));
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(`exit code ${code} ${errors.trim()}`);
    });
    const number = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
    number.once('data', (chunk) => {
      clearTimeout(timer);
      // Nothing of it keeps this process alive; its standard error stays open, or it would end on writing to it.
      child.unref();
      /** @type {import('node:net').Socket} */ (child.stderr).unref();
      number.destroy();
      resolve({ display: `:${String(chunk).trim()}`, stop: () => void child.kill('SIGTERM') });
    });
  });
}
