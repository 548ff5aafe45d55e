import { expect, test } from 'vitest';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { reconciliationSummaries } from './recoveryView.ts';

test('the status says that a comparison is outdated, so that nobody has to ask for it', () => {
  const [sim, other] = ['sim' as VenueId, 'other' as VenueId];
  const reconciliation = {
    gate: () => 'open' as const,
    report: () => undefined,
    outdated: (venue: VenueId) => (venue === sim ? ('overdue' as const) : undefined),
  };
  expect(reconciliationSummaries([sim, other], reconciliation)).toEqual([
    { venue: 'sim', gate: 'open', unresolved: 0, outdated: 'overdue' },
    { venue: 'other', gate: 'open', unresolved: 0 },
  ]);
});
