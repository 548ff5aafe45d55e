/** Which sound calls, and when. */
import { expect, test } from 'vitest';
import { ids } from '../../shared/kernel/testing/ids.ts';
import type { AlertView, Status } from '../../shared/contract/status.ts';
import { sampleAlert } from '../../shared/contract/testing/sampleAlert.ts';
import { callingSounds, loudestNew } from './alertSounds.ts';

const chosen = { severities: { critical: 'triple', warning: 'low', info: 'off' }, kinds: {} } as const;
const warning: AlertView = { ...sampleAlert, alertId: ids.alert('w'), severity: 'warning' };

function sounds(alerts: readonly AlertView[], settings: Parameters<typeof callingSounds>[2] = chosen) {
  const status = {
    accepting: true,
    store: { writable: true },
    trading: { states: [], kills: [] },
    subscribers: [],
    alerts,
  };
  return callingSounds(status as unknown as Status, [], settings);
}
const nothing = sounds([]);

test('what called before makes no sound again', () => {
  expect(loudestNew(sounds([sampleAlert]), sounds([sampleAlert]))).toBe('off');
});

test('of several new alerts the loudest one sounds, whatever their order', () => {
  expect(loudestNew(nothing, sounds([warning]))).toBe('low');
  expect(loudestNew(nothing, sounds([warning, sampleAlert]))).toBe('triple');
  expect(loudestNew(nothing, sounds([sampleAlert, warning]))).toBe('triple');
  expect(loudestNew(sounds([sampleAlert]), sounds([sampleAlert, warning]))).toBe('low');
});

test('a muted alert makes no sound until its mute is over', () => {
  const muted = sounds([{ ...sampleAlert, mutedUntil: '2026-11-23T10:05:00.000000Z' }]);
  expect(loudestNew(nothing, muted)).toBe('off');
  expect(loudestNew(muted, sounds([sampleAlert]))).toBe('triple');
});

test('a kind may have a sound of its own, or none', () => {
  expect(loudestNew(nothing, sounds([sampleAlert], { ...chosen, kinds: { overfill: 'off' } }))).toBe('off');
  expect(loudestNew(nothing, sounds([sampleAlert], { ...chosen, kinds: { overfill: 'high' } }))).toBe('high');
});

test('a desk that takes no orders calls as a critical alert does, although no record holds it', () => {
  const faulty = { accepting: false, store: {}, trading: { kills: [] }, subscribers: [], alerts: [] };
  expect(loudestNew(nothing, callingSounds(faulty as unknown as Status, [], chosen))).toBe('triple');
});

test('an incident without an alert on record sounds by how bad it is, also when the engine is gone', () => {
  const gone = { id: 'engine_gone', kind: 'engine_gone', record: 'none' } as const;
  const reducing = { id: 'trading:desk', kind: 'desk_reducing', record: 'none' } as const;
  expect(loudestNew(nothing, callingSounds(undefined, [gone], chosen))).toBe('triple');
  expect(loudestNew(nothing, callingSounds(undefined, [reducing], chosen))).toBe('low');
  const recorded = { ...gone, record: 'open' } as const;
  expect(loudestNew(nothing, callingSounds(undefined, [recorded], chosen))).toBe('off');
});
