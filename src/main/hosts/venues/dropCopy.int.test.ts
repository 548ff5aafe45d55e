/** A whole desk with an order session and a drop copy, whose every word a test writes. */
import { mkdirSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dropCopyWords } from '../../../shared/contract/words/dropCopyWords.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { tags, valueOf } from '../../infra/venues/fix/codec/fixMessage.ts';
import { scriptedDesk } from '../../infra/venues/fix/testing/scriptedDesk.ts';
import { ScriptedVenue } from '../../infra/venues/fix/testing/scriptedVenue.ts';
import { tempDesk } from '../headless/testing/tempDesk.ts';
import { venueViews } from '../../ipc/views/venueView.ts';
import { openedRuntime, operator, reportOf } from './testing/scriptedRuntime.ts';

const exec = 'exec' as VenueId;
const trade = (execId: string, quantity: string, price = '1400.25') =>
  [
    [tags.execId, execId],
    [tags.lastQty, quantity],
    [tags.lastPx, price],
    [tags.cumQty, quantity],
    [tags.leavesQty, '0'],
  ] as const;

async function listening(): Promise<{ readonly venue: ScriptedVenue; readonly port: number }> {
  const venue = new ScriptedVenue();
  const port = await venue.listen();
  onTestFinished(() => venue.close());
  return { venue, port };
}

test('orders stop while the copy tells another price, with an alert and a row, also after a restart', async () => {
  const [orders, copies] = [await listening(), await listening()];
  const folder = tempDesk().data;
  mkdirSync(folder);
  const dropCopy = {
    host: '127.0.0.1',
    port: copies.port,
    beginString: 'FIX.4.4',
    senderCompId: 'DESK',
    targetCompId: 'VENUE',
    graceMs: 500,
  };
  const configuration = scriptedDesk(orders.port, { dropCopy });
  const first = await openedRuntime(folder, configuration);
  const limit = { orderType: 'limit', limitPrice: '1400.25', timeInForce: 'DAY', quantity: '10' };
  const sent = first.engine.intake.submit(sampleSignal('S-1', limit), { actor: operator });
  const orderId = valueOf(await orders.venue.hears('D'), tags.clOrdId) ?? '';
  orders.venue.say('8', reportOf(orderId, '0'));
  await sent.outcome;
  const report = (price?: string) => [
    ...reportOf(orderId, 'F').filter(([tag]) => tag !== tags.execId && tag !== tags.ordStatus),
    [tags.ordStatus, '2'] as const,
    ...trade('E1', '10', price),
  ];
  orders.venue.say('8', report());
  copies.venue.say('8', report('1400.5'));
  const differs =
    'execution E1: buy SPX, 10 at 1400.25 by the order session; buy SPX, 10 at 1400.5 by the drop copy';
  const held = (engine: typeof first.engine) =>
    vi.waitFor(() => {
      expect(engine.alerts.open()).toMatchObject([
        { kind: 'drop_copy_differs', message: expect.stringContaining(differs) as string },
      ]);
      expect(engine.reconciliation.gate(exec)).toBe('differences');
      expect(engine.reconciliation.report(exec)?.differences).toMatchObject([
        { kind: 'drop_copy', orderId, detail: differs, resolved: false },
      ]);
    }, 20_000);
  await held(first.engine);
  const [view] = venueViews(first);
  expect(view?.dropCopy && dropCopyWords(view.dropCopy)).toMatch(
    /^drop copy up, last message \d+ s ago; 1 execution differs$/,
  );
  await first.close('restart');
  const second = await openedRuntime(folder, configuration);
  await held(second.engine);
  // The venue corrects its copy.
  copies.venue.say('8', [
    ...report().filter(([tag]) => tag !== tags.execType && tag !== tags.execId),
    [tags.execType, 'G'],
    [tags.execId, 'E2'],
    [tags.execRefId, 'E1'],
  ]);
  await vi.waitFor(() => expect(second.engine.reconciliation.gate(exec)).toBe('open'), 20_000);
  expect(second.engine.alerts.open()).toEqual([]);
});
