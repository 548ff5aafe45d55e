/** Market data over a FIX session, against a venue whose every word is written here. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import { formatMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { Ticker, VenueId } from '../../../../../shared/kernel/ids.ts';
import { beginStrings, tags, valueOf, type Field } from '../codec/fixMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import { FixTestBed, type DeskOptions, type FixDesk } from '../testing/fixTestBed.ts';
import type { ScriptedVenue } from '../testing/scriptedVenue.ts';

const instrument = (symbol: string) => ({
  symbol: symbol as Ticker,
  venue: 'exec' as VenueId,
  currency: 'USD',
  tickSize: decimal('0.25'),
  lotSize: decimal('1'),
  quantityMin: decimal('1'),
  quantityMax: decimal('1000'),
});

let bed: FixTestBed;
let venue: ScriptedVenue;
let port: number;

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
});

afterEach(() => bed.dispose());

const connect = (change: Partial<DeskOptions> = {}): Promise<FixDesk> =>
  bed.connect({
    port,
    targetCompId: 'VENUE',
    beginString: venue.beginString,
    quoted: [instrument('SPX')],
    capabilities: { marketData: 'full' },
    ...change,
  });

const idOf = async (count = 1): Promise<string> => valueOf(await venue.hears('V', count), tags.mdReqId) ?? '';

/** Entries of a full refresh, such as `0 1400` for a bid. */
const full = (id: string, ...entries: readonly string[]): readonly Field[] => [
  [tags.mdReqId, id],
  [tags.symbol, 'SPX'],
  [tags.noMdEntries, String(entries.length)],
  ...entries.flatMap((one): Field[] => {
    const [type = '', price = ''] = one.split(' ');
    return [
      [tags.mdEntryType, type],
      [tags.mdEntryPx, price],
      [271, '5'],
    ];
  }),
];
/** One incremental change: action, kind and price. */
const change = (id: string, action: string, type: string, price: string): readonly Field[] => [
  [tags.mdReqId, id],
  [tags.noMdEntries, '1'],
  [tags.mdUpdateAction, action],
  [tags.mdEntryType, type],
  [tags.symbol, 'SPX'],
  [tags.mdEntryPx, price],
];

const pricesOf = ({ listener }: FixDesk): readonly string[] =>
  listener.ticks.map(({ symbol, last, bid, ask }) =>
    [symbol, ...[last, bid, ask].map((one) => (one === undefined ? '-' : formatDecimal(one)))].join(' '),
  );

/** Resolves when the desk has read everything that the venue has said. */
async function read(desk: FixDesk): Promise<void> {
  await desk.venue.ping(new AbortController().signal);
}

describe.each(beginStrings)('market data over %s', (beginString) => {
  beforeEach(() => {
    venue.beginString = beginString;
  });

  test('are asked for at the logon: the best prices and the trades of each instrument', async () => {
    await connect({
      quoted: [instrument('SPX'), instrument('NDX')],
      capabilities: { marketData: 'incremental' },
    });
    const [first, second] = [await venue.hears('V', 1), await venue.hears('V', 2)];
    const text = first.fields.map(([tag, value]) => `${tag}=${value}`).join(' ');
    expect(text).toMatch(/262=\S+ 263=1 264=1 265=1 267=3 269=0 269=1 269=2 146=1 55=SPX$/);
    expect(valueOf(second, tags.symbol)).toBe('NDX');
    expect(valueOf(second, tags.mdReqId)).not.toBe(valueOf(first, tags.mdReqId));
  });

  test('become the price of the instrument: a full refresh, and changes of it', async () => {
    const desk = await connect();
    const id = await idOf();
    venue.say('W', full(id, '0 1400', '1 1400.5', '2 1400.25'));
    venue.say('X', change(id, '1', '0', '1400.25'));
    venue.say('X', change(id, '0', '2', '1400.5'));
    await read(desk);
    expect(pricesOf(desk)).toEqual([
      'SPX 1400.25 1400 1400.5',
      'SPX 1400.25 1400.25 1400.5',
      'SPX 1400.5 1400.25 1400.5',
    ]);
    expect(venue.of('3').concat(venue.of('j'))).toEqual([]);
  });
});

