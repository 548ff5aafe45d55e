import { mkdtempSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the work in a new folder, and removes that folder, also where a signal ends the process half way. */
export async function inFolder<T>(parent: string, work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(parent, 'breakwater-bench-'));
  // Threads may still make files while they are removed.
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  const end = (signal: (typeof endings)[number]): void => {
    remove();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of endings) process.once(signal, end);
  try {
    return await work(folder);
  } finally {
    for (const signal of endings) process.off(signal, end);
    remove();
  }
}
