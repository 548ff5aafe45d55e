/** The question to the operator before the console closes while something still needs it. */
import type { LeftBehind, WorkingOrders } from '../../../shared/contract/engineThread.ts';

export interface ExitQuestion {
  readonly message: string;
  readonly detail: string;
}

/** Says which orders stay working at which venue, which end with the connection, and what is forgotten. */
export function exitQuestion(left: LeftBehind): ExitQuestion {
  const { venues, forgotten } = left;
  const inDoubt = venues.reduce((sum, venue) => sum + venue.inDoubt, 0);
  const total = orderCount(left);
  const ending = venues.reduce((sum, venue) => sum + (venue.cancelOnDisconnect ? sure(venue) : 0), 0);
  const kept = total - inDoubt - ending;
  const isKnown = venues.every(({ trouble }) => trouble === undefined);
  const messages = [
    ...(kept === 0 ? [] : [staying(kept, isKnown)]),
    ...(ending === 0 ? [] : [`${counted(ending)} ${ending === 1 ? 'ends' : 'end'} with the connection`]),
    ...(inDoubt === 0 ? [] : [inDoubt === 1 ? '1 order is in doubt' : `${inDoubt} orders are in doubt`]),
    ...(forgotten.length === 0 ? [] : ['what is not on record will be forgotten']),
  ];
  const details = [
    ...(total === 0
      ? []
      : [
          venues.map(ordersAt).join('\n'),
          `Nobody watches ${total === 1 ? 'it' : 'them'} while the console is closed. The next start takes ${total === 1 ? 'it' : 'them'} up again.`,
          cancelWords,
        ]),
    ...(forgotten.length === 0
      ? []
      : [
          `The event store can't write. In force now, and not any more after the next start:\n  ${forgotten.join('\n  ')}`,
        ]),
  ];
  return { message: capitalized(messages.join(', and ')), detail: details.join('\n\n') };
}

const cancelWords =
  'Cancel all and close halts the desk, cancels every order, and waits until the venues have confirmed it. After the next start the desk is halted until somebody enables it.';

/** The question when the venues have not confirmed every cancel; `left` is undefined when the engine does not answer. */
export function notCanceledQuestion(left: LeftBehind | undefined): ExitQuestion {
  if (left === undefined) {
    return {
      message: 'Whether the orders are canceled is not known',
      detail: 'The engine does not answer. What works at a venue may go on working there.',
    };
  }
  const total = orderCount(left);
  return {
    message: `${counted(total)} ${total === 1 ? 'is' : 'are'} not confirmed as canceled`,
    detail: [
      left.venues.map(ordersAt).join('\n'),
      'Each cancel is repeated until its venue confirms it, also after the next start.',
    ].join('\n\n'),
  };
}

export function orderCount({ venues }: LeftBehind): number {
  return venues.reduce((sum, { orders }) => sum + orders, 0);
}

/** Says how many orders stay working. A venue that does not answer may have ended them already. */
function staying(orders: number, isKnown: boolean): string {
  if (!isKnown) return `${counted(orders)} may still be working`;
  return `${counted(orders)} ${orders === 1 ? 'stays' : 'stay'} working`;
}

function sure({ orders, inDoubt }: WorkingOrders): number {
  return orders - inDoubt;
}

function ordersAt(working: WorkingOrders): string {
  const { venue, orders, pendingCancels, trouble, cancelOnDisconnect, examples } = working;
  const cancels =
    pendingCancels === 0 ? '' : `, ${counted(pendingCancels)} with a cancel that is not confirmed`;
  const more = orders > examples.length ? [`… and ${orders - examples.length} more`] : [];
  const unknown =
    trouble === undefined
      ? []
      : [
          `${venue} ${trouble}: whether ${orders === 1 ? 'it still stands' : 'they still stand'} is not known`,
        ];
  const ends = cancelOnDisconnect ? [`${venue} cancels working orders when the connection ends`] : [];
  return [`${venue}: ${orders}${cancels}`, ...examples, ...more, ...ends, ...unknown].join('\n  ');
}

function counted(orders: number): string {
  return orders === 1 ? '1 order' : `${orders} orders`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
