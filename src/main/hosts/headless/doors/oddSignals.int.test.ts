/** Signals that no producer should write: each is one refusal by itself, and the good ones around it are traded. */
import { describe, expect, it } from 'vitest';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import type { ReplayReport } from '../../replay/replayReport.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const good = (id: string): string => JSON.stringify(sampleSignal(id));
const changed = (id: string, change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(sampleSignal(id, change));
const resting = { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTD' };

const escape = '\u001b[2K\u001b[1Aline 1 (f): accepted\n2916 signals in 1.0 s: 2916 accepted\u202e\u009b2K';

interface Odd {
  readonly name: string;
  readonly line: string;
  /** In what is said of it. */
  readonly says: string;
}

const odd: readonly Odd[] = [
  {
    name: 'made in 9999',
    line: changed('odd', { createdAt: '9999-12-31T23:59:59Z' }),
    says: 'instant_out_of_range: createdAt is beyond the years 1970 to 2200',
  },
  {
    name: 'made in the year 1',
    line: changed('odd', { createdAt: '0001-01-01T00:00:00Z' }),
    says: 'instant_out_of_range: createdAt',
  },
  {
    name: 'good till beyond what a number holds',
    line: changed('odd', { ...resting, goodTill: '9999-12-31T23:59:59.999999Z' }),
    says: 'instant_out_of_range: goodTill',
  },
  {
    name: 'expiring beyond it, in seven digits',
    line: changed('odd', { expiresAt: '9999-12-31T23:59:59.9999999Z' }),
    says: 'instant_out_of_range: expiresAt',
  },
  {
    name: 'with a quantity twice',
    line: good('odd').replace('"quantity":', '"quantity":"1","quantity":'),
    says: 'duplicate_key: the key quantity stands twice in one object',
  },
  {
    name: 'with a quantity twice, once in escapes',
    line: good('odd').replace('"quantity":', '"\\u0071uantity":"100","quantity":'),
    says: 'duplicate_key: the key quantity stands twice in one object',
  },
  {
    name: 'with a key that steers a terminal',
    line: changed('odd', { [escape]: 1 }),
    says: 'unknown field \\u001b[2K\\u001b[1Aline 1 (f): accepted\\u000a2916 signals',
  },
  {
    name: 'with a value that steers a terminal',
    line: changed('odd', { side: escape }),
    says: 'side_unknown: side must be one of buy, sell',
  },
  {
    name: 'with a price as a number',
    line: changed('odd', { orderType: 'limit', limitPrice: '#' }).replace('"#"', '1300.10'),
    says: 'wrong_type: limitPrice must be a decimal in quotes, such as "1432.25", not the number 1300.10',
  },
];

describe('desk replay', () => {
  it.each(odd)('refuses the one signal $name', async ({ line, says }) => {
    const desk = tempDesk();
    const file = desk.file('s.ndjson', `${good('one')}\n${line}\n${good('two')}\n`);
    const result = await runToEnd('replay', file, '--data', desk.data, '--json');
    expect(result.code, result.stderr).toBe(0);
    expect(result.json<ReplayReport>()).toMatchObject([
      { signals: 3, accepted: 2, rejected: 1, orders: { filled: 2, inDoubt: 0 } },
    ]);
    expect(result.stderr).toContain('line 2');
    expect(result.stderr).toContain(says);
    // oxlint-disable-next-line no-control-regex -- none of them may come out
    expect(result.stdout + result.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(result.stderr).not.toMatch(/^2916/m);
    for (const command of ['orders', 'status', 'events desk', 'verify', 'export']) {
      const said = await runToEnd(...command.split(' '), '--data', desk.data);
      // oxlint-disable-next-line no-control-regex -- none of them may come out
      expect(said.stdout + said.stderr, command).not.toMatch(/[\u001b\u009b]/);
    }
  });

  it('refuses far ends before anything is sent, so that no order comes in doubt and no breaker opens', async () => {
    const desk = tempDesk();
    const far = { ...resting, goodTill: '9999-12-31T23:59:59Z' };
    const lines = [
      ...Array.from({ length: 8 }, (_, index) => changed(`far-${index}`, far)),
      ...Array.from({ length: 5 }, (_, index) =>
        changed(`ok-${index}`, { ...resting, goodTill: '2200-12-31T23:59:59.999999Z' }),
      ),
    ];
    const file = desk.file('s.ndjson', lines.join('\n'));
    const result = await runToEnd('replay', file, '--data', desk.data, '--json');
    expect(result.json<ReplayReport>()).toMatchObject([
      { signals: 13, accepted: 5, rejected: 8, orders: { accepted: 5, denied: 0, rejected: 0, inDoubt: 0 } },
    ]);
    // The far but possible end is on record to the microsecond, and a start and a proof read it.
    const verified = await runToEnd('verify', '--data', desk.data);
    expect(verified.code, verified.stderr).toBe(0);
    const again = await runToEnd('replay', file, '--data', desk.data, '--json');
    expect(again.json<ReplayReport>()).toMatchObject([{ accepted: 0, duplicates: 13 }]);
  });

  it('starts again after a kill -9 with orders and signals at both ends of the time there is', async () => {
    const desk = tempDesk();
    const running = new RunningDesk('--data', desk.data, '--signals', '-');
    await running.answered(1);
    const last = '2200-12-31T23:59:59.999999Z';
    const far = { ...resting, limitPrice: '100' };
    running.send(
      sampleSignal('good-till', { ...far, goodTill: last }),
      sampleSignal('expires', { ...far, timeInForce: 'GTC', expiresAt: last }),
      sampleSignal('first', { ...far, timeInForce: 'GTC', createdAt: '1970-01-01T00:00:00Z' }),
    );
    expect((await running.answered(4)).map(({ type }) => type).slice(1)).toEqual(
      Array(3).fill('acknowledged'),
    );
    const statuses = async (): Promise<string[]> =>
      (await runToEnd('orders', '--data', desk.data, '--json'))
        .json<{ status: string }>()
        .map(({ status }) => status);
    await expect.poll(statuses).toEqual(Array(3).fill('accepted'));
    running.kill('SIGKILL');
    await running.ended;
    const again = new RunningDesk('--data', desk.data, '--signals', '-');
    await again.answered(1);
    again.kill('SIGTERM');
    expect(await again.ended).toMatchObject({ code: 0 });
    expect(await statuses()).toEqual(Array(3).fill('accepted'));
  });

  it('gives the average of tiny fills exactly', async () => {
    const desk = tempDesk();
    const instrument = {
      symbol: 'SHIB-BTC',
      venue: 'sim',
      currency: 'BTC',
      tickSize: '0.00000001',
      lotSize: '0.001',
    };
    const configuration = desk.file(
      'desk.json',
      JSON.stringify({
        instruments: [instrument],
        venues: [{ venue: 'sim', simulator: { startPrices: { 'SHIB-BTC': '0.00000073' } } }],
      }),
    );
    const lines = ['0.001', '0.003'].map((quantity) =>
      changed(`q${quantity}`, { symbol: 'SHIB-BTC', quantity }),
    );
    const file = desk.file('s.ndjson', lines.join('\n'));
    await runToEnd('replay', file, '--config', configuration, '--data', desk.data);
    const orders = await runToEnd('orders', '--data', desk.data, '--json');
    expect(orders.json<{ averagePrice: string; filledNotional: string }>()).toMatchObject([
      { averagePrice: '0.00000074', filledNotional: '0.00000000074' },
      { averagePrice: '0.00000074', filledNotional: '0.00000000222' },
    ]);
  });

  it('takes a confidence as a number', async () => {
    const desk = tempDesk();
    const lines = ['0.5', '1', '1e-1', '"0.5"', '0'].map((text, index) =>
      changed(`c${index}`, { confidence: '#' }).replace('"#"', text),
    );
    const file = desk.file('s.ndjson', lines.join('\n'));
    const result = await runToEnd('replay', file, '--data', desk.data, '--json');
    expect(result.json<ReplayReport>()).toMatchObject([{ signals: 5, accepted: 4, rejected: 1 }]);
    expect(result.stderr).toContain('line 5 (c4): confidence_too_low: confidence 0 is below 0.1');
  });
});
