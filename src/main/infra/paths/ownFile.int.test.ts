import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openOwnFile, whyNoOwnFolder } from './ownFile.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bw-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const stranger = 65_534;
const isRoot = process.getuid?.() === 0;

describe.skipIf(process.platform === 'win32')('a file that a request names', () => {
  it('is opened when it is a regular one of this user', async () => {
    const path = join(tempFolder(), 'signals.ndjson');
    writeFileSync(path, '{}\n');
    const opened = await openOwnFile(path);
    expect(opened.ok ? await opened.value.readFile('utf8') : opened.error).toBe('{}\n');
    if (opened.ok) await opened.value.close();
  });

  it.each<[what: string, make: (folder: string) => string]>([
    ['a device', () => '/dev/zero'],
    ['a folder', (folder) => folder],
    [
      'a pipe that nobody writes to',
      (folder) => (spawnSync('mkfifo', [join(folder, 'pipe')]), join(folder, 'pipe')),
    ],
    ['a link', (folder) => (symlinkSync('/etc/passwd', join(folder, 'link')), join(folder, 'link'))],
    ...(isRoot
      ? [
          [
            'a file of somebody else',
            (folder: string) => {
              const path = join(folder, 'theirs');
              writeFileSync(path, '');
              chownSync(path, stranger, stranger);
              return path;
            },
          ] as [string, (folder: string) => string],
        ]
      : []),
  ])('is refused when it is %s', async (_, make) => {
    expect(await openOwnFile(make(tempFolder()))).toMatchObject({
      ok: false,
      error: { code: 'file_refused' },
    });
  });

  it('says that it is not there', async () => {
    const missing = await openOwnFile(join(tempFolder(), 'nothing'));
    expect(missing).toMatchObject({ ok: false, error: { code: 'file_unreadable' } });
  });

  it.skipIf(!isRoot)('is not made in a folder of somebody else', async () => {
    const folder = join(tempFolder(), 'theirs');
    mkdirSync(folder);
    expect(await whyNoOwnFolder(join(folder, 'copy.db'))).toBeUndefined();
    chownSync(folder, stranger, stranger);
    expect(await whyNoOwnFolder(join(folder, 'copy.db'))).toMatchObject({ code: 'file_refused' });
  });
});
