/** The kill switch on five hundred working orders, at a venue that answers half of the cancels late and loses a tenth. */
import { describe, expect, it } from 'vitest';
import type { KillLedger } from '../../../../../shared/contract/trading.ts';
import { add, decimal, formatDecimal, subtract, zero } from '../../../../../shared/kernel/decimal.ts';
import { connectControl } from '../../../control/controlClient.ts';
import { contradictions, readRecords, type Records } from '../../testing/compareRecords.ts';
import { RunningDesk, runToEnd, type DeskResult } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { tempDesk } from '../../testing/tempDesk.ts';
import { switchFaults } from '../../testing/venueProcess.ts';

const orders = 500;
const testMsMax = 300_000;
const waitMsMax = 120_000;
const why = ['--reason', 'a test of the kill switch'];
const badAnswers = { delayOutcomes: 0.5, outcomeDelayMs: 2_000, loseOutcomes: 0.1 };
/** A market that stands, so that nothing fills by itself. */
const standing = { venues: [{ venue: 'sim', ackTimeoutMs: 1_000, simulator: { tickMs: 86_400_000 } }] };

interface Told {
  readonly type: 'engaged' | 'progress' | 'ended';
  readonly killId: string;
  readonly proven: boolean;
  readonly ledger: KillLedger;
  readonly open: readonly unknown[];
  readonly positions: readonly unknown[];
}

/** A desk that is long, with its orders resting at the venue. */
async function loadedDesk(data: string, config: string): Promise<RunningDesk> {
  const desk = start(data, config);
  await desk.answered(1);
  const resting = { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTC' };
  desk.send(
    sampleSignal('long', { quantity: '250' }),
    ...Array.from({ length: orders }, (_, index) => sampleSignal(`rest-${index}`, resting)),
  );
  await desk.answered(2 + orders);
  const working = async (): Promise<number> =>
    (await runHere('orders', '--active', '--data', data, '--json'))
      .json<{ status: string }>()
      .filter(({ status }) => status === 'accepted').length;
  await expect.poll(working, { timeout: waitMsMax, interval: 200 }).toBe(orders);
  await switchFaults(data, badAnswers);
  return desk;
}

function start(data: string, config: string): RunningDesk {
  return new RunningDesk('--data', data, '--config', config, '--signals', '-');
}

const kill = (data: string, ...more: string[]): Promise<DeskResult> =>
  runHere('kill', '--scope', 'desk', ...why, ...more, '--timeout', '120', '--data', data, '--json');

/** What is left at the venue: open orders, and the position of all executions. */
function leftAtVenue({ venue }: Records): { readonly open: number; readonly position: string } {
  const open = venue.orders.filter(
    ({ status }) => status === 'accepted' || status === 'partially_filled',
  ).length;
  const position = venue.executions.reduce(
    (sum, { side, quantity }) =>
      side === 'buy' ? add(sum, decimal(quantity)) : subtract(sum, decimal(quantity)),
    zero,
  );
  return { open, position: formatDecimal(position) };
}

/** Ends the desk on a standing market, and reads both records. */
async function recordsAtRest(desk: RunningDesk, data: string, empty: string): Promise<Records> {
  desk.kill('SIGTERM');
  expect((await desk.ended).code, desk.stderr).toBe(0);
  const replayed = await runToEnd('replay', empty, '--data', data, '--json');
  expect(replayed.code, replayed.stderr).toBe(0);
  return readRecords(data);
}

describe('the kill switch on 500 orders, with half of the answers late and a tenth lost', () => {
  it(
    'ends flat with the proof, tells its ledger on the way, and lets the desk trade again when told to',
    async () => {
      const { data, file } = tempDesk();
      const desk = await loadedDesk(data, file('standing.json', JSON.stringify(standing)));
      const killed = await kill(data, '--flatten');
      expect(killed.code, killed.stdout.slice(-2_000)).toBe(0);
      const told = killed.json<Told>();
      expect(told[0]).toMatchObject({
        type: 'engaged',
        before: { orders, venues: ['sim'], positions: [{ symbol: 'SPX', quantity: '250' }] },
      });
      expect(told.filter(({ type }) => type === 'progress').length).toBeGreaterThan(1);
      const last = told.at(-1);
      expect(last).toMatchObject({
        type: 'ended',
        proven: true,
        open: [],
        positions: [],
        ledger: { state: 'flat' },
      });
      expect(last?.ledger.provenAt).toBeDefined();
      expect(last?.ledger.rows.filter(({ state }) => state === 'canceled').length).toBeGreaterThanOrEqual(
        orders,
      );

      desk.send(sampleSignal('halted'));
      await desk.answered(3 + orders);
      const enabled = await runHere('enable', '--scope', 'desk', ...why, '--data', data, '--json');
      expect(enabled.json()).toEqual([
        { changes: [{ scope: 'desk', from: 'halted', to: 'active' }], stillRestricted: [] },
      ]);
      await switchFaults(data, { delayOutcomes: 0, loseOutcomes: 0 });
      desk.send(sampleSignal('again', { side: 'sell', quantity: '7' }));
      await desk.answered(4 + orders);
      const bySignal = async (id: string): Promise<string | undefined> =>
        (await runHere('orders', '--data', data, '--json'))
          .json<{ signalId: string; status: string }>()
          .find(({ signalId }) => signalId === id)?.status;
      await expect.poll(() => bySignal('again'), { timeout: waitMsMax }).toBe('filled');
      expect(await bySignal('halted')).toBe('denied');
      const records = await recordsAtRest(desk, data, file('empty.ndjson', ''));
      expect(contradictions(records)).toEqual([]);
      expect(leftAtVenue(records)).toEqual({ open: 0, position: '-7' });
    },
    testMsMax,
  );

  it(
    'goes on after kill -9 in the middle, and is proven all the same',
    async () => {
      const { data, file } = tempDesk();
      const config = file('standing.json', JSON.stringify(standing));
      const desk = await loadedDesk(data, config);
      const killing = kill(data, '--flatten');
      const watcher = await connectControl(data);
      const ledger = async (from = watcher): Promise<KillLedger | undefined> => {
        const reply = await from?.api.listKillLedgers({});
        return reply?.ok === true ? reply.value.ledgers[0] : undefined;
      };
      const canceled = async (): Promise<number> =>
        (await ledger())?.rows.filter(({ state }) => state === 'canceled').length ?? 0;
      await expect.poll(canceled, { timeout: waitMsMax, interval: 20 }).toBeGreaterThan(0);
      const inTheMiddle = await canceled();
      desk.kill('SIGKILL');
      await desk.ended;
      expect(inTheMiddle).toBeLessThan(orders);
      expect(await killing).toMatchObject({ code: 1 });
      watcher?.close();

      const second = start(data, config);
      await second.answered(1);
      await switchFaults(data, badAnswers);
      const control = await connectControl(data);
      const state = async (): Promise<string | undefined> => (await ledger(control))?.state;
      await expect.poll(state, { timeout: waitMsMax, interval: 200 }).toBe('flat');
      control?.close();
      const status = await runHere('status', '--data', data, '--json');
      expect(status.json()).toMatchObject([{ tradingState: 'halted', ordersWorking: 0, ordersInDoubt: 0 }]);
      const records = await recordsAtRest(second, data, file('empty.ndjson', ''));
      expect(contradictions(records)).toEqual([]);
      expect(leftAtVenue(records)).toEqual({ open: 0, position: '0' });
    },
    testMsMax,
  );
});
