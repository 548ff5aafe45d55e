/** Groups the orders of one request by their problem or warning. */
import type { Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { OwnOrders, type OwnOrder } from '../../../model/orders/ownOrders.ts';
import {
  isOwnWorking,
  termsWarnings,
  warnedTermsOf,
  type Measure,
} from '../../../model/orders/termsWarnings.ts';
import type { Instrument, TicketWarning } from '../../../model/orders/ticketForm.ts';
import { amended, amendProblem } from './amendForm.ts';

export interface OrderGroup {
  readonly key: string;
  readonly text: string;
  readonly orderIds: readonly string[];
}

/** By order, the reason why its amend will surely be refused. */
export function problemsOf(
  orders: readonly OrderView[],
  amendments: readonly Amendment[],
  instruments: readonly Instrument[],
): ReadonlyMap<string, string> {
  const byId = byOrderId(orders);
  const grids = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  const problems = new Map<string, string>();
  for (const amendment of amendments) {
    const order = byId.get(amendment.orderId);
    const problem = order && amendProblem(order, amendment, grids.get(order.symbol));
    if (problem !== undefined) problems.set(amendment.orderId, problem);
  }
  return problems;
}

/** The orders of each problem. */
export function problemGroups(problems: ReadonlyMap<string, string>): readonly OrderGroup[] {
  return groupsOf(
    [...problems].map(([orderId, text]) => ({ orderId, key: text, text })),
    (text) => text,
  );
}

/** The text for several orders whose warnings differ in their numbers. */
const ofSeveral: Readonly<Record<TicketWarning['code'], string>> = {
  far_from_market: 'the price is far from the last price',
  crosses_market: 'would trade at once',
  stop_triggers_now: 'the stop would trigger at once',
  no_market: "there is no market price, and the distance can't be checked",
  stale_market: 'the market price is old',
  unusual_size: 'the size is far above the usual one of its symbol',
  unusual_value: "the value is far above the desk's usual one",
  duplicate: 'another order works with the same side, size and price',
  crosses_own: 'would meet our own orders on the other side',
};

/**
 * Looks for the warnings of several orders that are amended together, one order a step. Each is compared with the others
 * as they will be. `earlier`: the last orders of their symbols.
 */
export function* findWarnings(
  orders: readonly OrderView[],
  amendments: readonly Amendment[],
  earlier: readonly OrderView[],
  measureFor: (symbol: string) => Measure,
): Generator<undefined, readonly OrderGroup[]> {
  const byId = byOrderId([...earlier, ...orders]);
  const changes = new Map(amendments.map((amendment) => [amendment.orderId, amendment]));
  const own = new OwnOrders();
  for (const order of byId.values()) {
    if (isOwnWorking(order)) own.add(asItWillBe(order, changes.get(order.orderId)));
    yield undefined;
  }
  const measures = new Map<string, Measure>();
  const said: Said<TicketWarning['code']>[] = [];
  for (const amendment of amendments) {
    const { orderId } = amendment;
    const order = byId.get(orderId);
    if (order === undefined) continue;
    const measure = measures.get(order.symbol) ?? measureFor(order.symbol);
    measures.set(order.symbol, measure);
    const { terms, before } = asItWillBe(order, amendment);
    for (const { code, message } of termsWarnings(terms, measure, own, before)) {
      said.push({ orderId, key: code, text: message });
    }
    yield undefined;
  }
  return groupsOf(said, (code) => ofSeveral[code]);
}

function asItWillBe(order: OrderView, amendment: Amendment | undefined): OwnOrder {
  const before = warnedTermsOf(order);
  return amendment === undefined
    ? { terms: before }
    : { terms: warnedTermsOf(amended(order, amendment)), before };
}

interface Said<K extends string> {
  readonly orderId: string;
  readonly key: K;
  readonly text: string;
}

/** Uses the text that a whole group shares, or else the one for several orders. */
function groupsOf<K extends string>(
  said: readonly Said<K>[],
  textOfSeveral: (key: K) => string,
): readonly OrderGroup[] {
  const groups = new Map<K, Said<K>[]>();
  for (const one of said) {
    const group = groups.get(one.key);
    if (group === undefined) groups.set(one.key, [one]);
    else group.push(one);
  }
  return [...groups].map(([key, group]) => {
    const texts = new Set(group.map(({ text }) => text));
    const [only] = texts;
    return {
      key,
      text: texts.size === 1 && only !== undefined ? only : textOfSeveral(key),
      orderIds: [...new Set(group.map(({ orderId }) => orderId))],
    };
  });
}

function byOrderId(orders: readonly OrderView[]): ReadonlyMap<string, OrderView> {
  return new Map(orders.map((order) => [order.orderId, order]));
}
