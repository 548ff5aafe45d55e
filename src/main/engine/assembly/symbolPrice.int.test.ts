import { expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { ScriptedVenue } from '../../simulation/testing/scriptedVenue.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { defaultConfiguration } from '../configuration.ts';
import { spx, TradingBed } from '../trading/testing/tradingBed.ts';

test('a symbol is priced by the venue of its instrument, whatever another one quotes', async () => {
  const { venues } = defaultConfiguration();
  const id = 'other' as VenueId;
  const other = new ScriptedVenue(id, new SimulatedTime(epochMicros(0)), decimal('4000'));
  const bed = await TradingBed.open({ venues: [...venues, { ...venues[0]!, venue: id }] });
  await bed.withVenue(other);
  const heard: string[] = [];
  bed.engine.onTick((tick) => heard.push(String(tick.last)));
  other.quote(spx, decimal('4000'));
  expect(bed.engine.markets.get(spx)?.tick.last).toBe(decimal('1400'));
  expect(heard).toEqual([]);
  // The collar is held against the instrument's price.
  const outcome = await bed.signal({ limitPrice: '4000' });
  expect(outcome).toMatchObject({ type: 'denied' });
  expect(JSON.stringify(outcome)).toContain('price_collar');
});
