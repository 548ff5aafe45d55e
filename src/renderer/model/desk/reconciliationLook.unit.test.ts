import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { VenueReconciliation } from '../../../shared/contract/recovery.ts';
import { reconciliationLook, recoveryState } from './reconciliationLook.ts';

const nowMs = Date.parse('2026-11-23T10:01:18.000Z');
const open: VenueReconciliation = {
  venue: ids.venue('sim'),
  gate: 'open',
  inDoubt: 0,
  report: {
    venue: ids.venue('sim'),
    trigger: 'periodic',
    startedAt: '2026-11-23T09:59:59.000000Z',
    finishedAt: '2026-11-23T10:00:00.000000Z',
    ordersCompared: 3,
    executionsCompared: 2,
    differences: [],
    positions: [],
    clean: true,
  },
};

test('clean is said with the age of the comparison', () => {
  expect(reconciliationLook(open, nowMs)).toMatchObject({
    word: 'Clean',
    tone: 'ok',
    says: 'The desk and the venue agreed 78 s ago.',
  });
});

test('clean says where only messages of the venue were compared', () => {
  const report = { ...open.report, record: 'messages' } as typeof open.report;
  expect(reconciliationLook({ ...open, report }, nowMs).says).toBe(
    'The desk and the messages that the venue has sent agreed 78 s ago.',
  );
});

test('nothing is clean while orders are in doubt', () => {
  const look = reconciliationLook({ ...open, inDoubt: 2 }, nowMs);
  expect(look).toMatchObject({ word: 'In doubt', tone: 'warn' });
  expect(look.says).toBe(
    '2 orders have no proven outcome: whether the desk and the venue agree on them is not known. Compared 78 s ago.',
  );
});

test('nothing is clean while the venue is silent', () => {
  const look = reconciliationLook(open, nowMs, { silentSince: '2026-11-23T10:01:00.000000Z' });
  expect(look.word).not.toBe('Clean');
  expect(look.tone).toBe('bad');
  expect(look.says).toContain('has not answered since 10:01:00 UTC');
});

test.each(['overdue', 'silence', 'settlement'] as const)(
  'nothing is clean once it is outdated: %s',
  (outdated) => {
    const look = reconciliationLook({ ...open, outdated }, nowMs);
    expect(look).toMatchObject({ word: 'Not compared', tone: 'warn' });
    expect(look.says).toContain('have not been compared since 10:00:00 UTC');
  },
);

test('an open gate with a difference left is not clean, accepted or not', () => {
  const { report } = open;
  if (report === undefined) throw new Error('there is a report');
  expect(reconciliationLook({ ...open, report: { ...report, clean: false } }, nowMs).tone).toBe('warn');
  const accepted = { ...report, clean: false, acceptedBy: 'operator:ak' };
  expect(reconciliationLook({ ...open, report: accepted }, nowMs)).toMatchObject({
    word: 'Accepted',
    says: 'Orders leave although differences stay: accepted by ak. Compared 78 s ago.',
  });
});

test.each([open, { ...open, outdated: 'overdue' as const }, { ...open, inDoubt: 1 }])(
  'nothing is clean while the store is said not to be the one that was',
  (reconciliation) => {
    const look = reconciliationLook(reconciliation, nowMs, { storeInDoubt: true });
    expect(look).toMatchObject({ word: 'Store in doubt', tone: 'bad' });
    expect(look.says).not.toContain('..');
  },
);

test('on an idle desk a comparison whose time has passed is asked about anew by itself', () => {
  const before = {
    store: { headPosition: 7 },
    reconciliations: [{ venue: ids.venue('sim'), gate: 'open', unresolved: 0 }],
  };
  const overdue = { ...before, reconciliations: [{ ...before.reconciliations[0], outdated: 'overdue' }] };
  const state = (status: object): string => recoveryState(status as Parameters<typeof recoveryState>[0]);
  expect(state(overdue)).not.toBe(state(before));
  expect(state({ ...before })).toBe(state(before));
});
