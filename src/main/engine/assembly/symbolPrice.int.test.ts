import { expect, test } from 'vitest';
import { decimal, wholeDecimal } from '../../../shared/kernel/decimal.ts';
import type { SignalId, VenueId } from '../../../shared/kernel/ids.ts';
import { ScriptedVenue } from '../../simulation/testing/scriptedVenue.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { epochMicros } from '../../../shared/kernel/time.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { LimitSetting } from '../../domain/risk/limits.ts';
import { defaultConfiguration, type RiskSettings } from '../configuration.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

test('a symbol is priced by the venue of its instrument, whatever another one quotes', async () => {
  const { venues } = defaultConfiguration();
  const id = 'other' as VenueId;
  const other = new ScriptedVenue(id, new SimulatedTime(epochMicros(0)), decimal('4000'));
  const bed = await TradingBed.open({ venues: [...venues, { ...venues[0]!, venue: id }] });
  await bed.withVenue(other);
  const heard: string[] = [];
  bed.engine.onTick((tick) => heard.push(String(tick.last)));
  other.quote(spx, decimal('4000'));
  expect(bed.engine.markets.reference(spx)?.price).toBe(decimal('1400'));
  expect(heard).toEqual([]);
  // The collar is held against the instrument's price.
  const outcome = await bed.signal({ limitPrice: '4000' });
  expect(outcome).toMatchObject({ type: 'denied' });
  expect(JSON.stringify(outcome)).toContain('price_collar');
});

const elsewhere = { ...defaultConfiguration().instruments[0]!, venue: 'other' as VenueId };

/** A desk whose only instrument trades at a venue that tells no prices; `sim` quotes it. */
async function blindDesk(change: Partial<Instrument>, risk: Partial<RiskSettings> = {}) {
  const { venues, risk: limits } = defaultConfiguration();
  const bed = await TradingBed.open({
    venues: [...venues, { ...venues[0]!, venue: elsewhere.venue }],
    instruments: [{ ...elsewhere, ...change }],
    risk: { ...limits, ...risk },
  });
  await bed.withVenue(new ScriptedVenue(elsewhere.venue, bed.time, decimal('1400')));
  return bed;
}

const judgedBy = async (bed: TradingBed) =>
  (await bed.events()).flatMap(({ type, data }) =>
    type === 'OrderCreated' || type === 'OrderDenied' ? [data.risk?.reference] : [],
  );

test('without any source an order is denied, and says that no price is known', async () => {
  const bed = await blindDesk({});
  const outcome = await bed.signal({ limitPrice: '1400' });
  expect(outcome).toMatchObject({ type: 'denied', reasons: expect.any(Array) as unknown });
  expect(JSON.stringify(outcome)).toContain('no reference price is known for the symbol');
  expect(await judgedBy(bed)).toEqual([undefined]);
});

test('an order is judged by the price of another venue that is a source, and its record says so', async () => {
  const bed = await blindDesk({ priceSources: ['sim' as VenueId] });
  bed.venue.quote(spx, decimal('1400'));
  await bed.time.advance(2_000);
  expect(await bed.signal({ limitPrice: '1400' })).toMatchObject({ type: 'ordered' });
  const denied = await bed.signal({ limitPrice: '1500' });
  expect(JSON.stringify(denied)).toMatch(/above the reference 1400 \(sim, 2\.\d s old\)/);
  expect(await judgedBy(bed)).toMatchObject([
    { price: '1400', source: 'sim', ageMs: expect.any(Number) as number },
    { price: '1400', source: 'sim' },
  ]);
});

test('a price that is too old judges nothing, until a newer one comes', async () => {
  const bed = await blindDesk(
    { priceSources: ['sim' as VenueId] },
    { marketDataAgeMaxMs: wholeDecimal(1_000) },
  );
  bed.venue.quote(spx, decimal('1400'));
  await bed.time.advance(1_001);
  expect(await bed.signal({ limitPrice: '1400' })).toMatchObject({
    type: 'denied',
    reasons: [{ code: 'market_data_age' }],
  });
  bed.venue.quote(spx, decimal('1400'));
  expect(await bed.signal({ limitPrice: '1400' })).toMatchObject({ type: 'ordered' });
});

