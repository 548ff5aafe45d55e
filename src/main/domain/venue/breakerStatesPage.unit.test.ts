/** Writes docs/breaker-states.md from the transition table; fails when the page is not what the table says (`--update` renews it). */
import { expect, test } from 'vitest';
import { breakerTransitions, type BreakerTrigger } from './breakerMachine.ts';
import { breakerStates, type BreakerState } from './venueEvents.ts';

const words: { readonly [Trigger in BreakerTrigger]: string } = {
  failures: 'failureThreshold failures in a row',
  wait_over: 'the wait is over, a call is tried',
  probes_succeeded: 'successThreshold probes succeeded',
  probe_failed: 'a probe failed',
  probe: 'a probe is asked for by hand, before the wait is over',
  trip: 'tripped by hand',
  isolate: 'isolated by hand',
  reset: 'reset by hand',
};

function arrows(from: BreakerState): string[] {
  return Object.entries(breakerTransitions[from]).map(
    ([trigger, to]) => `  ${from} --> ${to}: ${words[trigger as BreakerTrigger]}`,
  );
}

test('docs/breaker-states.md is what the transition table says', async () => {
  const page = `# The states of a circuit breaker

Made from \`src/main/domain/venue/breakerMachine.ts\`, which also drives the
code; do not edit by hand. Each venue has a breaker, and risk has one.

\`\`\`mermaid
stateDiagram-v2
  [*] --> closed
${breakerStates.flatMap(arrows).join('\n')}
\`\`\`

| state | calls | what it remembers |
| --- | --- | --- |
| closed | pass | failures in a row |
| open | are refused until the wait is over | openings without a success between them, which double the wait |
| half_open | halfOpenProbesMax at once pass as probes | probes that succeeded, and those on their way |
| isolated | are refused until somebody resets it | as open |

Cancels, and amends that only make an order smaller or less aggressive, pass in
every state.
`;
  await expect(page).toMatchFileSnapshot('../../../../docs/breaker-states.md');
});
