/** Writes docs/bracket-states.md from the transition table; fails when the page is not what the table says (`--update` renews it). */
import { expect, test } from 'vitest';
import { bracketTransitions, type BracketStatus, type BracketTrigger } from './bracketTransitions.ts';

const words: { readonly [Trigger in BracketTrigger]: string } = {
  exits_found: 'its exits are found',
  protection_lost: 'filled quantity is without a working stop-loss',
  protection_complete: 'a stop-loss works for all of it',
  position_closed: 'its position was closed by other means',
  finished: 'all has ended, and nothing is left to close',
  abandoned: 'its exits have ended',
};

const meaning: { readonly [Status in BracketStatus]: readonly [is: string, does: string] } = {
  unread: ['of before a start, or filled after its end', 'asks the store for its exits'],
  protected: [
    'a stop-loss works for all that is filled',
    'keeps its exits at what is open and their share of the position',
  ],
  unprotected: [
    'no stop-loss works for the quantity that it names, since the time that it names',
    'the same; 2 seconds on it is an alert',
  ],
  closed_unread: ['as unread, and its position was closed by other means', 'asks the store for its exits'],
  closed: [
    'its position was closed by other means, so it needs no stop-loss',
    'keeps an exit that still works at its share, and ends its alert',
  ],
  done: ['it has nothing to do', 'is forgotten; a late fill begins anew'],
};

const statuses = Object.keys(meaning) as BracketStatus[];

function arrows(from: BracketStatus): string[] {
  return Object.entries(bracketTransitions[from]).map(
    ([trigger, to]) => `  ${from} --> ${to}: ${words[trigger as BracketTrigger]}`,
  );
}

test('docs/bracket-states.md is what the transition table says', async () => {
  const page = `# The states of a bracket

Made from \`src/main/domain/order/bracket/bracketTransitions.ts\`, which also drives
the code; do not edit by hand. A bracket is an entry with a stop-loss, a take-profit
or both: the orders that close what the entry has filled.

\`\`\`mermaid
stateDiagram-v2
  [*] --> unread: an order asks for exits
${statuses.flatMap(arrows).join('\n')}
  done --> [*]
\`\`\`

| state | what it is | what it does |
| --- | --- | --- |
${statuses.map((status) => `| ${status} | ${meaning[status].join(' | ')} |`).join('\n')}

What an exit was refused is left alone for a second, and for longer with each
refusal in a row, up to 30 seconds: a new exit by its kind, a change and a cancel by
the exit. How much is left to close is in [0022](adr/0022-left-to-close.md).
`;
  await expect(page).toMatchFileSnapshot('../../../../../docs/bracket-states.md');
});
