/** A FIX venue whose record is on a full disk: a memory file system of its own, where this user may mount one. */
import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';
import { msgTypeOf, tags, valueOf } from '../../infra/venues/fix/codec/fixMessage.ts';
import { reservedPages } from '../../infra/venues/fix/store/reservedRoom.ts';
import { executionReport } from '../../infra/venues/fix/testing/executionReport.ts';
import { FixTestBed } from '../../infra/venues/fix/testing/fixTestBed.ts';
import { sampleTerms } from '../../infra/venues/fix/testing/sampleTerms.ts';
import { freshId } from '../../infra/venues/testing/venueHarness.ts';
import { SmallDisk } from '../headless/testing/smallDisk.ts';

test('on a full disk its session stays logged on, and every cancel is recorded and leaves', async ({
  skip,
}) => {
  const disk = SmallDisk.mount(24_000_000, onTestFinished) ?? skip('nothing can be mounted here');
  const bed = new FixTestBed(mkdtempSync(join(disk.folder, 'desk-')));
  try {
    const { venue, port } = await bed.scripted();
    const desk = await bed.connect({ port, targetCompId: 'VENUE' });
    const orders: ClientOrderId[] = [];
    for (let i = 0; i < 40; i++) {
      const id = freshId();
      const answer = desk.venue.submit(sampleTerms(), id, neverAborted);
      await venue.hears('D', i + 1);
      venue.say('8', executionReport(id));
      await answer;
      orders.push(id);
    }
    const size = () => statSync(join(bed.folder, 'DESK.db')).size;
    await expect.poll(size, { timeout: 20_000 }).toBeGreaterThan(reservedPages * 4_096);
    disk.fill(0);
    expect(disk.freeBytes).toBe(0);
    const { symbol } = sampleTerms();
    for (const clientOrderId of orders) await desk.venue.cancel({ clientOrderId, symbol }, neverAborted);
    await venue.hears('F', orders.length);
    await desk.venue.ping(neverAborted);
    expect(venue.of('F').map((message) => valueOf(message, tags.origClOrdId))).toEqual(orders);
    expect([venue.of('A').length, venue.connections]).toEqual([1, 1]);
    const { messages } = desk.venue.messages({ limit: 1_000 });
    expect(messages.filter(({ msgType, direction }) => msgType === 'F' && direction === 'out')).toHaveLength(
      orders.length,
    );
    expect(venue.heard.map(msgTypeOf)).not.toContain('5');
  } finally {
    await bed.dispose();
  }
});
