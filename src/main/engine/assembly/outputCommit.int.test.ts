/** Decisions go ahead of the disk; what leaves the engine waits for it. The whole engine, on a disk that can fail. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Actor } from '../../../shared/kernel/ids.ts';
import { limitSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import { defaultConfiguration, defaultVenueSettings } from '../configuration.ts';
import type { Acknowledgement, Submission } from '../signals/signalIntake.ts';
import type { OrderProcessingStage } from '../pipeline/orderProcessingPipeline.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const origin = { actor: 'strategy:test' as Actor };
const full = { code: 'disk_full', message: 'no space left' };
const desk = parseTradingScope('desk')!;
let bed: TradingBed;
/** Types of the events of each commit. */
let commits: string[][];

async function open(change: Parameters<typeof TradingBed.open>[0] = {}): Promise<void> {
  bed = await TradingBed.open(change);
  bed.venue.behaviour = 'rest';
  await bed.time.advance(1_000);
  commits = [];
  bed.store.onCommitted((events) => commits.push(events.map(({ type }) => type)));
}

beforeEach(() => open());

function submit(id: string, change: Parameters<typeof limitSignal>[1] = {}): Submission {
  return bed.engine.intake.submit(limitSignal(id, change), origin);
}

/** Lets everything happen that can without a commit. */
async function decide(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}

async function heal(): Promise<void> {
  bed.disk.fault = undefined;
  while (bed.store.writeFault() !== undefined) await bed.time.advance(100);
}

async function typesOf(id: string): Promise<string[]> {
  const events = await bed.events();
  const received = events.find(({ streamId }) => streamId === `signal-${id}`);
  return events.filter((one) => one.correlationId === received?.correlationId).map(({ type }) => type);
}

function stage(name: string, priority: number, process: OrderProcessingStage['process']): void {
  bed.engine.pipeline.addStage({ name, priority, canProcess: () => true, process });
}

/** What was decided before it has a commit of its own. */
function pauseAt(priority: number): void {
  stage(
    'Pause',
    priority,
    (context) => new Promise((resolve) => void bed.time.after(100, () => resolve({ ok: true, context }))),
  );
}

describe('a signal that nothing makes wait', () => {
  test('is received, created and about to leave in one commit, and leaves after it', async () => {
    const { acknowledged, outcome } = submit('a');
    const told: Acknowledgement[] = [];
    void acknowledged.then((one) => told.push(one));
    await decide();
    expect(bed.store.health().pendingAppends).toBe(3);
    expect([commits, told, bed.venue.submissions]).toEqual([[], [], []]);
    let onDisk: readonly string[] = [];
    bed.venue.onSubmit = () => void (onDisk = bed.disk.rows.map(({ row }) => row.type).slice(-3));
    expect(await bed.until(outcome)).toMatchObject({ type: 'ordered' });
    expect(commits[0]).toEqual(['SignalReceived', 'OrderCreated', 'OrderSubmitting']);
    expect(onDisk).toEqual(['SignalReceived', 'OrderCreated', 'OrderSubmitting']);
    expect(told).toMatchObject([{ type: 'acknowledged' }]);
  });

  test('and is denied has its denial in the same commit', async () => {
    const { outcome } = submit('dear', { limitPrice: '1500' });
    expect(await bed.until(outcome)).toMatchObject({ type: 'denied' });
    expect(commits[0]).toEqual(['SignalReceived', 'OrderDenied']);
  });

  test('shows nowhere before it is on disk', async () => {
    submit('a');
    await decide();
    expect((await bed.engine.queries.getOrderHistory({})).total).toBe(0);
    await bed.time.advance(0);
    expect((await bed.engine.queries.getOrderHistory({})).total).toBe(1);
  });

  test('does not leave when trading is halted after its decision and before its commit', async () => {
    const { outcome } = submit('a');
    await decide();
    expect(bed.store.health().pendingAppends).toBe(3);
    const halting = bed.engine.trading.setState(desk, 'halted', operator);
    expect(await bed.until(outcome)).toMatchObject({ type: 'denied', reasons: [{ code: 'trading_state' }] });
    await bed.until(halting);
    expect(bed.venue.submissions).toEqual([]);
  });

  test('does not leave when a kill switch is pulled after its decision and before its commit', async () => {
    const { outcome } = submit('a');
    await decide();
    const pulled = bed.engine.trading.kill(desk, { flatten: false }, operator);
    expect(await bed.until(outcome)).toMatchObject({ type: 'denied' });
    await bed.until(pulled);
    await bed.reaches('cleared');
    expect(bed.venue.submissions).toEqual([]);
  });

  test('finds no room that another of its commit has taken', async () => {
    await open({ risk: { ...defaultConfiguration().risk, positionMax: decimal('15') } });
    const both = [submit('a'), submit('b')];
    await decide();
    await bed.time.advance(0);
    expect(commits[0]!.filter((type) => type === 'SignalReceived')).toHaveLength(2);
    const types = (await Promise.all(both.map(({ outcome }) => bed.until(outcome)))).map(({ type }) => type);
    expect(types).toEqual(['ordered', 'denied']);
  });
});

