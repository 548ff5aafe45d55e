/** Writes docs/order-states.md from the transition table; fails when the page is not what the table says (`-u` renews it). */
import { expect, test } from 'vitest';
import { orderEventShapes } from '../stored/orderEventShapes.ts';
import type { OrderEventType } from './orderEvents.ts';
import { nextStatus, type OrderFacts, type StatusState } from './nextStatus.ts';
import { isTerminal, orderStatuses, type OrderStatus } from './orderState.ts';
import { orderTransitions, targetOf, type Target } from './orderTransitions.ts';

const rules: Partial<Record<Target, string>> = {
  same: 'stays',
  fill: 'filled, or partly',
  restore: 'back to before the request',
  recount: 'stays, unless filled or no more',
  revise: 'as its executions say',
  doubt: 'stays, back to in doubt',
};

function diagram(): string {
  const lines = ['stateDiagram-v2'];
  for (const status of orderStatuses) if (isTerminal(status)) lines.push(`  ${status} --> [*]`);
  for (const [from, row] of Object.entries(orderTransitions)) {
    const labels = new Map<string, string[]>();
    for (const event of Object.keys(row) as OrderEventType[]) {
      const reached = drawnTargets(from as OrderStatus | 'none', event);
      for (const to of reached) labels.set(to, [...(labels.get(to) ?? []), event]);
    }
    for (const [to, events] of labels) {
      lines.push(`  ${from === 'none' ? '[*]' : from} --> ${to}: ${events.map(short).join(', ')}`);
    }
  }
  return lines.join('\n');
}

/** The statuses to which an event can lead, from whatever the order was and has filled; staying is not drawn. */
function drawnTargets(from: OrderStatus | 'none', event: OrderEventType): readonly OrderStatus[] {
  const reached = statesOf(from).flatMap((state) =>
    factsAfter(state, event).map((facts) => nextStatus(state, event, facts).status),
  );
  return [...new Set(reached)].filter((status) => status !== from);
}

function statesOf(status: OrderStatus | 'none'): readonly (StatusState | undefined)[] {
  if (status === 'none') return [undefined];
  const resting = ['accepted', 'partially_filled'] as const;
  if (status === 'pending_replace') return resting.map((resume) => ({ status, resume }));
  if (status !== 'pending_cancel') return [{ status }];
  return [
    ...(['submitting', 'in_doubt', ...resting] as const).map((resume) => ({ status, resume })),
    ...resting.map((resume) => ({ status, resume, replacing: true as const })),
  ];
}

/** What can be true after the event: what is filled changes by executions, and by a replace of an order with fills. */
function factsAfter(state: StatusState | undefined, event: OrderEventType): readonly OrderFacts[] {
  const { status, resume } = state ?? {};
  const isPartly = resume === 'partially_filled' || status === 'partially_filled';
  const isEnded = status !== undefined && status !== 'filled' && isTerminal(status);
  const both = [false, true];
  const changes =
    (event === 'OrderReplaced' || event === 'OrderRestated') && (isPartly || status === 'filled');
  if (event === 'OrderExecutionCorrected' && !isEnded) return factsOf(both, [true]);
  if (event === 'OrderExecutionBusted' && !isEnded) {
    const hadFills = isPartly || status === 'filled';
    return factsOf([false, ...(status === 'filled' ? [true] : [])], hadFills ? both : [false]);
  }
  // A pending replace may have asked for more: until its outcome, more than the present quantity may be filled.
  const full =
    event === 'OrderFilled' || changes || resume === 'partially_filled' ? both : [status === 'filled'];
  const partly = isEnded ? both : [event === 'OrderFilled' || isPartly || status === 'filled'];
  return factsOf(full, partly);
}

function factsOf(full: readonly boolean[], partly: readonly boolean[]): readonly OrderFacts[] {
  return full.flatMap((isFull) =>
    partly.flatMap((partlyFilled) =>
      [false, true].map((acknowledged) => ({
        full: isFull,
        partlyFilled: partlyFilled && !isFull,
        acknowledged,
      })),
    ),
  );
}

function short(event: string): string {
  return event.replace(/^Order/, '');
}

function table(): string {
  const froms = ['none', ...orderStatuses] as const;
  const head = `| event | ${froms.join(' | ')} |`;
  const rows = (Object.keys(orderEventShapes) as OrderEventType[]).map((event) => {
    const cells = froms.map((from) => {
      const target = targetOf(from, event);
      return target === undefined ? '' : (rules[target] ?? target);
    });
    return `| ${event} | ${cells.join(' | ')} |`;
  });
  return [head, `|${' --- |'.repeat(froms.length + 1)}`, ...rows].join('\n');
}

test('docs/order-states.md is what the transition table says', async () => {
  const page = `# The states of an order

Made from \`src/main/domain/order/orderTransitions.ts\`, which also drives the
code; do not edit by hand. Denied is a refusal here, rejected one by the venue.
A fill or an acceptance that comes late is recorded even after the end.

\`\`\`mermaid
${diagram()}
\`\`\`

Columns are the states an event can find an order in, cells where it leads. An
empty cell is an event that cannot happen there.

${table()}
`;
  await expect(page).toMatchFileSnapshot('../../../../docs/order-states.md');
});
