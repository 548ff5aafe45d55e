import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import { Exchange } from './exchange.ts';
import type { SubmitReply } from './exchange.ts';
import type { ReplaceOrderRequest, SubmitRequest, WireReport } from '../wire/protocol.ts';
import { readSimRecord } from '../record/testing/readSimRecord.ts';
import { SimRecord } from '../record/record.ts';
import { createGrid } from './grid.ts';
import { sampleGrid } from '../testing/sampleOrders.ts';

const day = 86_400_000_000;
const noon = 20_000 * day + day / 2;

let folder: string;
let record: SimRecord;
let exchange: Exchange;
let reports: WireReport[];
let wallMicros: number;

function start(referenceTicks = 1_000, grid = sampleGrid): void {
  record = new SimRecord(join(folder, 'record.db'));
  exchange = new Exchange(
    {
      symbols: [{ symbol: 'SPX', grid, referenceTicks }],
      house: { levels: 2, lotsPerLevel: 100, spreadTicks: 1 },
      dayOrdersExpire: true,
      wallMicros: () => wallMicros,
    },
    record,
    (report) => reports.push(report),
  );
  exchange.open();
}

/** The same venue with coarser ticks from 250 on, where its market stands. */
function startWithBands(): void {
  record.close();
  const bands = [{ from: decimal('250'), tick: decimal('5') }];
  const grid = createGrid(decimal('0.25'), decimal('1'), {}, bands);
  start(grid.nearestTicks(decimal('250')), grid);
}

/** As after a crash: what was committed, and nothing else, is there again. */
function restart(referenceTicks = 1_000): void {
  record.close();
  reports = [];
  start(referenceTicks);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-exchange-'));
  wallMicros = noon;
  reports = [];
  start();
});

afterEach(() => {
  record.close();
  rmSync(folder, { recursive: true });
});

