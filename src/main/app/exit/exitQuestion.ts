/** The question to the operator before the console closes while something still needs it. */
import type { LeftBehind, WorkingOrders } from '../../../shared/contract/engineThread.ts';

export interface ExitQuestion {
  readonly message: string;
  readonly detail: string;
}

/** Says which orders stay working at which venue, and what is forgotten. */
export function exitQuestion({ venues, forgotten }: LeftBehind): ExitQuestion {
  const total = venues.reduce((sum, { orders }) => sum + orders, 0);
  const messages = [
    ...(total === 0 ? [] : [total === 1 ? '1 order stays working' : `${total} orders stay working`]),
    ...(forgotten.length === 0 ? [] : ['what is not on record will be forgotten']),
  ];
  const details = [
    ...(total === 0
      ? []
      : [
          venues.map(ordersAt).join('\n'),
          'Nobody watches them while the console is closed. It takes them up again at its next start.',
        ]),
    ...(forgotten.length === 0
      ? []
      : [
          `The event store can't write. In force now, and not any more after the next start:\n  ${forgotten.join('\n  ')}`,
        ]),
  ];
  return { message: capitalized(messages.join(', and ')), detail: details.join('\n\n') };
}

function ordersAt({ venue, orders, examples }: WorkingOrders): string {
  const more = orders > examples.length ? [`… and ${orders - examples.length} more`] : [];
  return [`${venue}: ${orders}`, ...examples, ...more].join('\n  ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
