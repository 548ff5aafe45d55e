import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from './testing/runHere.ts';

const nowhere = join(tmpdir(), 'breakwater-there-is-no-such-folder');

describe('the command line of desk', () => {
  it.each([
    [['fly'], "unknown command 'fly'"],
    [['kill', '--scope', 'desk'], "required option '--reason <text>' not specified"],
    [['orders', '--colour'], "unknown option '--colour'"],
    [['orders', '--at', 'noon'], 'expected a position'],
    [['orders', '--at', '-1'], 'expected a position'],
    [['orders', 'extra'], 'too many arguments'],
    [['replay'], "missing required argument 'file'"],
    [['replay', 'x', '--report', 'xml'], 'expected json'],
    [['replay', 'x', '--venue', 'moon'], 'there is no venue moon; expected one of sim'],
    [['replay', 'x', '--config', join(nowhere, 'c.json')], `there is no ${join(nowhere, 'c.json')}`],
    [['run', '--signals', 'file.ndjson'], 'desk replay file.ndjson'],
    [['events'], "missing required argument 'stream'"],
    [['events', 'nonsense'], 'expected desk, or the name of a stream'],
    [['export', '--format', 'xml'], 'expected ndjson or csv'],
    [['export', '--to', 'tomorrow'], 'expected a position, or an ISO 8601 instant'],
    [['--data'], 'argument missing'],
  ])('takes %j for wrong usage', async (args, message) => {
    const result = await runHere(...args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  it('says what there is when nothing is asked', async () => {
    const result = await runHere();
    expect(result.code).toBe(2);
    for (const command of ['replay', 'run', 'orders', 'events', 'verify', 'rebuild', 'export']) {
      expect(result.stderr).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });

  it('takes the common options before and after the command', async () => {
    for (const args of [
      ['--data', nowhere, '--json', 'orders'],
      ['orders', '--data', nowhere, '--json'],
    ]) {
      const result = await runHere(...args);
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(JSON.parse(result.stderr)).toMatchObject({ type: 'fault', code: 'store_missing' });
    }
  });

  it('tells a person what is wrong in a sentence', async () => {
    const result = await runHere('orders', '--data', nowhere);
    expect(result.stderr).toBe('desk: There is no events.db here yet (store_missing)\n');
  });
});
