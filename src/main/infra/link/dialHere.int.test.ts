/** What a console is told of the folder of another desk on which no engine takes it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { dialOther } from './dialHere.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bw-dial-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const keeps = (what: string, host = hostname()): void =>
  writeFileSync(
    join(folder, 'engine.owner.json'),
    JSON.stringify({ pid: process.pid, host, what, since: '2026-11-23T10:00:00Z' }),
  );

test.each([
  ['nobody', undefined, 'engine_lost', /^No engine takes consoles on .*desk run --data/],
  ['a standby', 'desk run, a standby', 'standby', /is a standby \(process \d+\)/],
  ['a console', 'console', 'engine_lost', /^console \(process \d+\) keeps .* takes no consoles/],
])('where %s keeps the folder', async (_who, what, code, message) => {
  if (what !== undefined) keeps(what);
  expect(await dialOther(folder)).toMatchObject({
    ok: false,
    error: { code, message: expect.stringMatching(message) as string },
  });
});

test('a name that another machine has left proves nothing', async () => {
  keeps('desk run, a standby', 'elsewhere');
  expect(await dialOther(folder)).toMatchObject({ error: { code: 'engine_lost' } });
});

test('a place that is no folder is told', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const said = async (place: string): Promise<unknown> => {
    const dialed = await dialOther(place);
    return dialed.ok ? undefined : dialed.error;
  };
  expect(await said(file)).toEqual({
    code: 'attach_unusable',
    message: `${file} is no folder; expected the data folder of a desk`,
  });
  expect(await said(join(file, 'below'))).toMatchObject({ code: 'attach_unusable' });
  expect(await said(join(folder, 'nowhere'))).toMatchObject({
    message: expect.stringContaining('nowhere does not exist') as string,
  });
});
