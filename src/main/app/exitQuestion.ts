// What the operator is told before the console closes on working orders.
import type { WorkingOrders } from '../../shared/contract/engineThread.ts';

export interface ExitQuestion {
  readonly message: string;
  readonly detail: string;
}

/** What stays working at which venue, in words. */
export function exitQuestion(working: readonly WorkingOrders[]): ExitQuestion {
  const total = working.reduce((sum, { orders }) => sum + orders, 0);
  const message = total === 1 ? '1 order stays working' : `${total} orders stay working`;
  const venues = working.map(({ venue, orders, examples }) => {
    const more = orders > examples.length ? [`… and ${orders - examples.length} more`] : [];
    return [`${venue}: ${orders}`, ...examples, ...more].join('\n  ');
  });
  const detail = `${venues.join('\n')}\n\nNobody watches them while the console is closed. It takes them up again at its next start.`;
  return { message, detail };
}
