/** At rest risk counts what is held and what works, and nothing that was decided on a commit that was lost. */
import { fromUnits, decimal, formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { engineActor } from '../../../shared/kernel/ids.ts';
import { isResting } from '../../domain/order/orderState.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Ledger } from './ledger.ts';
import type { Violation } from './violation.ts';

const sides = ['buy', 'sell'] as const;
const asked = decimal('1');

export function roomAtRest(ledger: Ledger, engine: Engine): Violation | undefined {
  const { accounts, instruments } = engine.configuration;
  for (const account of accounts) {
    for (const { symbol } of instruments) {
      for (const side of sides) {
        const counted = countedBy(engine, account, symbol, side);
        const expected = formatDecimal(worstCase(ledger, account, symbol, side));
        if (counted === undefined || counted === expected) continue;
        const detail = `one more ${side} of ${symbol} for ${account} would come to ${counted}, by the record to ${expected}`;
        return { invariant: 'room_is_given_back', detail };
      }
    }
  }
  return undefined;
}

/** What risk would measure of another order; undefined while it judges none. */
function countedBy(engine: Engine, account: string, symbol: string, side: Side): string | undefined {
  const { risk } = engine.intake.dryRun(
    {
      id: 'room',
      source: 'simulation',
      strategy: 'manual',
      account,
      symbol,
      side,
      quantity: formatDecimal(asked),
      orderType: 'market',
      timeInForce: 'IOC',
      confidence: '0.9',
      createdAt: '2026-11-23T09:30:00Z',
    },
    engineActor(),
  );
  return risk?.rules.find(({ rule }) => rule === 'position_limit')?.input;
}

/** The position if everything that works on that side is filled, one more included; zero where it is not beyond zero. */
function worstCase(ledger: Ledger, account: string, symbol: string, side: Side): Decimal {
  const sign = side === 'buy' ? 1n : -1n;
  let worst = sign * (ledger.positions.get(`${account} ${symbol}`) ?? 0n) + asked;
  for (const { status, terms, filledQuantity } of ledger.orders.values()) {
    // An exit closes what its entry filled.
    if (!isResting(status) || terms.parent !== undefined) continue;
    if (terms.account !== account || terms.symbol !== symbol || terms.side !== side) continue;
    const left = terms.quantity - filledQuantity;
    if (left > 0n) worst += left;
  }
  return worst > 0n ? fromUnits(worst) : zero;
}