describe('a commit that fails', () => {
  test('under load has one line in the log at its begin for each kind of trouble, and one with the number at its end', async () => {
    const logged: string[] = [];
    const logger = {
      log: (level: string, message: string) => void (/warn|error/.test(level) && logged.push(message)),
    };
    bed = await TradingBed.open({}, undefined, { logger });
    bed.venue.behaviour = 'rest';
    const sent = Array.from({ length: 40 }, () => bed.submit());
    for (const outcome of sent) expect(await bed.until(outcome)).toMatchObject({ type: 'ordered' });
    bed.disk.fault = full;
    for (const { clientOrderId } of bed.venue.records) bed.venue.fill(clientOrderId, decimal('1'));
    await bed.time.advance(1_500);
    const report = 'venue report not recorded';
    expect(logged.filter((line) => line.startsWith(report))).toEqual([report]);
    await heal();
    await bed.time.advance(1_500);
    expect(logged.filter((line) => line.startsWith(report))).toEqual([
      report,
      `${report}, so often while the store could not write`,
    ]);
    expect(logged.length).toBeLessThan(10);
  });

  test('takes back all that was decided on it, and the same signal is taken when the disk is back', async () => {
    await open({ risk: { ...defaultConfiguration().risk, positionMax: decimal('15') } });
    bed.disk.fault = full;
    const lost = submit('a');
    expect(await bed.until(lost.acknowledged)).toMatchObject({ type: 'unavailable', fault: full });
    expect(await bed.until(lost.outcome)).toEqual({ type: 'not_taken' });
    await heal();
    await bed.until(bed.engine.settled());
    expect(bed.venue.submissions).toEqual([]);
    expect([bed.engine.intake.queued, bed.engine.intake.inFlight]).toEqual([0, 0]);
    expect((await bed.events()).filter(({ correlationId }) => correlationId.startsWith('a'))).toEqual([]);
    // The room that it had taken is free again, for itself as for another one.
    expect(await bed.until(submit('a').outcome)).toMatchObject({ type: 'ordered' });
    expect(await typesOf('a')).toEqual([
      'SignalReceived',
      'OrderCreated',
      'OrderSubmitting',
      'OrderAccepted',
    ]);
    expect(bed.venue.submissions).toHaveLength(1);
  });

  test('takes an order back that waits for its venue: it is sent once, by the signal that is sent again', async () => {
    const limiter = { ratePerSecond: 1, burst: 1, queueDepthMax: 10 };
    await open({ venues: [{ ...defaultVenueSettings('sim' as never), limiter }] });
    await bed.time.advance(10_000);
    const first = submit('first');
    await decide();
    bed.disk.fault = full;
    const second = submit('second');
    await decide();
    expect(await bed.until(first.outcome)).toEqual({ type: 'not_taken' });
    expect(await bed.until(second.outcome)).toEqual({ type: 'not_taken' });
    await heal();
    const again = ['first', 'second'].map((id) => submit(id));
    for (const { outcome } of again) expect(await bed.until(outcome)).toMatchObject({ type: 'ordered' });
    expect(bed.venue.submissions).toHaveLength(2);
  });

  test('after the signal was on disk leaves it to be taken up again, once', async () => {
    pauseAt(250);
    const { acknowledged, outcome } = submit('a');
    expect(await bed.until(acknowledged)).toMatchObject({ type: 'acknowledged' });
    bed.disk.fault = full;
    expect(await bed.until(outcome)).toMatchObject({ type: 'pending' });
    await heal();
    await bed.time.advance(5_000);
    expect(await typesOf('a')).toEqual([
      'SignalReceived',
      'OrderCreated',
      'OrderSubmitting',
      'OrderAccepted',
    ]);
    expect(bed.venue.submissions).toHaveLength(1);
  });

  test('of a creation ends what waits behind it, and the signal is taken up again, once', async () => {
    const limiter = { ratePerSecond: 1, burst: 1, queueDepthMax: 10 };
    await open({ venues: [{ ...defaultVenueSettings('sim' as never), limiter }] });
    await bed.time.advance(10_000);
    pauseAt(250);
    const before = submit('before');
    const { acknowledged, outcome } = submit('a');
    expect(await bed.until(acknowledged)).toMatchObject({ type: 'acknowledged' });
    bed.disk.fault = full;
    expect(await bed.until(outcome)).toMatchObject({ type: 'pending' });
    expect(await bed.until(before.outcome)).toMatchObject({ type: 'pending' });
    await heal();
    await bed.time.advance(10_000);
    expect(await typesOf('a')).toEqual([
      'SignalReceived',
      'OrderCreated',
      'OrderSubmitting',
      'OrderAccepted',
    ]);
    expect(bed.venue.submissions).toHaveLength(2);
  });

  test('keeps the id of a signal until what was decided on it has let go', async () => {
    let letGo = (): void => undefined;
    stage(
      'Stubborn',
      350,
      (context) => new Promise((resolve) => (letGo = () => resolve({ ok: true, context }))),
    );
    bed.disk.fault = full;
    const lost = submit('a');
    expect(await bed.until(lost.acknowledged)).toMatchObject({ type: 'unavailable' });
    await heal();
    bed.engine.pipeline.removeStage('Stubborn');
    const early = submit('a');
    await bed.time.advance(100);
    letGo();
    expect(await bed.until(early.acknowledged)).toMatchObject({ type: 'unavailable', fault: full });
    expect(await bed.until(lost.outcome)).toEqual({ type: 'not_taken' });
    expect(await bed.until(submit('a').outcome)).toMatchObject({ type: 'ordered' });
    expect(bed.venue.submissions).toHaveLength(1);
  });
});

test('the outcome of a signal that was taken before is what is on disk', async () => {
  const orderId = await bed.order();
  const [signalId] = [bed.engine.queries.getOrder(orderId)!.signalId];
  bed.venue.fill(orderId as never, decimal('10'));
  await decide();
  expect(bed.store.health().pendingAppends).toBe(1);
  bed.disk.fault = full;
  const { outcome } = submit(signalId);
  expect(await bed.until(outcome)).toMatchObject({ type: 'ordered', status: 'accepted' });
});
