import { expect, it } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';
import { isKillUnderWay } from '../../domain/trading/killState.ts';
import { parseTradingScope, type TradingScope } from '../../domain/trading/tradingScope.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';
import { deskAt } from './deskFold.ts';

const scopeOf = (text: string): TradingScope => parseTradingScope(text)!;

it('says of the last position what the engine says of now', async () => {
  const bed = await TradingBed.open();
  const { engine, venue } = bed;
  const { trading, limits, alerts } = engine;
  venue.behaviour = 'rest';
  const orderId = await bed.order();
  venue.fill(orderId as string as ClientOrderId, decimal('3'));
  await bed.time.advance(100);

  const says = async () => {
    const {
      scopes,
      kills,
      venues,
      alerts: open,
      mutes,
      positions,
      ...at
    } = await deskAt(bed.store, bed.store.head().position);
    expect(scopes).toEqual(trading.states());
    const underWay = trading.ledgers().filter(({ state }) => isKillUnderWay(state));
    expect(kills).toEqual(
      underWay.map(({ killId, scope, reason, actor, flatten, startedAt: since }) => ({
        killId,
        scope,
        reason,
        actor,
        flatten,
        since,
      })),
    );
    const live = [...engine.guards.values()].map((guard) => guard.snapshot());
    expect(venues.map(({ venue: name, connected, breaker }) => [name, connected, breaker.state])).toEqual(
      live.map(({ venue: name, connected, breaker }) => [name, connected, breaker.state]),
    );
    expect(open).toEqual(alerts.current());
    expect(mutes).toEqual(alerts.mutes());
    const { lines } = await trading.positions();
    expect(positions.map(({ symbol, quantity }) => [symbol, quantity])).toEqual(
      lines.map(({ symbol, quantity }) => [symbol, quantity]),
    );
    return { ...at, kills, open, mutes, venues };
  };

  expect((await says()).kills).toEqual([]);
  await bed.until(limits.set('orderQuantityMax', scopeOf('account:main'), decimal('50'), operator));
  await bed.until(alerts.mute('venue_silent', 5, operator));
  await bed.until(trading.setState(scopeOf('account:main'), 'reducing', operator));
  expect((await says()).mutes).toHaveLength(1);
  // The cancel never arrives, so the kill switch stays under way.
  venue.fate = () => 'lost';
  await bed.until(trading.kill(scopeOf('strategy:manual'), { flatten: false }, operator));
  expect((await says()).kills).toMatchObject([{ flatten: false }]);
  await bed.until(trading.kill(scopeOf('strategy:manual'), { flatten: true }, operator));
  expect((await says()).kills).toMatchObject([{ flatten: true }]);
  await bed.until([...engine.guards.values()][0]!.control.trip(operator));
  venue.disconnect();
  await bed.time.advance(1_000);
  const down = await says();
  expect(down.venues).toMatchObject([{ connected: false, breaker: { state: 'open' } }]);
  expect(down.open.length).toBeGreaterThan(0);
  expect(down.limits).toContainEqual(expect.objectContaining({ limit: 'orderQuantityMax', hard: '50' }));
});
