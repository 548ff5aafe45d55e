import { expect, it } from 'vitest';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { readEverything } from '../../../engine/events/testing/sampleEvents.ts';
import { acknowledgedBeforeKill, type Acknowledgement } from '../testing/killWriter.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { testFolder } from '../testing/testFolder.ts';
import { verifyChain } from '../chain/verifyChain.ts';

const rounds = 6;
const lifeMsMax = 150;
const time = manualTime();

it('loses nothing acknowledged when the writer is killed, at whatever moment', async () => {
  const folder = testFolder();
  const acknowledged: Acknowledgement[] = [];
  for (let round = 0; round < rounds; round++) {
    const [inFlight, lifeMs] = [1 + Math.floor(Math.random() * 50), Math.random() * lifeMsMax];
    acknowledged.push(...(await acknowledgedBeforeKill(folder, inFlight, lifeMs)));
    const life = `round ${round}, ${inFlight} in flight, killed after ${lifeMs} ms`;

    // First of all, and beside nobody: what stands only in the log of the killed writer counts.
    const before = await verifyChain({ folder, scheduler: time.scheduler });
    expect(before, life).toMatchObject({ ok: true, value: { intact: true } });

    const opened = openStoreInThread({ folder, ...time });
    if (!opened.ok) throw new Error(`${life}: ${opened.error.message}`);
    const stored = await readEverything(opened.value);
    const positions = new Map(stored.map(({ eventId, position }) => [eventId as string, position]));
    for (const { eventId, position } of acknowledged) expect(positions.get(eventId), life).toBe(position);
    expect(positions.size, life).toBe(stored.length);
    await opened.value.close();
    const after = await verifyChain({ folder, scheduler: time.scheduler });
    expect(after, life).toMatchObject({ ok: true, value: { intact: true, events: stored.length } });
  }
});
