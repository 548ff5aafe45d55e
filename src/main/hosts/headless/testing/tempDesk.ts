/** A data folder and a place for files, gone after each test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface TempDesk {
  readonly data: string;
  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string;
}

export function tempDesk(): TempDesk {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const data = join(folder, 'data');
  mkdirSync(join(folder, 'files'));
  return {
    data,
    file(name, content) {
      const path = join(folder, 'files', name);
      writeFileSync(path, content);
      return path;
    },
  };
}
