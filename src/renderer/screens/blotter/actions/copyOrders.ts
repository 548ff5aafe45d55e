/** Copies the chosen rows for a spreadsheet. */
import type { DeskInfo } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { orderCells, orderHeadings, tsvLine } from '../../../../shared/contract/orderTable.ts';
import { counted, groupInteger } from '../../../format/decimals.ts';
import { copyText } from '../../../store/copy.ts';

/** `chosen` says how many are chosen; only the loaded ones of them can be copied. */
export function copyOrders(loaded: readonly OrderView[], chosen: number, desk: DeskInfo | undefined): void {
  const currencies = new Map(desk?.instruments.map(({ symbol, currency }) => [symbol, currency]));
  const lines = loaded.map((order) => tsvLine(orderCells(order, currencies.get(order.symbol))));
  const what = counted(loaded.length, 'order');
  copyText(
    [tsvLine(orderHeadings), ...lines].join('\n'),
    loaded.length === chosen
      ? what
      : `The ${what} of the ${groupInteger(chosen)} chosen that are loaded (export them for all)`,
  );
}
