/**
 * The rules that count: working orders, volume and loss of a day, messages, and repetitions. They hold back no order of
 * a kill switch, because it closes a position; only the rate of messages holds for all orders.
 */
import { add, formatDecimal, maximum, minimum, wholeDecimal, zero } from '../../../shared/kernel/decimal.ts';
import type { RuleResult } from '../order/riskDecision.ts';
import type { Limit } from './limits.ts';
import { ofScopeWords, unmeasured, within } from './measure.ts';
import { openingQuantity, workingQuantity } from './positionAfter.ts';
import type { LimitRule, RiskInput } from './riskInput.ts';

const notKnown = 'is not known yet';

export const openOrders: LimitRule = (input, limit) => {
  const { terms } = input;
  if (terms.killId !== undefined) return undefined;
  const count = wholeDecimal(input.openOrders + 1);
  return within(
    'open_orders',
    count,
    limit,
    'orders',
    `working orders of ${terms.account} in ${terms.symbol}:`,
  );
};

/** All that was executed today, and all that may still be: open orders on both sides and this order. */
export const dailyVolume: LimitRule = (input, limit) => {
  const rule = 'daily_volume';
  const { terms, measured, openBuyQuantity, openSellQuantity } = input;
  if (terms.killId !== undefined) return undefined;
  const what = `daily volume of ${terms.account} in ${terms.symbol}`;
  if (measured.dayVolume === undefined) return unmeasured(rule, limit, `the ${what} ${notKnown}`);
  const open = add(openBuyQuantity, openSellQuantity);
  const volume = add(add(measured.dayVolume, open), workingQuantity(input));
  return within(rule, volume, limit, 'units', what);
};

/** Once the loss of the day has reached the limit, only orders that close a position pass. */
export const dailyLoss: LimitRule = (input, limit) => {
  const rule = 'daily_loss';
  const { terms, measured, currency } = input;
  if (openingQuantity(input) === zero) return undefined;
  if (measured.dayLoss === undefined) {
    return unmeasured(
      rule,
      limit,
      `the day's loss of ${terms.account} is not known: a position has no price, a stale one, or no instrument`,
    );
  }
  return within(rule, maximum(zero, measured.dayLoss), limit, currency, `the day's loss of ${terms.account}`);
};

/** In the scope of a venue the messages to that venue count, in any other those of the account. */
export const messageRate: LimitRule = (input, limit) => {
  const rule = 'message_rate';
  const { ordersLastSecond, measured } = input;
  const count = limit.scope.startsWith('venue:') ? measured.venueOrdersLastSecond : ordersLastSecond;
  if (count === undefined) return unmeasured(rule, limit, `the rate of messages ${notKnown}`);
  const result = within(rule, wholeDecimal(count), limit, 'orders/s', 'orders in a second:');
  if (result.verdict === 'pass') return result;
  const { soft, limit: most } = result;
  const message = `${count} orders in a second, ${most} are allowed${soft === true ? ' (soft limit)' : ''}${ofScopeWords(limit.scope)}`;
  return { ...result, message };
};

/** The same order again and again within a short time is a fault of its sender. */
export const repeatedOrder: LimitRule = (input, limit) =>
  counted(
    input,
    limit,
    'repeated_order',
    input.measured.identicalOrders,
    'identical orders in a short time:',
  );

export const repeatedExecution: LimitRule = (input, limit) =>
  input.measured.isByHand === true && limit.scope === 'desk'
    ? undefined
    : counted(
        input,
        limit,
        'repeated_execution',
        input.measured.strategyOrders,
        `orders of the strategy ${input.terms.strategy} in a short time:`,
      );

/** An amend repeats no order. A count that does not apply to the order is absent. */
function counted(
  { terms, filledQuantity }: RiskInput,
  limit: Limit,
  rule: string,
  count: number | undefined,
  what: string,
): RuleResult | undefined {
  if (terms.killId !== undefined || filledQuantity !== undefined || count === undefined) return undefined;
  return within(rule, wholeDecimal(count), limit, 'orders', what);
}

/**
 * The quantity of own working orders that the order may meet at its price, of all accounts at its venue. A stop counts as
 * triggered.
 */
export const selfCrossing: LimitRule = ({ terms, measured }, limit) => {
  const rule = 'self_crossing';
  if (terms.killId !== undefined) return undefined;
  const { crossable } = measured;
  if (crossable === undefined) return unmeasured(rule, limit, `what the order would meet ${notKnown}`);
  const result = within(rule, minimum(crossable, terms.quantity), limit, 'units', 'quantity of own orders');
  if (result.verdict === 'pass') return result;
  const message = `the ${terms.side} may trade ${result.input} with own working orders at ${terms.venue}, ${formatDecimal(limit.hard ?? limit.soft ?? zero)} are allowed${ofScopeWords(limit.scope)}`;
  return { ...result, message };
};
