/** The rules of form that an amended order must meet before risk is asked: those of a new order. */
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { checkExitLevels } from '../../signal/checkExitLevels.ts';
import { validateTerms, type ValidationSubject } from '../../signal/validateSignal.ts';
import { amendedTerms } from './amendedTerms.ts';
import type { Order, ReplaceTerms } from '../orderState.ts';
import { onlyReduces } from './reducingChange.ts';

/**
 * Returns every broken rule. A change that only reduces the order is not refused for what it leaves as it was, nor for
 * a maximum that the order exceeds already.
 */
export function validateAmend(
  order: Pick<Order, 'terms'>,
  change: ReplaceTerms,
  subject: ValidationSubject,
  now: EpochMicros,
): readonly Refusal[] {
  const terms = amendedTerms(order.terms, change);
  const refusals = validateTerms({ ...terms, ...terms.bracket }, subject, now);
  const ofChange = onlyReduces(order, change)
    ? refusals.filter((refusal) => isOfChange(refusal, change))
    : refusals;
  return [...ofChange, ...validateExitLevel(order, change, subject)];
}

/** What an exit protects was traded already, so the exit's new level is compared with the market. */
function validateExitLevel(
  { terms }: Pick<Order, 'terms'>,
  change: ReplaceTerms,
  { marketPrice }: ValidationSubject,
): readonly Refusal[] {
  if (terms.parent === undefined) return [];
  const isStop = terms.parent.role === 'stop_loss';
  const price = isStop ? 'stopPrice' : 'limitPrice';
  const level = change[price];
  if (level === undefined || level === terms[price]) return [];
  const refusals: Refusal[] = [];
  checkExitLevels(
    {
      side: terms.side === 'buy' ? 'sell' : 'buy',
      orderType: 'market',
      [isStop ? 'stopLoss' : 'takeProfit']: level,
    },
    marketPrice,
    (refusal) => void refusals.push(refusal),
  );
  return refusals;
}

function isOfChange({ code, field }: Refusal, change: ReplaceTerms): boolean {
  switch (field) {
    case 'quantity':
      return change.quantity !== undefined && code !== 'quantity_above_maximum';
    case 'limitPrice':
    case 'stopPrice':
      return change[field] !== undefined;
    case 'takeProfit':
    case 'stopLoss':
      // The levels of the exits are compared with the entry's price, so a new price may put them on the wrong side.
      return code.endsWith('_wrong_side') && (change.limitPrice ?? change.stopPrice) !== undefined;
    default:
      return false;
  }
}
