/** `desk replay` in a process of its own, against the simulated venue. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReplayReport } from '../../../replay/replayReport.ts';
import { badSignals } from '../../../../../../scripts/samples/badSignals.ts';
import { runToEnd, type DeskResult } from '../../testing/deskProcess.ts';
import { ndjson, sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

const replay = (data: string, file: string): Promise<DeskResult> =>
  runToEnd('replay', file, '--data', data, '--report', 'json');

function reportOf(result: DeskResult): ReplayReport {
  expect(result.code, result.stderr).toBe(0);
  const reports = result.json<ReplayReport>();
  expect(reports).toHaveLength(1);
  const report = reports[0]!;
  expect(report.accepted + report.duplicates + report.rejected).toBe(report.signals);
  expect(Object.values(report.orders).reduce((sum, count) => sum + count, 0)).toBe(report.accepted);
  return report;
}

describe('desk replay', () => {
  it('reports what became of every signal, and makes no new order the second time', async () => {
    const desk = tempDesk();
    const file = desk.file(
      'signals.ndjson',
      ndjson([
        sampleSignal('S-1'),
        sampleSignal('S-2', { side: 'sell', orderType: 'limit', limitPrice: '1455', timeInForce: 'IOC' }),
        sampleSignal('S-3', { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTC' }),
        sampleSignal('S-4', { orderType: 'limit', limitPrice: '1400', timeInForce: 'IOC' }),
        sampleSignal('S-5', { quantity: '20000' }),
        sampleSignal('S-1'),
        sampleSignal('S-6', { quantity: '0' }),
      ]),
    );
    const first = reportOf(await replay(desk.data, file));
    expect(first).toEqual({
      signals: 7,
      accepted: 5,
      duplicates: 1,
      rejected: 1,
      orders: {
        created: 0,
        denied: 1,
        submitting: 0,
        accepted: 1,
        partiallyFilled: 0,
        filled: 2,
        pendingCancel: 0,
        pendingReplace: 0,
        canceled: 1,
        rejected: 0,
        expired: 0,
        inDoubt: 0,
      },
      events: first.lastPosition,
      elapsedMs: expect.any(Number) as number,
      ordersPerSecond: expect.any(Number) as number,
      latencyMs: {
        p50: expect.any(Number) as number,
        p95: expect.any(Number) as number,
        p99: expect.any(Number) as number,
        max: expect.any(Number) as number,
      },
      lastPosition: expect.any(Number) as number,
      chainHead: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(first.latencyMs.p50).toBeGreaterThan(0);

    const second = reportOf(await replay(desk.data, file));
    expect(second).toMatchObject({ signals: 7, accepted: 0, duplicates: 7, rejected: 0 });
    // Started, connected, stopped: nothing else happened.
    // Started, connected, compared with the venue, stopped.
    expect(second.events).toBe(4);

    const orders = await runToEnd('orders', '--data', desk.data, '--json');
    expect(orders.json()).toHaveLength(5);
    const verified = await runToEnd('verify', '--data', desk.data, '--json');
    expect(verified.code).toBe(0);
    expect(verified.json()).toMatchObject([
      { good: true, chain: { head: { position: second.lastPosition, hash: second.chainHead } } },
    ]);
  });

  it('counts each kind of bad line once, and tells it with its line, code and reason', async () => {
    const desk = tempDesk();
    const lines = badSignals.map((bad, index) => bad.line(sampleSignal(`B-${index}`)));
    const file = desk.file('bad.ndjson', `\n${lines.join('\n\n')}\n{"id":"cut","sou`);
    const result = await replay(desk.data, file);
    const codes = [...badSignals.map(({ code }) => code), 'json_malformed'];
    expect(reportOf(result)).toMatchObject({ signals: codes.length, accepted: 0, rejected: codes.length });
    const told = result.stderr.split('\n').filter((line) => line.startsWith('line '));
    expect(told.map((line) => /^line (\d+)( \(.*\))?: (\w+): ./.exec(line)?.slice(1))).toEqual(
      codes
        .slice(0, 20)
        .map((code, index) => [String(2 + index * 2), told[index]?.match(/ \(\S+\)/)?.[0], code]),
    );
    expect(result.stderr).toContain(`and ${codes.length - 20} more refusals`);
  });

  it('refuses a megabyte in one field, bytes that are no text, and goes on', async () => {
    const desk = tempDesk();
    const file = desk.file(
      'odd.ndjson',
      Buffer.concat([
        Buffer.from(ndjson([sampleSignal('S-1'), sampleSignal('S-2', { note: 'x'.repeat(1_048_576) })])),
        Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0d, 0x0a]),
        Buffer.from(JSON.stringify(sampleSignal('S-3'))),
      ]),
    );
    const result = await replay(desk.data, file);
    expect(reportOf(result)).toMatchObject({ signals: 4, accepted: 2, rejected: 2, orders: { filled: 2 } });
    expect(result.stderr).toMatch(
      /^line 2: oversized: the line is 1048\d{3} bytes long, at most 65536 bytes are allowed$/m,
    );
    expect(result.stderr).toMatch(/^line 3: utf8_malformed: /m);
    const again = reportOf(await replay(desk.data, file));
    expect(again).toMatchObject({ accepted: 0, duplicates: 2, rejected: 2, events: 4 });
  });

  it('takes CSV', async () => {
    const desk = tempDesk();
    const file = desk.file(
      'signals.csv',
      '\u{feff}id,source,strategy,account,symbol,side,quantity,orderType,limitPrice,timeInForce,confidence,createdAt,note\r\n' +
        'C-1,file,s,main,SPX,buy,10,market,,DAY,0.9,2000-01-03T21:00:00Z,\r\n' +
        '\r\n' +
        'C-2,file,s,main,SPX,sell,5,limit,1455.00,IOC,0.9,2000-01-03T21:00:00Z,"all, or ""nothing"""\r\n' +
        'C-3,file,s,main,SPX,sell,5,limit\r\n' +
        'C-4,file,s,main,SPX,hold,1e-400,market,,DAY,0.9,2000-01-03T21:00:00Z,',
    );
    const result = await replay(desk.data, file);
    expect(reportOf(result)).toMatchObject({ signals: 4, accepted: 2, rejected: 2, orders: { filled: 2 } });
    expect(result.stderr).toContain('line 5: csv_malformed: the line has 8 values, the header names 13');
    expect(result.stderr).toContain('line 6 (C-4): side_unknown: ');
  });

  it('moves the market to the day of each signal', async () => {
    const desk = tempDesk();
    const day = (id: string, date: string) => sampleSignal(id, { createdAt: `${date}T21:00:00Z` });
    const file = desk.file(
      'days.ndjson',
      ndjson([day('D-1', '2000-01-03'), day('D-2', '2008-11-20'), day('D-3', '2019-12-31')]),
    );
    reportOf(await replay(desk.data, file));
    const orders = await runToEnd('orders', '--data', desk.data, '--json');
    // The closes of those days on the venue's grid, and the house's one tick.
    expect(orders.json<{ averagePrice: string }>().map(({ averagePrice }) => averagePrice)).toEqual([
      '1455.5',
      '752.75',
      '3231',
    ]);
  });

  it('says what it could not read, and starts nothing for it', async () => {
    const desk = tempDesk();
    const missing = await replay(desk.data, desk.file('x', '').replace(/x$/, 'missing.ndjson'));
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('missing.ndjson');
    const header = await replay(desk.data, desk.file('bad.csv', 'id,colour\nS-1,red\n'));
    expect(header).toMatchObject({ code: 1, stdout: '' });
    expect(header.stderr).toContain('colour is no field of a signal');
    expect(existsSync(join(desk.data, 'events.db'))).toBe(false);
  });

  it('shows a table to a person', async () => {
    const desk = tempDesk();
    const result = await runToEnd(
      'replay',
      desk.file('s.ndjson', ndjson([sampleSignal('S-1')])),
      '--data',
      desk.data,
    );
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^signals +1$/m);
    expect(result.stdout).toMatch(/^ {2}filled +1$/m);
    expect(result.stdout).toMatch(/^chain head {2}[0-9a-f]{64}$/m);
  });

  it('makes a report of an empty file, too', async () => {
    const desk = tempDesk();
    const report = reportOf(await replay(desk.data, desk.file('empty.ndjson', '\n\n')));
    expect(report).toMatchObject({ signals: 0, accepted: 0, latencyMs: { p50: 0, max: 0 } });
  });
});
