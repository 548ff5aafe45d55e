/** Writes docs/kill-switch-states.md from the transition table; fails when the page is not what the table says (`--update` renews it). */
import { expect, test } from 'vitest';
import {
  killSwitchBeginnings,
  killSwitchTransitions,
  type KillSwitchStatus,
  type KillSwitchTrigger,
} from './killSwitchTransitions.ts';

const words: { readonly [Trigger in KillSwitchTrigger | keyof typeof killSwitchBeginnings]: string } = {
  engaged: 'engaged, the halt is on record',
  engaged_off_record: 'engaged while the store can not write',
  recorded: 'the store writes again, it is on record',
  flatten_requested: 'positions are to be closed too',
  closing: 'orders that close positions are on record',
  proven_cleared: 'every venue has proven that nothing works',
  proven_flat: 'every venue has proven that nothing works, and nothing is held',
  came_to_life: 'an order in the scope works (again)',
  let_go: 'the scope is enabled, or a newer kill switch holds it',
};

const meaning: { readonly [Status in KillSwitchStatus]: readonly [does: string, shown: string] } = {
  off_record: ['cancels directly at the venues; proves, closes and records nothing', 'canceling, off record'],
  canceling: [
    'asks for each cancel until the venue has confirmed it, then each venue for its proof',
    'canceling',
  ],
  flattening: ['the same, and closes what is held at a venue that has proven', 'flattening'],
  cleared: ['nothing; it has the proofs of all its venues', 'cleared'],
  flat: ['nothing; it has the proofs of all its venues, and no position is left', 'flat'],
  over: [
    'nothing; its scope is no longer its own to hold',
    'cleared or flat where it was, otherwise released',
  ],
};

const statuses = Object.keys(meaning) as KillSwitchStatus[];

function arrows(from: KillSwitchStatus): string[] {
  return Object.entries(killSwitchTransitions[from]).flatMap(([trigger, to]) =>
    (to === 'resume' ? ['canceling', 'flattening'] : [to]).map(
      (target) => `  ${from} --> ${target}: ${words[trigger as KillSwitchTrigger]}`,
    ),
  );
}

test('docs/kill-switch-states.md is what the transition table says', async () => {
  const beginnings = Object.entries(killSwitchBeginnings).map(
    ([how, to]) => `  [*] --> ${to}: ${words[how as keyof typeof killSwitchBeginnings]}`,
  );
  const page = `# The states of a kill switch

Made from \`src/main/domain/trading/killSwitch/killSwitchTransitions.ts\`, which also
drives the code; do not edit by hand. How a halt holds, and why "done" is what the
venues say, is in [0014](adr/0014-kill-switch.md).

\`\`\`mermaid
stateDiagram-v2
${[...beginnings, ...statuses.flatMap(arrows)].join('\n')}
  over --> [*]
\`\`\`

| state | what it does | shown as |
| --- | --- | --- |
${statuses.map((status) => `| ${status} | ${meaning[status].join(' | ')} |`).join('\n')}

An order that came to life, and a wish to close positions too, keep it from being
done: also while its end is being recorded. From flat it goes on flattening where
it had closed positions, otherwise canceling.
`;
  await expect(page).toMatchFileSnapshot('../../../../../docs/kill-switch-states.md');
});
