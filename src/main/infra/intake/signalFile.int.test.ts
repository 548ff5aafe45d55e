import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from './testing/collect.ts';
import { openSignalFile } from './signalFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-intake-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(name: string, content: string) {
  const path = join(folder, name);
  await writeFile(path, content);
  const file = await openSignalFile(path);
  if (!file.ok) return file.error.code;
  const records = await collect(file.value.records);
  file.value.close();
  return {
    name: file.value.name,
    size: file.value.sizeBytes,
    read: file.value.bytesRead(),
    records: records.length,
  };
}

describe('openSignalFile', () => {
  it('reads NDJSON, and CSV by its name', async () => {
    expect(await read('a.ndjson', '{}\n{}\n')).toEqual({ name: 'a.ndjson', size: 6, read: 6, records: 2 });
    expect(await read('a.CSV', 'id\na\nb\n')).toMatchObject({ name: 'a.CSV', records: 2 });
  });

  it('reads a large file without holding it', async () => {
    const line = `{"id":"${'x'.repeat(1_000)}"}\n`;
    const result = await read('large.ndjson', line.repeat(20_000));
    expect(result).toMatchObject({ records: 20_000 });
  });

  it('says why a file cannot be read', async () => {
    expect(await openSignalFile(join(folder, 'missing'))).toMatchObject({
      error: { code: 'file_unreadable' },
    });
    expect(await openSignalFile(folder)).toMatchObject({ error: { code: 'file_unreadable' } });
    expect(await read('bad.csv', 'colour\n')).toBe('csv_header_malformed');
  });
});
