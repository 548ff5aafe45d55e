/** A whole desk whose FIX session is down: a cancel that an operator asks for meanwhile, and an order. */
import { mkdirSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Actor, OrderId } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { parseConfiguration } from '../../infra/configuration/loadConfiguration.ts';
import { msgTypeOf, tags, valueOf, type Field } from '../../infra/venues/fix/codec/fixMessage.ts';
import { scriptedDesk } from '../../infra/venues/fix/testing/scriptedDesk.ts';
import { ScriptedVenue } from '../../infra/venues/fix/testing/scriptedVenue.ts';
import { resourcesFolder } from '../headless/desk/resourcesFolder.ts';
import { tempDesk } from '../headless/testing/tempDesk.ts';
import { openRuntime } from '../runtime.ts';

const operator = 'operator:ada' as Actor;

async function opened(venue: ScriptedVenue) {
  const port = await venue.listen();
  onTestFinished(() => venue.close());
  const folder = tempDesk().data;
  mkdirSync(folder);
  const configuration = parseConfiguration(JSON.stringify(scriptedDesk(port)), folder);
  if (!configuration.ok) throw new Error(JSON.stringify(configuration.error));
  const opening = await openRuntime({
    folder,
    host: 'test',
    version: '0.0.0',
    configuration: configuration.value,
    resources: resourcesFolder,
    startSim: () => Promise.reject(new Error('no simulated venue is configured')),
    market: 'held',
    logger: { log: () => undefined },
    operator,
  });
  if (!opening.ok) throw new Error(opening.error.message);
  onTestFinished(() => opening.value.close('the test is over'));
  return opening.value.engine;
}

const report = (orderId: string, execType: string): readonly Field[] => [
  [tags.orderId, 'V-1'],
  [tags.clOrdId, orderId],
  [tags.execId, `E-${execType}`],
  [tags.execType, execType],
  [tags.ordStatus, execType],
  [tags.symbol, 'SPX'],
  [tags.side, '1'],
];

test('a cancel stays pending and leaves once, first after the logon; an order is refused', async () => {
  const venue = new ScriptedVenue();
  const engine = await opened(venue);
  const limit = { orderType: 'limit', limitPrice: '1400.25', timeInForce: 'DAY' };
  const signal = engine.intake.submit(sampleSignal('S-1', limit), { actor: operator });
  const orderId = valueOf(await venue.hears('D'), tags.clOrdId) as OrderId;
  venue.say('8', report(orderId, '0'));
  await signal.outcome;
  const isNow = (status: string): Promise<void> =>
    vi.waitFor(() => expect(engine.queries.getOrder(orderId)?.status).toBe(status), 20_000);
  await isNow('accepted');

  // The session is gone, and the venue answers no Logon until the desk has been asked for the cancel.
  venue.isPolite = false;
  const before = venue.heard.length;
  venue.cut();
  await venue.hears('A', 2);
  expect(await engine.orders.cancel(orderId, { actor: operator, reason: 'out' })).toMatchObject({ ok: true });
  await engine.intake.submit(sampleSignal('S-2', limit), { actor: operator }).outcome;
  await isNow('pending_cancel');

  venue.isPolite = true;
  venue.say('A', [
    [tags.encryptMethod, '0'],
    [tags.heartBtInt, '30'],
  ]);
  const cancel = await venue.hears('F');
  expect(valueOf(cancel, tags.origClOrdId)).toBe(orderId);
  venue.say('8', report(orderId, '4'));
  await isNow('canceled');
  await engine.settled();
  expect(venue.of('F')).toHaveLength(1);
  const ofOrders = venue.heard
    .slice(before)
    .map(msgTypeOf)
    .filter((type) => 'DFGH'.includes(type));
  expect(ofOrders[0]).toBe('F');
  expect(ofOrders.filter((type) => type === 'D')).toEqual([]);
});
