import { beforeEach, describe, expect, test } from 'vitest';
import { parseTradingScope, type TradingScope } from '../../domain/trading/tradingScope.ts';
import { operator, TradingBed } from './testing/tradingBed.ts';

let bed: TradingBed;

function scope(text: string): TradingScope {
  return parseTradingScope(text)!;
}

const denial = (message: string) => ({
  type: 'denied',
  reasons: [{ message: expect.stringContaining(message) as string }],
});

beforeEach(async () => {
  bed = await TradingBed.open();
});

describe('a trading state', () => {
  test('is active until somebody changes it, and tells who did and why', async () => {
    expect(bed.engine.trading.states()).toMatchObject([{ scope: 'desk', state: 'active' }]);
    const changed = await bed.until(bed.engine.trading.setState(scope('account:main'), 'halted', operator));
    expect(changed).toEqual({ ok: true, value: { scope: 'account:main', from: 'active', to: 'halted' } });
    expect(bed.engine.trading.states().at(-1)).toEqual({
      scope: 'account:main',
      state: 'halted',
      reason: 'test',
      actor: 'operator:ak',
      since: expect.stringMatching(/^2026-11-23T10:00:/),
    });
    const kept = (await bed.events()).find((event) => event.type === 'TradingStateChanged');
    expect(kept).toMatchObject({
      streamId: 'desk',
      actor: 'operator:ak',
      data: { to: 'halted', reason: 'test' },
    });
  });

  test('of an order is the strictest of the scopes that it is in', async () => {
    const { trading } = bed.engine;
    await bed.until(trading.setState(scope('desk'), 'reducing', operator));
    await bed.until(trading.setState(scope('symbol:SPX'), 'halted', { ...operator, reason: 'bad prices' }));
    expect(await bed.signal()).toMatchObject(denial('symbol:SPX is halted: bad prices'));
    await bed.until(trading.enable(scope('symbol:SPX'), operator));
    expect(await bed.signal()).toMatchObject(denial('desk takes only orders that reduce a position'));
    await bed.until(trading.enable(scope('desk'), operator));
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('holds back from the moment it is asked for, and lets through only once it is on disk', async () => {
    const { trading } = bed.engine;
    const halting = trading.setState(scope('desk'), 'halted', operator);
    expect(trading.states()).toMatchObject([{ scope: 'desk', state: 'active' }]);
    expect(await bed.signal()).toMatchObject(denial('desk is halted: test'));
    await bed.until(halting);
    const enabling = trading.enable(scope('desk'), operator);
    const early = bed.submit();
    expect(trading.states()).toMatchObject([{ scope: 'desk', state: 'halted' }]);
    expect(await bed.until(early)).toMatchObject(denial('desk is halted: test'));
    await bed.until(enabling);
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('is kept over a restart', async () => {
    await bed.until(bed.engine.trading.setState(scope('venue:sim'), 'halted', operator));
    await bed.restart();
    expect(await bed.signal()).toMatchObject(denial('venue:sim is halted: test'));
  });

  test('is refused for a scope that the desk does not have, and when it says nothing new', async () => {
    const { trading } = bed.engine;
    const typo = await bed.until(trading.setState(scope('venue:smi'), 'halted', operator));
    expect(typo).toMatchObject({ ok: false, error: { code: 'scope_unknown', expected: 'one of sim' } });
    const twice = await bed.until(trading.enable(scope('desk'), operator));
    expect(twice).toMatchObject({ ok: false, error: { code: 'trading_state_unchanged' } });
  });
});
