// Starting other programs: to the end with their output kept, or in the foreground with signals passed on.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SetupError } from './report.mjs';

const parentPollMs = 1_000;

/**
 * Runs a program to its end; its output goes to our standard error, so that ours stays clean.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, advice?: string, quiet?: boolean, timeoutMs?: number}} [options]
 * @returns {Promise<string>} what it wrote on standard output, when `quiet`
 */
export function run(command, args, options = {}) {
  const line = [command, ...args].join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      timeout: options.timeoutMs,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', process.stderr, process.stderr],
    });
    let output = '';
    let errors = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (errors += chunk));
    child.on('error', (error) =>
      reject(new SetupError(`cannot run "${line}"`, options.advice, { cause: error })),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const end = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const said = lastLines(errors || output, 12);
      reject(new SetupError(`"${line}" ended with ${end}${said === '' ? '' : `:\n${said}`}`, options.advice));
    });
  });
}

/**
 * The output of a short program, or undefined when it is missing or fails.
 * @param {string} command
 * @param {readonly string[]} args
 */
export function tryRun(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return result.status === 0 ? result.stdout : undefined;
}

/**
 * Runs a program in the foreground, as if it were us: our standard streams, our signals, its exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, ownGroup?: boolean, graceMs?: number, noise?: RegExp}} [options]
 *   `ownGroup` keeps the terminal's Ctrl-C from reaching it twice; after `graceMs` of a passed-on signal it is
 *   killed; lines of standard error that match `noise` are left out
 * @returns {Promise<number>} its exit code
 */
export function runInForeground(command, args, options = {}) {
  const { env = process.env, cwd, ownGroup = false, graceMs, noise } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['inherit', 'inherit', noise === undefined ? 'inherit' : 'pipe'],
      detached: ownGroup,
    });
    if (noise !== undefined && child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (!noise.test(line)) process.stderr.write(`${line}\n`);
      });
    }
    /** @type {NodeJS.Timeout | undefined} */
    let lastResort;
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      // The terminal sends Ctrl-C to the whole group, so a child of our group has it already.
      if (signal !== 'SIGINT' || ownGroup || !process.stdin.isTTY) child.kill(signal);
      if (graceMs !== undefined) lastResort ??= setTimeout(() => child.kill('SIGKILL'), graceMs);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    // Whoever started us is gone without a word: end too, rather than leave a window that nobody owns.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) pass('SIGTERM');
    }, parentPollMs);
    const finish = () => {
      clearInterval(watch);
      clearTimeout(lastResort);
      for (const signal of signals) process.off(signal, pass);
    };
    child.on('error', (error) => {
      finish();
      reject(error);
    });
    child.on('close', (code, signal) => {
      finish();
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1));
    });
  });
}

/**
 * @param {string} text
 * @param {number} count
 */
function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