describe('market data', () => {
  test('that are crossed, absurd or of another request are no price, and the ones before stay', async () => {
    const desk = await connect();
    const id = await idOf();
    venue.say('W', full(id, '0 1400', '1 1400.5'));
    venue.say('W', full(id, '0 1401', '1 1400'));
    venue.say('W', full(id, '0 1', '1 9999'));
    venue.say('W', full('another', '0 1300', '1 1300.5'));
    venue.say('X', change(id, '7', '0', '1400'));
    venue.say('W', full(id, '0 14x', '1 1400'));
    await read(desk);
    expect(pricesOf(desk)).toEqual(['SPX 1400.25 1400 1400.5']);
  });

  test('of another symbol, in another currency or of a time to come are not taken, and told once each', async () => {
    const desk = await connect();
    const id = await idOf();
    const head = (symbol: string): readonly Field[] => [
      [tags.mdReqId, id],
      [tags.symbol, symbol],
      [tags.noMdEntries, '1'],
      [tags.mdEntryType, '2'],
    ];
    const tomorrow = formatUtcTimestamp((Date.now() * 1_000 + 86_400_000_000) as EpochMicros).split('-');
    venue.say('W', [...head('SPX'), [tags.mdEntryPx, '1400'], [tags.currency, 'USD']]);
    for (const price of ['1300', '1301']) {
      venue.say('W', [...head('ES'), [tags.mdEntryPx, price]]);
      venue.say('W', [...head('SPX'), [tags.mdEntryPx, price], [tags.currency, 'EUR']]);
      venue.say('W', [
        ...head('SPX'),
        [tags.mdEntryPx, price],
        [tags.mdEntryDate, tomorrow[0] ?? ''],
        [tags.mdEntryTime, tomorrow[1] ?? ''],
      ]);
    }
    await read(desk);
    expect(pricesOf(desk)).toEqual(['SPX 1400 - -']);
    expect(desk.notices.map(({ text }) => text)).toEqual([
      'market data of SPX are not taken: they name symbol ES, expected SPX',
      'market data of SPX are not taken: they are in EUR, expected USD',
      'market data of SPX are not taken: an entry is of a time after that of its message',
    ]);
  });

  test('are as old as they say: a last trade that comes with the logon is of the evening before', async () => {
    const desk = await connect();
    const id = await idOf();
    const trade = (price: string, ...when: readonly Field[]): readonly Field[] => [
      [tags.mdReqId, id],
      [tags.symbol, 'SPX'],
      [tags.noMdEntries, '1'],
      [tags.mdEntryType, '2'],
      [tags.mdEntryPx, price],
      ...when,
    ];
    const friday: Field = [tags.mdEntryDate, '20261120'];
    venue.say('W', trade('1400', friday, [tags.mdEntryTime, '20:59:59.500']));
    venue.say('W', trade('1401', friday));
    await read(desk);
    const [first, second] = desk.listener.ticks.map(({ marketTime }) => formatMicros(marketTime));
    expect(first).toBe('2026-11-20T20:59:59.500000Z');
    expect(Date.now() - Date.parse(second ?? '')).toBeLessThan(60_000);
  });

  test('that name the symbol alone are taken by it, by the code that the venue has for it', async () => {
    const codes = { symbols: { SPX: { symbol: '^GSPC' } } };
    const desk = await connect({ codes });
    expect(valueOf(await venue.hears('V'), tags.symbol)).toBe('^GSPC');
    const without = (symbol: string): readonly Field[] =>
      full('', '0 1400', '1 1400.5')
        .slice(1)
        .map((field) => (field[0] === tags.symbol ? [tags.symbol, symbol] : field));
    venue.say('W', without('^GSPC'));
    venue.say('W', without('SPX'));
    await read(desk);
    expect(pricesOf(desk)).toEqual(['SPX 1400.25 1400 1400.5']);
  });

  test('of several symbols in one message go to each of them', async () => {
    const desk = await connect({ quoted: [instrument('SPX'), instrument('NDX')] });
    await venue.hears('V', 2);
    const of = (symbol: string | undefined, type: string, price: string): readonly Field[] => [
      [tags.mdUpdateAction, '0'],
      [tags.mdEntryType, type],
      ...(symbol === undefined ? [] : ([[tags.symbol, symbol]] as const)),
      [tags.mdEntryPx, price],
    ];
    venue.say('X', [
      [tags.noMdEntries, '4'],
      ...of('SPX', '0', '1400'),
      ...of(undefined, '1', '1400.5'),
      ...of('NDX', '0', '5000'),
      ...of(undefined, '1', '5001'),
    ]);
    await read(desk);
    expect(pricesOf(desk)).toEqual(['SPX 1400.25 1400 1400.5', 'NDX 5000.5 5000 5001']);
  });

  test('are asked for again when the venue has missed the request on the same connection', async () => {
    const desk = await connect();
    const request = await venue.hears('V');
    const number = valueOf(request, tags.msgSeqNum) ?? '';
    venue.say('2', [
      [tags.beginSeqNo, number],
      [tags.endSeqNo, number],
    ]);
    const again = await venue.hears('V', 2);
    expect(valueOf(again, tags.possDupFlag)).toBe('Y');
    expect(valueOf(again, tags.mdReqId)).toBe(valueOf(request, tags.mdReqId));
    await read(desk);
  });

  test('are asked for anew after each logon, and what was said before it is no price of now', async () => {
    const desk = await connect();
    const first = await idOf();
    venue.say('W', full(first, '0 1400', '1 1400.5'));
    await read(desk);
    venue.cut();
    const second = await idOf(2);
    expect(second).not.toBe(first);
    // The venue sends again what it had said, as it may.
    const again: readonly Field[] = [
      [tags.possDupFlag, 'Y'],
      [tags.origSendingTime, '20261123-10:00:00'],
    ];
    venue.say('W', full(first, '0 1390', '1 1390.5'));
    venue.say('W', full(second, '0 1380', '1 1380.5'), undefined, again);
    venue.say('W', full(second, '0 1410', '1 1410.5'));
    await read(desk);
    expect(pricesOf(desk)).toEqual(['SPX 1400.25 1400 1400.5', 'SPX 1410.25 1410 1410.5']);
  });

  test('that the venue refuses are told once with its words, by each kind of refusal', async () => {
    const desk = await connect();
    const request = await venue.hears('V');
    const id = valueOf(request, tags.mdReqId) ?? '';
    const seqNum = valueOf(request, tags.msgSeqNum) ?? '';
    venue.say('Y', [
      [tags.mdReqId, id],
      [tags.mdReqRejReason, '0'],
      [tags.text, 'no such symbol'],
    ]);
    venue.say('j', [
      [tags.refSeqNum, seqNum],
      [tags.refMsgType, 'V'],
      [tags.businessRejectReason, '3'],
    ]);
    venue.say('3', [
      [tags.refSeqNum, seqNum],
      [tags.text, 'unsupported'],
    ]);
    await read(desk);
    expect(desk.notices.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'market_data: the venue gives no market data of SPX: MDReqRejReason 0, "no such symbol"',
      'market_data: the venue gives no market data of SPX: business reject',
      'market_data: the venue gives no market data of SPX: session reject, "unsupported"',
    ]);
  });

  test('are not sent again when the venue asks for what it missed: the next connection asks anew', async () => {
    await connect();
    await idOf();
    venue.cut();
    await idOf(2);
    const request = venue.of('V')[0]!;
    venue.say('2', [
      [tags.beginSeqNo, valueOf(request, tags.msgSeqNum) ?? ''],
      [tags.endSeqNo, valueOf(request, tags.msgSeqNum) ?? ''],
    ]);
    const fill = await venue.hears('4');
    expect(valueOf(fill, tags.gapFillFlag)).toBe('Y');
    expect(venue.of('V')).toHaveLength(2);
  });

  test('are neither asked for nor taken without the capability', async () => {
    const desk = await connect({ capabilities: {} });
    venue.say('W', full('x', '0 1400', '1 1400.5'));
    await read(desk);
    expect(venue.of('V')).toEqual([]);
    expect(valueOf(await venue.hears('j'), tags.businessRejectReason)).toBe('3');
    expect(pricesOf(desk)).toEqual([]);
  });
});
