/** Compares side, symbol, account and multiplier in a report with those of its order. */
import { formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import type { Dialect } from './dialect.ts';
import type { OrderNotice } from './fixFact.ts';
import { decimalOf, type FixOrder } from './fixOrder.ts';

/** One notice for each of these terms that differs from the order's. */
export function otherTerms(dialect: Dialect, order: FixOrder, message: FixMessage): readonly OrderNotice[] {
  // A rejection may say that there is no such symbol or account. A foreign order has the terms of its reports.
  if (order.isForeign === true || valueOf(message, tags.ordStatus) === '8') return [];
  const terms = [
    { name: 'side', tag: tags.side, ours: order.side, theirs: dialect.sideOf(message) },
    { name: 'symbol', tag: tags.symbol, ours: order.symbol, theirs: dialect.symbolOf(message) },
    { name: 'account', tag: tags.account, ours: order.account, theirs: dialect.accountOf(message) },
    {
      name: 'multiplier',
      tag: tags.contractMultiplier,
      ours: dialect.multiplierOf(order.symbol),
      theirs: decimalWords(valueOf(message, tags.contractMultiplier)),
    },
  ];
  return terms.flatMap(({ name, tag, ours, theirs }): readonly OrderNotice[] => {
    const said = valueOf(message, tag);
    const isAsSent = order.marks.some(([one, value]) => one === tag && value === said);
    if (said === undefined || ours === theirs || isAsSent) return [];
    const { clOrdId } = order;
    const text = `the venue reports on order ${clOrdId} with ${name} ${theirs ?? said} (tag ${tag} is ${said}), and the order was sent with ${name} ${ours ?? 'none'}; what was filled counts for the order as it was sent`;
    return [{ id: `${name}:${said}:${clOrdId}`, kind: 'contradictory', text }];
  });
}

/** The same number in the desk's form: `50` for `50.00`. */
function decimalWords(text: string | undefined): string | undefined {
  const value = decimalOf(text);
  return value === undefined ? text : formatDecimal(value);
}
