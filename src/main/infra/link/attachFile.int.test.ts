/** How a console learns of an engine on another machine, and what it says of a file that can't be used. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readAttachFile } from './attachFile.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bw-attach-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const files = { certificate: 'console.pem', key: '/keys/console.key', authorities: 'desk.pem' };
const write = (content: unknown): void =>
  writeFileSync(join(folder, 'attach.json'), typeof content === 'string' ? content : JSON.stringify(content));

test('a console without the file runs its own engine', () => {
  expect(readAttachFile(folder, undefined)).toEqual({ ok: true, value: undefined });
});

test('paths start at the data folder, and the command line has the last word about the address', () => {
  write({ address: '[::1]:7443', ...files });
  expect(readAttachFile(folder, undefined)).toEqual({
    ok: true,
    value: {
      address: { host: '::1', port: 7443 },
      files: {
        certificate: join(folder, 'console.pem'),
        key: '/keys/console.key',
        authorities: join(folder, 'desk.pem'),
      },
    },
  });
  expect(readAttachFile(folder, 'desk.example:1')).toMatchObject({
    value: { address: { host: 'desk.example', port: 1 } },
  });
});

test.each([
  [undefined, 'h:1', /^--attach needs the console's certificates, in .*attach\.json/],
  ['{', undefined, /attach\.json: not valid JSON at line 1 column 2; expected \{"address"/],
  [{ ...files, colour: 'red' }, undefined, /attach\.json can not be used: .*Unrecognized key: "colour"/],
  [files, undefined, /^address in .*attach\.json: expected HOST:PORT/],
  [files, 'desk.example', /^--attach desk\.example: expected HOST:PORT/],
  [files, 'desk.example:70000', /expected HOST:PORT/],
])('of %j with --attach %s it says what is wrong', (content, asked, message) => {
  if (content !== undefined) write(content);
  expect(readAttachFile(folder, asked)).toMatchObject({
    ok: false,
    error: { code: 'attach_unusable', message: expect.stringMatching(message) as string },
  });
});
