/** Whatever is raised, muted, acknowledged and ended, and whenever the desk starts anew: the listener hears of pairs. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { deskStream, engineActor, newCorrelationId, newEventId } from '../../../shared/kernel/ids.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { countedIds } from '../events/testing/countedIds.ts';
import { ToldAlerts, type AlertEvent } from './toldAlerts.ts';
import { isAlertEvent } from '../../domain/desk/alert.ts';

const alertIds = ['a', 'b'] as const;
const alertId = fc.constantFrom(...alertIds);
const seconds = fc.integer({ min: 1, max: 8 });
const step = fc.oneof(
  fc.record({ type: fc.constant('raise' as const), alertId, lasts: fc.boolean() }),
  fc.record({ type: fc.constant('acknowledge' as const), alertId }),
  fc.record({ type: fc.constant('end' as const), alertId }),
  fc.record({ type: fc.constant('mute' as const), seconds }),
  fc.record({ type: fc.constant('unmute' as const) }),
  fc.record({ type: fc.constant('wait' as const), seconds, looks: fc.boolean() }),
  /** So many of the last events were not handled when the desk ended, or their checkpoint was not saved. */
  fc.record({ type: fc.constant('start' as const), again: fc.integer({ min: 0, max: 3 }) }),
);
const history = fc.array(step, { minLength: 1, maxLength: 25, size: 'max' });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const message = 'a test';
const kind = 'venue_silent';

/** The desk's alerts, and a listener that hears each event that is told. */
class World {
  private told = new ToldAlerts('webhook_failed');
  private readonly ids = countedIds();
  private readonly events: AlertEvent[] = [];
  private readonly open = new Map<string, { readonly lasts: boolean; readonly seen: boolean }>();
  private mutedUntil = 0;
  private now = 1_000_000_000;
  readonly heard: AlertEvent[] = [];
  /** The raises and the fates of alerts that no mute has ever covered. */
  readonly plain: AlertEvent[] = [];
  private readonly muted = new Set<string>();

  run(steps: readonly Step[]): void {
    for (const one of steps) {
      this.now += 1;
      this.do(one);
    }
  }

  private do(one: Step): void {
    switch (one.type) {
      case 'raise':
        if (this.open.has(one.alertId)) return;
        this.open.set(one.alertId, { lasts: one.lasts, seen: false });
        this.record({
          type: 'AlertRaised',
          data: {
            alertId: ids.alert(one.alertId),
            kind,
            message,
            advice: message,
            holdsOrders: false,
            ...(one.lasts && { lasts: true as const }),
          },
        });
        return;
      case 'acknowledge': {
        const alert = this.open.get(one.alertId);
        if (alert === undefined || alert.seen) return;
        if (alert.lasts) this.open.set(one.alertId, { ...alert, seen: true });
        else this.open.delete(one.alertId);
        this.record({
          type: 'AlertAcknowledged',
          data: { alertId: ids.alert(one.alertId), reason: message },
        });
        return;
      }
      case 'end':
        if (this.open.delete(one.alertId)) {
          this.record({ type: 'AlertEnded', data: { alertId: ids.alert(one.alertId), message } });
        }
        return;
      case 'mute': {
        this.mutedUntil = this.now + one.seconds * 1_000_000;
        const until = formatMicros(epochMicros(this.mutedUntil));
        this.record({ type: 'AlertsMuted', data: { what: kind, until, reason: message } });
        return;
      }
      case 'unmute':
        this.mutedUntil = this.now;
        this.record({ type: 'AlertsUnmuted', data: { what: kind, reason: message } });
        return;
      case 'wait':
        this.now += one.seconds * 1_000_000;
        if (one.looks) this.look();
        return;
      case 'start': {
        const handled = Math.max(0, this.events.length - one.again);
        this.told = new ToldAlerts('webhook_failed');
        for (const event of this.events.slice(0, handled)) this.told.take(event);
        for (const event of this.events.slice(handled)) this.heard.push(...this.told.take(event));
      }
    }
  }

  private record(event: DeskEvent): void {
    const stored = {
      ...event,
      eventId: newEventId(this.ids),
      correlationId: newCorrelationId(this.ids),
      actor: engineActor(),
      streamId: deskStream,
      position: this.events.length + 1,
      version: this.events.length,
      schemaVersion: 1,
      time: epochMicros(this.now),
    };
    if (!isAlertEvent(stored)) return;
    this.events.push(stored);
    this.heard.push(...this.told.take(stored));
    if (!('alertId' in stored.data)) return;
    const { alertId: id } = stored.data;
    if (stored.type === 'AlertRaised' && this.now >= this.mutedUntil) this.muted.delete(id);
    else if (stored.type === 'AlertRaised') this.muted.add(id);
    if (!this.muted.has(id)) this.plain.push(stored);
  }

  private look(): void {
    if (this.now < this.mutedUntil) return;
    for (const [id, { seen }] of this.open) {
      const late = seen ? undefined : this.told.late(ids.alert(id));
      if (late !== undefined) this.heard.push(late);
    }
  }
}

/** What was heard of one alert without a raise before it, or was raised, is over for the desk, and was not told so. */
function faultsOf(heard: readonly AlertEvent[], id: string): readonly string[] {
  const faults: string[] = [];
  let isOpen = false;
  const positions = new Set<number>();
  for (const event of heard) {
    if (!('alertId' in event.data) || event.data.alertId !== id) continue;
    // What comes again after a crash, its listener knows by the position.
    const isAgain = positions.has(event.position);
    positions.add(event.position);
    if (event.type === 'AlertRaised') isOpen = true;
    else if (!isOpen && !isAgain) faults.push(`${event.type} at ${event.position}`);
    if (event.type === 'AlertEnded') isOpen = false;
  }
  return faults;
}

test('what is raised under no mute is heard, and so is what becomes of it, over 3000 histories', () => {
  let told = 0;
  fc.assert(
    fc.property(history, (steps) => {
      const world = new World();
      world.run(steps);
      const heard = new Set(world.heard.map(({ position }) => position));
      expect(world.plain.filter(({ position }) => !heard.has(position))).toEqual([]);
      told += world.plain.length;
    }),
    { numRuns: 3_000 },
  );
  expect(told).toBeGreaterThan(3_000);
});

test('nothing is heard of an alert before it was raised, over 3000 histories with starts in between', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const world = new World();
      world.run(steps);
      for (const id of alertIds) expect(faultsOf(world.heard, id)).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test('the end is heard of every alert that was heard of, over 3000 histories', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const world = new World();
      world.run([...steps, ...alertIds.map((id) => ({ type: 'end' as const, alertId: id }))]);
      for (const id of alertIds) {
        const fates = world.heard.filter(({ data }) => 'alertId' in data && data.alertId === id);
        expect(['AlertEnded', 'AlertAcknowledged', undefined]).toContain(fates.at(-1)?.type);
      }
    }),
    { numRuns: 3_000 },
  );
});
