import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFault } from './fileFault.ts';

function thrownBy(path: string): unknown {
  try {
    return readFileSync(path);
  } catch (error) {
    return error;
  }
}

test('a file that is not there, or is a folder, is said in words', () => {
  const missing = join(tmpdir(), 'breakwater-no-such-file');
  expect(fileFault('file_unreadable', missing, thrownBy(missing))).toEqual({
    code: 'file_unreadable',
    message: `there is no ${missing}`,
  });
  expect(fileFault('file_unreadable', tmpdir(), thrownBy(tmpdir())).message).toBe(
    `${tmpdir()} is a folder, not a file`,
  );
});

test('any other error keeps its words', () => {
  expect(fileFault('x', 'a', new Error('odd')).message).toBe('odd');
  expect(fileFault('x', 'a', 'odd').message).toBe('a: odd');
});
