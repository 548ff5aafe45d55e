import { existsSync, lstatSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEventDatabase } from '../events/eventDatabase.ts';
import { testFolder } from '../testing/testFolder.ts';

it('a database that is a link is refused by its name and target, and stays as it is', () => {
  const folder = testFolder();
  const first = openEventDatabase(folder, false);
  if (first.ok) first.value.close();
  renameSync(join(folder, 'events.db'), join(folder, 'e2.db'));
  symlinkSync('e2.db', join(folder, 'events.db'));
  expect(openEventDatabase(folder, false)).toMatchObject({
    ok: false,
    error: {
      code: 'store_is_link',
      message: expect.stringContaining('events.db is a link to e2.db') as unknown,
    },
  });
  expect(lstatSync(join(folder, 'events.db')).isSymbolicLink()).toBe(true);
  expect(existsSync(join(folder, 'e2.db-wal'))).toBe(false);
  const read = openEventDatabase(folder, true);
  expect(read.ok).toBe(true);
  if (read.ok) read.value.close();
});
