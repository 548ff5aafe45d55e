/** A wall clock that is set while the engine runs. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

const origin = { actor: 'operator:ak' as Actor };

async function eventsOf(desk: BridgeDesk): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of desk.engine.store.readAll({ afterPosition: 0 })) events.push(event);
  return events;
}

describe('a wall clock that is set', () => {
  it('is said on the desk stream, backwards and forwards; small corrections are not', async () => {
    const desk = await new BridgeDesk().open();
    for (const byMs of [200, -200, -3_600_000, 90_000]) {
      desk.time.stepWall(byMs);
      await desk.time.advance(3_000);
    }
    const steps = (await eventsOf(desk)).filter(({ type }) => type === 'ClockStepped');
    expect(steps.map(({ data }) => data)).toMatchObject([{ byMs: -3_600_000 }, { byMs: 90_000 }]);
    expect(steps.map(({ streamId, actor }) => [streamId, actor])).toEqual([
      ['desk', 'engine'],
      ['desk', 'engine'],
    ]);
  });

  it('changes no order of events: what happened later stands later, and is found by position', async () => {
    const desk = await new BridgeDesk().open();
    const submitted = async (id: string): Promise<void> => {
      expect(await desk.until(desk.engine.intake.submit(sampleSignal(id), origin).outcome)).toMatchObject({
        type: 'ordered',
      });
      await desk.time.advance(1_500);
    };
    await submitted('before');
    desk.time.stepWall(-3_600_000);
    await submitted('after');
    const events = await eventsOf(desk);
    expect(events.map(({ position }) => position)).toEqual(events.map((_event, index) => index + 1));
    const received = events.filter(({ type }) => type === 'SignalReceived');
    expect(received.map(({ streamId }) => streamId)).toEqual(['signal-before', 'signal-after']);
    expect(received[1]?.time).toBeLessThan(received[0]?.time ?? 0);
    const sort = [{ field: 'position' as const, descending: false }];
    const { rows } = await desk.engine.queries.getOrderHistory({ sort });
    expect(rows.map(({ signalId, status }) => [signalId, status])).toEqual([
      ['before', 'filled'],
      ['after', 'filled'],
    ]);
  });
});
