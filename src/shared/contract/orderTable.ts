/**
 * Orders as a table for other programs: the columns with their units, and cells that no spreadsheet takes for a formula.
 * Times are UTC. Prices, quantities and money are plain decimals.
 */
import type { OrderView } from './orders.ts';

type Row = Omit<OrderView, 'inquiries'>;

export interface TableColumn {
  /** The heading, with the unit or the time zone in parentheses. */
  readonly name: string;
  readonly value: (order: Row, currency: string | undefined) => string | number | undefined;
}

export const orderTable: readonly TableColumn[] = [
  { name: 'order id', value: (order) => order.orderId },
  { name: 'signal id', value: (order) => order.signalId },
  { name: 'client order id', value: (order) => order.clientOrderId },
  { name: 'venue order id', value: (order) => order.venueOrderId },
  { name: 'parent order id', value: (order) => order.parentOrderId },
  { name: 'role', value: (order) => order.role },
  { name: 'external', value: (order) => (order.external === true ? 'yes' : 'no') },
  { name: 'account', value: (order) => order.account },
  { name: 'strategy', value: (order) => order.strategy },
  { name: 'venue', value: (order) => order.venue },
  { name: 'symbol', value: (order) => order.symbol },
  { name: 'currency', value: (_order, currency) => currency },
  { name: 'side', value: (order) => order.side },
  { name: 'type', value: (order) => order.orderType },
  { name: 'time in force', value: (order) => order.timeInForce },
  { name: 'good till (UTC)', value: (order) => order.goodTill },
  { name: 'quantity (units)', value: (order) => order.quantity },
  { name: 'limit price (currency per unit)', value: (order) => order.limitPrice },
  { name: 'stop price (currency per unit)', value: (order) => order.stopPrice },
  { name: 'take profit (currency per unit)', value: (order) => order.takeProfit },
  { name: 'stop loss (currency per unit)', value: (order) => order.stopLoss },
  { name: 'filled (units)', value: (order) => order.filledQuantity },
  { name: 'open (units)', value: (order) => order.leavesQuantity },
  { name: 'average price (currency per unit)', value: (order) => order.averagePrice },
  { name: 'filled value (currency)', value: (order) => order.filledNotional },
  { name: 'fills', value: (order) => order.executions },
  { name: 'status', value: (order) => order.status },
  { name: 'reason code', value: (order) => order.reasonCode },
  { name: 'reason', value: (order) => order.reason },
  { name: 'created (UTC)', value: (order) => order.createdAt },
  { name: 'submitted (UTC)', value: (order) => order.submittedAt },
  { name: 'acknowledged (UTC)', value: (order) => order.acknowledgedAt },
  { name: 'updated (UTC)', value: (order) => order.updatedAt },
  { name: 'venue answered after (ms)', value: (order) => order.acknowledgeMs },
  { name: 'last event (position)', value: (order) => order.position },
];

const number = /^-?\d+(\.\d+)?$/;
/** With these a spreadsheet begins a formula, in some languages also with the wide ones. Some drop blanks before them. */
const beginsFormula = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r]|^[\t\r\n]/;
/** What is pasted may be quoted: a spreadsheet drops the quotes, and reads what is in them. */
const beginsQuoted = /^\s*"/;

/** Text that a spreadsheet shows as it is. A number stays a number, also below zero. */
export function safeCell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return beginsFormula.test(text) && !number.test(text) ? `'${text}` : text;
}

/** A line of comma-separated values, without its end. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return cells
    .map(safeCell)
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');
}

/** A line of tab-separated values, without its end. It has no quotes, so that a tab or a line end becomes a blank. */
export function tsvLine(cells: readonly (string | number | undefined)[]): string {
  return cells
    .map(safeCell)
    .map((text) => (beginsQuoted.test(text) ? `'${text}` : text).replaceAll(/[\t\r\n]+/g, ' '))
    .join('\t');
}

export function orderCells(
  order: Row,
  currency: string | undefined,
): readonly (string | number | undefined)[] {
  return orderTable.map(({ value }) => value(order, currency));
}

export const orderHeadings: readonly string[] = orderTable.map(({ name }) => name);
