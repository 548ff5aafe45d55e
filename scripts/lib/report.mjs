// How the scripts talk: on standard error, one line when a step begins and one when it ends, with its time.
import { performance } from 'node:perf_hooks';

/** Something that a person can put right: `advice` says how. */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong
   * @param {string} [advice] what to do
   * @param {{cause?: unknown}} [options]
   */
  constructor(message, advice, options) {
    super(message, options);
    this.name = 'SetupError';
    this.advice = advice;
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** @param {number} ms */
export function duration(ms) {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/**
 * Runs one step of the set-up.
 * @template T
 * @param {string} title what it does
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  say(`> ${title} …`);
  const result = await work();
  say(`  done in ${duration(performance.now() - start)}`);
  return result;
}

/**
 * Runs a script, and turns a failure into a sentence and an exit code.
 * @param {() => Promise<number | void>} main gives the exit code; nothing means 0
 */
export async function runScript(main) {
  try {
    const code = await main();
    process.exitCode = code ?? 0;
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof SetupError)) {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return;
    }
    say(`\nFailed: ${error.message}`);
    if (error.cause instanceof Error) say(`Cause: ${error.cause.message}`);
    if (error.advice) say(`What to do: ${error.advice}`);
  }
}
