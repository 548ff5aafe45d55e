import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Runs the work in a new folder, and removes that folder. */
export async function inFolder<T>(parent: string, work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(parent, 'breakwater-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