function submit(clientOrderId: string, change: Partial<SubmitRequest> = {}): SubmitReply {
  let answer: SubmitReply | undefined;
  const request: SubmitRequest = {
    type: 'submit',
    id: 1,
    clientOrderId,
    account: 'main',
    symbol: 'SPX',
    side: 'buy',
    orderType: change.limitPrice === undefined ? 'market' : 'limit',
    timeInForce: 'GTC',
    quantity: '10',
    ...change,
  };
  exchange.submit(request, undefined, (reply) => (answer = reply));
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

function replace(
  clientOrderId: string,
  newClientOrderId: string,
  change: Partial<ReplaceOrderRequest>,
): void {
  exchange.replace({ type: 'replace', id: 1, clientOrderId, newClientOrderId, ...change });
}

function kindsOf(clientOrderId: string): string[] {
  return reports.filter((report) => report.clientOrderId === clientOrderId).map((report) => report.kind);
}

const fillsInOrder = () =>
  reports.filter(({ kind }) => kind === 'filled').map(({ clientOrderId }) => clientOrderId);

describe('submissions', () => {
  it('are answered before they lead to anything', () => {
    const answer = submit('a');
    expect(answer).toMatchObject({ type: 'accepted', clientOrderId: 'a' });
    expect(kindsOf('a')).toEqual(['filled']);
  });

  it('get the same answer again, in the same turn, after the commit and after a restart, and are counted', () => {
    const [accepted, rejected] = [submit('a'), submit('b', { symbol: 'NOPE' })];
    expect([submit('a'), submit('b', { symbol: 'NOPE' })]).toEqual([accepted, rejected]);
    exchange.commit();
    expect([submit('a'), submit('b', { symbol: 'NOPE' })]).toEqual([accepted, rejected]);
    exchange.commit();
    restart();
    expect([submit('a'), submit('b', { symbol: 'NOPE' })]).toEqual([accepted, rejected]);
    exchange.commit();
    const { orders, executions } = readSimRecord(join(folder, 'record.db'));
    expect(orders.map((order) => [order.clientOrderId, order.repeatedSubmissions])).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
    expect(executions).toHaveLength(1);
  });

  it.each([
    ['unknown_symbol', { symbol: 'NOPE' }],
    ['quantity_not_positive', { quantity: '0' }],
    ['quantity_off_lot', { quantity: '1.5' }],
    ['quantity_off_lot', { quantity: '999999999999999' }],
    ['price_missing', { orderType: 'limit' }],
    ['price_unexpected', { orderType: 'market', limitPrice: '250' }],
    ['price_not_positive', { limitPrice: '-250' }],
    ['price_off_tick', { limitPrice: '250.1' }],
    ['good_till_missing', { timeInForce: 'GTD' }],
    ['good_till_passed', { timeInForce: 'GTD', goodTill: noon }],
    ['good_till_unexpected', { goodTill: noon + day }],
  ] satisfies [string, Partial<SubmitRequest>][])('are rejected as %s and kept on record', (code, change) => {
    expect(submit('r', change)).toMatchObject({ type: 'rejected', code });
    expect(exchange.find('r')).toMatchObject({ status: 'rejected', code });
    expect(reports).toEqual([]);
  });
});

describe('replace', () => {
  it('keeps the place in the queue when only the quantity shrinks', () => {
    submit('first', { limitPrice: '240' });
    submit('second', { limitPrice: '240' });
    replace('first', 'first-2', { quantity: '4' });
    exchange.markets.get('SPX')?.moveTo(900, 'walk');
    expect(fillsInOrder()).toEqual(['first-2', 'second']);
  });

  it.each([
    ['the quantity grows', { quantity: '11' }],
    ['the price changes, even if it changes back', { limitPrice: '239.75' }],
  ])('loses the place in the queue when %s', (_, change) => {
    submit('first', { limitPrice: '240' });
    submit('second', { limitPrice: '240' });
    replace('first', 'first-2', change);
    if ('limitPrice' in change) replace('first-2', 'first-3', { limitPrice: '240' });
    exchange.markets.get('SPX')?.moveTo(900, 'walk');
    expect(fillsInOrder()).toEqual(['second', 'limitPrice' in change ? 'first-3' : 'first-2']);
  });

  it('says the new terms before the trades they lead to', () => {
    submit('a', { limitPrice: '240' });
    replace('a', 'a-2', { limitPrice: '250.25' });
    expect(reports).toMatchObject([
      { kind: 'replaced', clientOrderId: 'a', newClientOrderId: 'a-2', quantity: '10', limitPrice: '250.25' },
      { kind: 'filled', clientOrderId: 'a-2', price: '250.25' },
    ]);
  });

  it('moves a waiting stop', () => {
    submit('stop', { side: 'sell', orderType: 'stop', stopPrice: '240' });
    replace('stop', 'stop-2', { stopPrice: '230' });
    exchange.markets.get('SPX')?.moveTo(940, 'walk');
    expect(fillsInOrder()).toEqual([]);
    exchange.markets.get('SPX')?.moveTo(920, 'walk');
    expect(fillsInOrder()).toEqual(['stop-2']);
  });

  it('counts the new quantity in total, what has traded included', () => {
    submit('a', { quantity: '110', limitPrice: '250.25' });
    replace('a', 'a-2', { quantity: '105' });
    expect(exchange.find('a-2')).toMatchObject({ quantity: '105', filledQuantity: '100' });
    replace('a-2', 'a-3', { quantity: '100' });
    expect(reports.at(-1)).toMatchObject({ kind: 'replace_rejected', code: 'quantity_below_filled' });
  });

  it('is refused for what can not be', () => {
    submit('a', { limitPrice: '240' });
    submit('b', { limitPrice: '240' });
    replace('a', 'b', { quantity: '5' });
    replace('a', 'a-2', {});
    replace('a', 'a-2', { stopPrice: '230' });
    replace('a', 'a-2', { limitPrice: '240.1' });
    replace('nobody', 'n-2', { quantity: '5' });
    expect(reports.map((report) => 'code' in report && report.code)).toEqual([
      'duplicate_client_order_id',
      'replace_empty',
      'price_unexpected',
      'price_off_tick',
      'unknown_order',
    ]);
  });

  it('says the same again when it comes again', () => {
    submit('a', { limitPrice: '240' });
    replace('a', 'a-2', { quantity: '5' });
    replace('a', 'a-2', { quantity: '5' });
    expect(reports.map(({ kind }) => kind)).toEqual(['replaced', 'replaced']);
  });

  it('leaves the order findable by every id it had, also after a restart', () => {
    submit('a', { limitPrice: '240' });
    replace('a', 'a-2', { quantity: '9' });
    replace('a-2', 'a-3', { quantity: '8' });
    const expectEvery = () => {
      for (const id of ['a', 'a-2', 'a-3']) {
        expect(exchange.find(id)).toMatchObject({
          clientOrderId: 'a',
          currentClientOrderId: 'a-3',
          quantity: '8',
        });
      }
    };
    expectEvery();
    exchange.commit();
    restart();
    expectEvery();
    exchange.cancel({ type: 'cancel', id: 1, clientOrderId: 'a-2' });
    expect(reports).toMatchObject([{ kind: 'canceled', clientOrderId: 'a-3' }]);
  });
});

describe('cancel', () => {
  it('tells an order that is done from one that never was', () => {
    submit('a');
    exchange.cancel({ type: 'cancel', id: 1, clientOrderId: 'a' });
    exchange.cancel({ type: 'cancel', id: 1, clientOrderId: 'nobody' });
    expect(reports.slice(1)).toMatchObject([
      { kind: 'cancel_rejected', clientOrderId: 'a', code: 'too_late' },
      { kind: 'cancel_rejected', clientOrderId: 'nobody', code: 'unknown_order' },
    ]);
  });
});

describe('expiry', () => {
  it('ends GTD orders at their time and DAY orders with their UTC day, and leaves GTC orders', () => {
    submit('gtc', { limitPrice: '240' });
    submit('day', { limitPrice: '240', timeInForce: 'DAY' });
    submit('gtd', { limitPrice: '240', timeInForce: 'GTD', goodTill: noon + 1_000 });
    exchange.expireDue();
    expect(reports).toEqual([]);
    wallMicros = noon + 1_000;
    exchange.expireDue();
    expect(reports).toMatchObject([{ kind: 'expired', clientOrderId: 'gtd' }]);
    wallMicros = noon + day / 2;
    exchange.expireDue();
    expect(reports.slice(1)).toMatchObject([{ kind: 'expired', clientOrderId: 'day' }]);
    expect(exchange.openOrders(0, 10).map((order) => order.clientOrderId)).toEqual(['gtc']);
  });

  it('ends what expired while the venue was down', () => {
    submit('day', { limitPrice: '240', timeInForce: 'DAY' });
    exchange.commit();
    wallMicros += day;
    restart();
    exchange.expireDue();
    expect(kindsOf('day')).toEqual(['expired']);
  });
});

describe('the record', () => {
  it('lets orders rest again with their priority, partly filled ones and stops included', () => {
    submit('stop', { side: 'sell', orderType: 'stop', stopPrice: '245' });
    submit('first', { quantity: '150', limitPrice: '250.25' });
    submit('third', { limitPrice: '245' });
    submit('second', { limitPrice: '245' });
    // Growing sends it to the end of its queue.
    replace('third', 'third-2', { quantity: '20' });
    exchange.commit();
    restart();
    // On opening, the market trades through what rests at its own ask.
    expect(fillsInOrder()).toEqual(['first']);
    exchange.markets.get('SPX')?.moveTo(900, 'gap');
    expect(fillsInOrder()).toEqual(['first', 'second', 'third-2', 'stop']);
    expect(exchange.openCount).toBe(0);
  });

  it('gives executions in pages, by order and by time', () => {
    for (let index = 0; index < 5; index++) {
      submit(`o${index}`);
      wallMicros += 1_000;
    }
    const first = exchange.executions({ since: 0 }, 0, 3);
    const rest = exchange.executions({ since: 0 }, first.at(-1)?.sequence ?? 0, 3);
    expect([...first, ...rest].map((execution) => execution.clientOrderId)).toEqual([
      'o0',
      'o1',
      'o2',
      'o3',
      'o4',
    ]);
    const since = first[1]?.venueTime ?? 0;
    expect(exchange.executions({ since }, 0, 10)).toHaveLength(4);
    expect(exchange.executions({ since: since + 1 }, 0, 10)).toHaveLength(3);
    expect(exchange.executions({ clientOrderId: 'o3' }, 0, 10)).toHaveLength(1);
    expect(exchange.executions({ clientOrderId: 'nobody' }, 0, 10)).toEqual([]);
  });

  it('gives numbers and times that go on after a restart, even when the clock stepped back', () => {
    const before = submit('a');
    exchange.commit();
    wallMicros -= day;
    restart();
    const after = submit('b');
    expect(after.venueTime).toBeGreaterThan(before.venueTime);
    exchange.commit();
    const { orders, executions } = readSimRecord(join(folder, 'record.db'));
    expect(orders.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(new Set(executions.map(({ executionId }) => executionId)).size).toBe(2);
  });

  it('is held by one venue at a time', () => {
    record.close();
    const holder = new SimRecord(join(folder, 'record.db'));
    expect(() => new SimRecord(join(folder, 'record.db'), 10)).toThrow(
      /another venue process holds the record/,
    );
    holder.close();
    start();
  });
});

describe('where bands make the ticks coarser', () => {
  beforeEach(startWithBands);

  it('refuses prices off the tick of their band, of new orders and of replaces', () => {
    for (const limitPrice of ['250.25', '252.5', '254.75']) {
      expect(submit(`off-${limitPrice}`, { limitPrice })).toMatchObject({
        type: 'rejected',
        code: 'price_off_tick',
        reason: `limit price ${limitPrice} is not a whole number of ticks of 5`,
      });
    }
    expect(submit('stop', { orderType: 'stop', stopPrice: '251' })).toMatchObject({ code: 'price_off_tick' });
    expect(submit('below', { limitPrice: '249.25' })).toMatchObject({ type: 'accepted' });
    replace('below', 'moved', { limitPrice: '251' });
    expect(reports.at(-1)).toMatchObject({ kind: 'replace_rejected', code: 'price_off_tick' });
  });

  it('quotes and trades on the bands: a buy pays a coarse tick more, a sale gets a fine one less', () => {
    submit('b', { quantity: '150' });
    submit('s', { side: 'sell', quantity: '150' });
    const fills = reports.filter(({ kind }) => kind === 'filled');
    expect(fills).toMatchObject([{ price: '255' }, { price: '260' }, { price: '250' }, { price: '249.75' }]);
  });

  it('has a working order after a restart where it was', () => {
    submit('below', { limitPrice: '249.25' });
    exchange.commit();
    startWithBands();
    expect(exchange.openCount).toBe(1);
    expect(readSimRecord(join(folder, 'record.db')).orders).toMatchObject([{ limitPrice: '249.25' }]);
  });
});