test('a fixed price has no age, and judges where the market has become too old', async () => {
  const change = { referencePrice: decimal('1390'), priceSources: ['sim' as VenueId, 'fixed' as const] };
  const bed = await blindDesk(change, { marketDataAgeMaxMs: wholeDecimal(1_000) });
  bed.venue.quote(spx, decimal('1400'));
  await bed.time.advance(60_000);
  expect(await bed.signal({ limitPrice: '1400' })).toMatchObject({ type: 'ordered' });
  expect(await judgedBy(bed)).toEqual([{ price: '1390', source: 'fixed' }]);
});

const sources = { referencePrice: decimal('1390'), priceSources: ['sim' as VenueId, 'fixed' as const] };
const ofSpx = { kind: 'symbol' as const, id: spx };
const ageCode = { type: 'denied', reasons: [{ code: 'market_data_age' }] };

test('how old a price may be is set while the desk runs: by then an older one judges nothing', async () => {
  const bed = await blindDesk(sources);
  bed.venue.quote(spx, decimal('1400'));
  await bed.time.advance(2_000);
  await bed.signal({ limitPrice: '1400' });
  const set = (setting: LimitSetting | undefined) =>
    bed.until(bed.engine.limits.set('marketDataAgeMaxMs', ofSpx, setting, operator));
  expect(await set(wholeDecimal(1_000))).toMatchObject({ ok: true, value: { from: { hard: 'none' } } });
  await bed.signal({ limitPrice: '1400' });
  await set(undefined);
  await bed.signal({ limitPrice: '1400' });
  expect((await judgedBy(bed)).map((one) => one?.source)).toEqual(['sim', 'fixed', 'sim']);
});

test('a price beyond the soft limit of its age judges only where none is newer, and by an override', async () => {
  const soft = { soft: wholeDecimal(1_000), hard: wholeDecimal(60_000) };
  const bed = await blindDesk(sources, { marketDataAgeMaxMs: soft });
  bed.venue.quote(spx, decimal('1400'));
  await bed.time.advance(2_000);
  await bed.signal({ limitPrice: '1400' });
  expect((await judgedBy(bed)).map((one) => one?.source)).toEqual(['fixed']);

  const alone = await blindDesk({ priceSources: ['sim' as VenueId] }, { marketDataAgeMaxMs: soft });
  alone.venue.quote(spx, decimal('1400'));
  await alone.time.advance(2_000);
  expect(await alone.signal({ limitPrice: '1400' })).toMatchObject(ageCode);
  const grant = { rules: ['market_data_age'], minutes: 1 };
  const granted = alone.engine.limits.override('late' as SignalId, grant, operator);
  expect(await alone.until(granted)).toMatchObject({ ok: true });
  expect(await alone.signal({ id: 'late', limitPrice: '1400' })).toMatchObject({ type: 'ordered' });
  await alone.time.advance(60_000);
  expect(await alone.signal({ limitPrice: '1400' })).toMatchObject(ageCode);
});

test('with a limit of its age, an order without any price is denied by that limit too', async () => {
  const bed = await blindDesk(
    {},
    { marketDataAgeMaxMs: wholeDecimal(1_000), orderNotionalMax: 'none', priceCollar: 'none' },
  );
  expect(await bed.signal({ limitPrice: '1400' })).toMatchObject(ageCode);
});

test('an order is judged by the venue that it goes to, where two tell prices of one symbol', async () => {
  const { venues, instruments } = defaultConfiguration();
  const id = 'other' as VenueId;
  const bed = await TradingBed.open({
    venues: [...venues, { ...venues[0]!, venue: id }],
    instruments: [{ ...instruments[0]!, alsoAt: [id] }],
  });
  const other = new ScriptedVenue(id, bed.time, decimal('2000'));
  await bed.withVenue(other);
  bed.venue.quote(spx, decimal('1400'));
  other.quote(spx, decimal('2000'));
  const limit = (venue: string, limitPrice: string) => bed.signal({ venue, limitPrice });
  expect(await limit('sim', '1400')).toMatchObject({ type: 'ordered' });
  expect(await limit('sim', '2000')).toMatchObject({ type: 'denied', reasons: [{ code: 'price_collar' }] });
  expect(await limit('other', '2000')).toMatchObject({ type: 'ordered' });
  // A stop-loss is held against the market that it will meet.
  expect(await bed.signal({ venue: 'other', limitPrice: '2000', stopLoss: '1900' })).toMatchObject({
    type: 'ordered',
  });
  // The exit of the last one follows it; no rule judges that.
  expect((await judgedBy(bed)).slice(0, 4).map((one) => `${one?.price} ${one?.source}`)).toEqual([
    '1400 sim',
    '1400 sim',
    '2000 other',
    '2000 other',
  ]);
});
