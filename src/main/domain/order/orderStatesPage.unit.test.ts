/** Writes docs/order-states.md from the transition table; fails when the page is not what the table says (`-u` renews it). */
import { expect, test } from 'vitest';
import { orderEventShapes } from '../stored/orderEventShapes.ts';
import type { OrderEventType } from './orderEvents.ts';
import { isTerminal, orderStatuses } from './orderState.ts';
import { orderTransitions, targetOf, type Target } from './orderTransitions.ts';

const rules: Partial<Record<Target, string>> = {
  same: 'stays',
  fill: 'filled, or partly',
  restore: 'back to before the request',
  recount: 'stays, unless filled or no more',
  doubt: 'stays, back to in doubt',
};

function diagram(): string {
  const lines = ['stateDiagram-v2'];
  for (const status of orderStatuses) if (isTerminal(status)) lines.push(`  ${status} --> [*]`);
  for (const [from, row] of Object.entries(orderTransitions)) {
    const labels = new Map<string, string[]>();
    for (const [event, target] of Object.entries(row)) {
      for (const to of drawnTargets(from, target)) labels.set(to, [...(labels.get(to) ?? []), event]);
    }
    for (const [to, events] of labels) {
      lines.push(`  ${from === 'none' ? '[*]' : from} --> ${to}: ${events.map(short).join(', ')}`);
    }
  }
  return lines.join('\n');
}

/** A rule is drawn as every state that it can lead to; staying is not drawn. */
function drawnTargets(from: string, target: Target): string[] {
  if (target === 'same' || target === 'doubt') return [];
  if (target === 'recount') return [from === 'filled' ? 'partially_filled' : 'filled'];
  if (target === 'restore') {
    const always = ['accepted', 'partially_filled', 'filled'];
    return from === 'pending_cancel' ? ['submitting', 'in_doubt', ...always] : always;
  }
  if (target !== 'fill') return [target];
  if (from === 'filled') return [];
  return ['submitting', 'accepted', 'in_doubt'].includes(from) ? ['partially_filled', 'filled'] : ['filled'];
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
