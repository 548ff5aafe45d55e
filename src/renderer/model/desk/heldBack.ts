/** Says what keeps orders back that the desk or a strategy would send by itself. The words fit into a sentence. */
import type { StrategyId } from '../../../shared/kernel/ids.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { deskHeldBy } from '../../../shared/contract/words/ordersLeave.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { ScopeState } from '../../../shared/contract/trading.ts';
import { deskScope, scopeWords } from './tradingScope.ts';

type Places = Pick<OrderView, 'venue' | 'account' | 'strategy' | 'symbol'>;

/**
 * What keeps the exits of these orders from being sent again, such as `the desk is halted`. Undefined where nothing
 * does.
 */
export function exitsHeldBy(
  { alerts, trading }: Pick<Status, 'alerts' | 'trading'>,
  orders: readonly Places[],
): string | undefined {
  if (orders.length === 0) return undefined;
  if (alerts.some(({ holdsOrders }) => holdsOrders)) return 'an alert holds orders';
  const scopes = new Set(orders.flatMap(scopesOf));
  const halted = trading.states.find(({ scope, state }) => state === 'halted' && scopes.has(scope));
  return halted && `${scopeWords(halted.scope)} is halted`;
}

function scopesOf({ venue, account, strategy, symbol }: Places): readonly string[] {
  return [deskScope, `venue:${venue}`, `account:${account}`, `strategy:${strategy}`, `symbol:${symbol}`];
}

/** Why all or some orders of a running strategy are denied; empty while all may pass. */
export function strategyHeldBy(status: Status, strategy: StrategyId): readonly string[] {
  const restricted = status.trading.states.filter(({ state }) => state !== 'active');
  const isOwn = ({ scope }: ScopeState): boolean => scope === deskScope || scope === `strategy:${strategy}`;
  const whole = [
    ...restricted.filter(isOwn).map((one) => restrictionWords('its orders', one)),
    ...deskHeldBy(status).map((why) => `its orders are denied: ${why}`),
  ];
  const isPlace = (one: ScopeState): boolean => !isOwn(one) && !one.scope.startsWith('strategy:');
  const parts = restricted
    .filter(isPlace)
    .map((one) => restrictionWords(`its orders for ${scopeWords(one.scope)}`, one));
  return whole.length > 0 ? whole : parts;
}

function restrictionWords(orders: string, { scope, state }: ScopeState): string {
  return state === 'halted'
    ? `${orders} are denied: ${scopeWords(scope)} is halted`
    : `of ${orders} only those pass that reduce a position: ${scopeWords(scope)} is reducing`;
}
