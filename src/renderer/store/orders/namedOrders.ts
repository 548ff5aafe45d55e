/** Filters the blotter by several pasted ids, whichever ids of orders they are. */
import type { OrderFilter, OrderView } from '../../../shared/contract/orders.ts';
import { parseOrderId, type OrderId } from '../../../shared/kernel/ids.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { noFilter } from '../../model/orders/orderFilter.ts';
import { idLengthMin, severalIds } from '../../model/orders/pastedIds.ts';
import { call } from '../link/engineLink.ts';
import { notify } from '../notices/noticesStore.ts';
import { isInPast } from '../past/pastStore.ts';
import { wantPanel } from '../window/dockStore.ts';
import { ownerNow } from '../window/owner.ts';
import { showInBlotter, showScreen } from '../window/uiStore.ts';

/** An id of a signal can belong to an entry and its exits. */
const ordersOfIdMax = 20;
const inPast = 'Several ids filter the orders of now: go back to now, and paste them again.';
const orderPrefix = /^(?:order|signal)-/;

/** Returns whether the text held several ids. Any other text is ignored. */
export function takePastedIds(text: string): boolean {
  const several = severalIds(text);
  if (several === undefined) return false;
  if (isInPast()) notify('warn', inPast);
  else void filterByIds(several.ids, several.left);
  return true;
}

/** Only the answer to the newest paste of the present person counts. */
let pastes = 0;

async function filterByIds(ids: readonly string[], left: number): Promise<void> {
  const paste = ++pastes;
  const owner = ownerNow();
  const found = await ordersOf(ids);
  if (paste !== pastes || owner !== ownerNow()) return;
  if (typeof found === 'string') {
    notify('bad', `The ids that you pasted could not be looked for: ${found}`);
    return;
  }
  const unknown = ids.filter((id) => !found.has(id));
  const orderIds = [...new Set([...found.values()].flat())];
  const told = [
    unknown.length > 0 && `No order has ${unknown.length === 1 ? 'the id' : 'the ids'} ${listed(unknown)}`,
    orderIds.length === 0 && 'the filter stays as it was',
    left > 0 &&
      `${counted(left, 'further id', 'further ids')} beyond the first ${groupInteger(ids.length)} were not looked for`,
  ].filter((part) => part !== false);
  if (told.length > 0) notify('warn', `${told.join('; ')}.`);
  if (orderIds.length === 0) return;
  showInBlotter({ ...noFilter, ids: { asked: ids.length, unknown, orderIds } }, undefined);
  showScreen('trade');
  wantPanel('orders');
}

const listedMax = 6;

function listed(ids: readonly string[]): string {
  const more = ids.length - listedMax;
  return `${ids.slice(0, listedMax).join(', ')}${more > 0 ? ` and ${groupInteger(more)} more` : ''}`;
}

/**
 * The orders of each id, or why they could not be found. Whole order ids are looked up together, the others one by one.
 */
async function ordersOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly OrderId[]> | string> {
  const found = new Map<string, readonly OrderId[]>();
  const bare = new Map(
    ids.flatMap((id) => {
      const orderId = parseOrderId(id.replace(orderPrefix, ''));
      return orderId === undefined ? [] : [[id, orderId] as const];
    }),
  );
  const whole = await rowsOf({ orderIds: [...bare.values()] }, bare.size);
  if (typeof whole === 'string') return whole;
  const known = new Set(whole.map(({ orderId }) => orderId));
  for (const [id, orderId] of bare) {
    if (known.has(orderId)) {
      found.set(id, [orderId]);
      continue;
    }
    if (orderId.length < idLengthMin) continue;
    const rows = await rowsOf({ text: orderId }, ordersOfIdMax);
    if (typeof rows === 'string') return rows;
    const meant = meantBy(orderId, rows);
    if (meant.length > 0) found.set(id, meant);
  }
  return found;
}

async function rowsOf(filter: OrderFilter, limit: number): Promise<readonly OrderView[] | string> {
  if (limit === 0) return [];
  const reply = await call('queryOrders', { filter, limit });
  return reply.ok ? reply.value.rows : reply.fault.message;
}

/** The orders that have the text as a whole id, or the only order in which it is a part of one. */
function meantBy(text: string, rows: readonly OrderView[]): readonly OrderId[] {
  const whole = rows.filter((row) =>
    [row.clientOrderId, row.venueOrderId, row.signalId].some((id) => id === text),
  );
  const meant = whole.length > 0 ? whole : rows.length === 1 ? rows : [];
  return meant.map(({ orderId }) => orderId);
}
