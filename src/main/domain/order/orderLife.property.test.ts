/** Any sequence of commands, legal or not, keeps an order's invariants; replaying its events gives the same order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, zero } from '../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  ClientOrderId,
  ExecutionId,
  OrderId,
  SignalId,
  StrategyId,
  Ticker,
  VenueId,
  VenueOrderId,
} from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { replaceNumberOf } from './clientOrderIds.ts';
import { decideOrder } from './decide/decideOrder.ts';
import { evolveOrder, leavesQuantity } from './evolveOrder.ts';
import type { OrderCommand } from './orderCommands.ts';
import type { OrderEvent, OrderEventData } from './orderEvents.ts';
import { inquiriesKeptMax, inquiryAnswers, inquirySubjects } from './orderInquiry.ts';
import {
  initialOrderState,
  isTerminal,
  type Order,
  type OrderState,
  type OrderStatus,
} from './orderState.ts';
import type { OrderTerms } from './orderTerms.ts';

const terms: OrderTerms = {
  orderId: 'o1' as OrderId,
  signalId: 's1' as SignalId,
  account: 'main' as AccountId,
  strategy: 'manual' as StrategyId,
  venue: 'sim' as VenueId,
  symbol: 'SPX' as Ticker,
  side: 'buy',
  quantity: decimal('10'),
  orderType: 'limit',
  limitPrice: decimal('1400'),
  timeInForce: 'GTC',
  reduceOnly: false,
};
const risk = { level: 'low', rules: [] } as const;
const clientOrderId = 'o1' as ClientOrderId;
const venueOrderId = 'v1' as VenueOrderId;
const venue = { evidence: 'venue' } as const;

const anyInquiry = fc.record({
  type: fc.constant('RecordInquiry' as const),
  inquiry: fc.record({
    subject: fc.constantFrom(...inquirySubjects),
    attempt: fc.integer({ min: 1, max: 100 }),
    clientOrderIds: fc.constant([clientOrderId]),
    answer: fc.constantFrom(...inquiryAnswers),
    detail: fc.constant('asked'),
    askedAt: fc.constant('2026-11-23T10:00:00.000000Z'),
  }),
});

const anyFill = fc.record({
  type: fc.constant('RecordFill' as const),
  evidence: fc.constant('venue' as const),
  executionId: fc.integer({ min: 1, max: 6 }).map((n) => `e${n}` as ExecutionId),
  quantity: fc.integer({ min: 0, max: 6 }).map((n) => decimal(String(n))),
  // Whatever a venue executes at is on record, zero and less too.
  price: fc.constantFrom('1400.25', '0', '-37.63').map(decimal),
});
const anyExecutionId = fc.integer({ min: 1, max: 6 }).map((n) => `e${n}` as ExecutionId);
const anyBust = fc.record({
  type: fc.constant('RecordBust' as const),
  evidence: fc.constantFrom('venue' as const, 'reconciliation' as const),
  versions: fc.oneof(anyExecutionId, fc.constantFrom('c1', 'c2')).map((id) => [id as ExecutionId]),
});
const anyCorrection = fc.record({
  type: fc.constant('RecordCorrection' as const),
  evidence: fc.constantFrom('venue' as const, 'reconciliation' as const),
  executionId: fc.oneof(anyExecutionId, fc.constantFrom('c1', 'c2', 'c3')).map((id) => id as ExecutionId),
  versions: fc.oneof(anyExecutionId, fc.constantFrom('c1', 'c2')).map((id) => [id as ExecutionId]),
  quantity: fc.integer({ min: 0, max: 12 }).map((n) => decimal(String(n))),
  price: fc.constantFrom('1400.25', '1399', '-37.63').map(decimal),
});
const anyReplaceRequest = fc.record({
  type: fc.constant('RequestReplace' as const),
  reason: fc.constant('by hand'),
  quantity: fc.integer({ min: 1, max: 20 }).map((n) => decimal(String(n))),
});

const anyCommand: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.constant<OrderCommand>({ type: 'CreateOrder', terms, risk }),
  fc.constant<OrderCommand>({ type: 'DenyOrder', reasons: [{ code: 'x', message: 'x' }], terms, risk }),
  fc.constant<OrderCommand>({ type: 'BeginSubmission', clientOrderId }),
  fc.constant<OrderCommand>({ type: 'MarkInDoubt', reason: 'lost' }),
  fc.constant<OrderCommand>({ type: 'RequestCancel', reason: 'by hand' }),
  anyReplaceRequest,
  fc.constant<OrderCommand>({ type: 'RecordAcceptance', ...venue, venueOrderId }),
  fc.constant<OrderCommand>({ type: 'RecordRejection', ...venue, code: '1', reason: 'no' }),
  anyFill,
  anyBust,
  anyCorrection,
  fc.constant<OrderCommand>({ type: 'RecordCancel', ...venue, reason: 'asked' }),
  fc.constant<OrderCommand>({ type: 'RecordCancelRejection', ...venue, code: '0', reason: 'too late' }),
  fc.record({
    type: fc.constant('RecordReplace' as const),
    evidence: fc.constant('venue' as const),
    clientOrderId: fc.constantFrom('o1-r1', 'o1-r2').map((id) => id as ClientOrderId),
    quantity: fc.integer({ min: 1, max: 20 }).map((n) => decimal(String(n))),
  }),
  fc.record({
    type: fc.constant('RecordRestatement' as const),
    evidence: fc.constant('venue' as const),
    quantity: fc.integer({ min: 1, max: 20 }).map((n) => decimal(String(n))),
    reason: fc.constant('part of the quantity declined'),
  }),
  fc.constant<OrderCommand>({ type: 'RecordReplaceRejection', ...venue, code: '0', reason: 'too late' }),
  fc.constant<OrderCommand>({ type: 'RecordExpiry', ...venue, reason: 'end of day' }),
  fc.constant<OrderCommand>({
    type: 'RecordReinstatement',
    evidence: 'reconciliation',
    venueOrderId,
    reason: 'it works there',
  }),
  fc.constant<OrderCommand>({ type: 'RepeatRequest', reason: 'no outcome' }),
  anyInquiry,
  fc.record({
    type: fc.constant('SettleOrder' as const),
    reason: fc.constant('by hand'),
    settlement: fc.record(
      {
        outcome: fc.constantFrom(
          'never_received' as const,
          'working' as const,
          'replaced' as const,
          'canceled' as const,
          'expired' as const,
          'filled' as const,
        ),
        venueOrderId: fc.constant(venueOrderId),
        executions: fc.array(
          fc.record({
            quantity: fc.integer({ min: 0, max: 10 }).map((n) => decimal(String(n))),
            price: fc.constantFrom(decimal('1400'), decimal('1400.25')),
          }),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: ['outcome'] },
    ),
  }),
);

/** A command that was taken, and what it made of the order. */
interface Step {
  readonly command: OrderCommand;
  readonly before: OrderState;
  readonly events: readonly OrderEvent[];
  readonly after: OrderState;
}

interface Life {
  readonly states: readonly OrderState[];
  readonly events: readonly OrderEvent[];
  readonly steps: readonly Step[];
  readonly refused: readonly Refusal[];
}

function run(commands: readonly OrderCommand[]): Life {
  const steps: Step[] = [];
  const refused: Refusal[] = [];
  let before: OrderState = initialOrderState;
  for (const command of commands) {
    const decision = decideOrder(command, before);
    if (!decision.ok) {
      refused.push(decision.error);
      continue;
    }
    let after = before;
    for (const event of decision.value) after = evolveOrder(after, event);
    steps.push({ command, before, events: decision.value, after });
    before = after;
  }
  return {
    states: [initialOrderState, ...steps.map(({ after }) => after)],
    events: steps.flatMap(({ events }) => events),
    steps,
    refused,
  };
}

const sequences = fc.array(anyCommand, { maxLength: 25, size: 'max' });
const adopted: OrderCommand = {
  type: 'AdoptOrder',
  evidence: 'reconciliation',
  terms,
  clientOrderId,
  venueOrderId,
  reason: 'none of ours',
};
/** Most random sequences end early; these begin with an order on its way to the venue, or found there. */
const liveSequences = fc.tuple(fc.boolean(), sequences).map(([isOurs, commands]): OrderCommand[] => [
  ...(isOurs
    ? ([
        { type: 'CreateOrder', terms, risk },
        { type: 'BeginSubmission', clientOrderId },
      ] as const)
    : [adopted]),
  ...commands,
]);

/** Random sequences seldom fill an order while a replace is pending; these have more of both. */
const busySequences = fc
  .array(fc.oneof(anyFill, anyReplaceRequest, anyCommand), { maxLength: 25, size: 'max' })
  .map((commands): OrderCommand[] => [
    { type: 'CreateOrder', terms, risk },
    { type: 'BeginSubmission', clientOrderId },
    { type: 'RecordAcceptance', ...venue, venueOrderId },
    ...commands,
  ]);

/** Random sequences seldom come to a doubt; these begin with one. */
const doubtfulSequences = sequences.map((commands): OrderCommand[] => [
  { type: 'CreateOrder', terms, risk },
  { type: 'BeginSubmission', clientOrderId },
  { type: 'MarkInDoubt', reason: 'lost' },
  ...commands,
]);
/** More than are kept, in about half of the cases. */
const inquiries = fc.array(
  anyInquiry.filter(({ inquiry }) => inquiry.subject === 'submission'),
  { maxLength: 2 * inquiriesKeptMax, size: 'max' },
);

/** The executions that stand, by the id of the version that stands. */
type Standing = Map<ExecutionId, { readonly quantity: bigint; readonly price: bigint }>;

function stand(standing: Standing, event: OrderEvent): void {
  if (event.type === 'OrderExecutionConfirmed') {
    const given = standing.get(event.data.confirms);
    if (given !== undefined) standing.set(event.data.executionId, given);
    standing.delete(event.data.confirms);
  }
  if (event.type === 'OrderExecutionBusted') strike(standing, event.data.executionId, event.data.struck);
  if (event.type === 'OrderExecutionCorrected') strike(standing, event.data.corrects, event.data.struck);
  if (event.type === 'OrderFilled' || event.type === 'OrderExecutionCorrected') {
    const { executionId, lastQuantity, lastPrice } = event.data;
    invariant(!standing.has(executionId), `${executionId} stands already`);
    standing.set(executionId, { quantity: decimal(lastQuantity), price: decimal(lastPrice) });
  }
  if ('cumulativeQuantity' in event.data) {
    const { cumulativeQuantity } = event.data;
    invariant(
      decimal(cumulativeQuantity) === sumOf(standing),
      `${event.type} adds up to ${cumulativeQuantity}`,
    );
  }
}

/** The event says what it strikes, as it stood. */
function strike(
  standing: Standing,
  executionId: ExecutionId,
  struck: OrderEventData['OrderExecutionBusted']['struck'],
): void {
  const stood = standing.get(executionId);
  const said = struck && `${decimal(struck.quantity)} at ${decimal(struck.price)}`;
  const isTrue = said === (stood && `${stood.quantity} at ${stood.price}`);
  invariant(isTrue, `${executionId} is struck as ${said}`);
  standing.delete(executionId);
}

function versionsIn(event: OrderEvent): readonly ExecutionId[] {
  if (event.type === 'OrderExecutionBusted') return [event.data.executionId];
  return event.type === 'OrderExecutionCorrected' ? [event.data.executionId, event.data.corrects] : [];
}

function sumOf(standing: Standing): bigint {
  return [...standing.values()].reduce((sum, { quantity }) => sum + quantity, 0n);
}

interface Counted {
  readonly type: OrderEvent['type'];
  readonly order: Order;
  /** The sum of all executions that stand, and the quantity of the order now. */
  readonly filled: bigint;
  readonly quantity: bigint;
  /** What a fill makes of the order: one that is beyond its quantity waits while a replace asks for as much. */
  readonly fills: 'partly' | 'filled' | 'beyond' | 'waiting' | undefined;
}

/** The order after each event, with sums that are counted here. */
function counted(events: readonly OrderEvent[]): readonly Counted[] {
  let state: OrderState = initialOrderState;
  // `asked` is the quantity of a replace that has no outcome, and 0 without one.
  let [filled, quantity, asked] = [0n, 0n, 0n];
  const standing: Standing = new Map();
  return events.map((event): Counted => {
    if (event.type === 'OrderCreated' || event.type === 'OrderAdopted') quantity = terms.quantity;
    stand(standing, event);
    filled = sumOf(standing);
    if (event.type === 'OrderReplaced' || event.type === 'OrderRestated') {
      quantity = decimal(event.data.quantity);
    }
    if (event.type === 'OrderReplaceRequested') asked = decimal(event.data.quantity ?? '0');
    else if (endsReplace.has(event.type)) asked = 0n;
    let fills: Counted['fills'];
    if (event.type === 'OrderFilled') {
      if (filled < quantity) fills = 'partly';
      else if (filled === quantity) fills = 'filled';
      else fills = filled <= asked ? 'waiting' : 'beyond';
    }
    const order = evolveOrder(state, event);
    state = order;
    if (order.status === 'filled') asked = 0n;
    return { type: event.type, order, filled, quantity, fills };
  });
}

const endsReplace: ReadonlySet<string> = new Set([
  'OrderReplaced',
  'OrderReplaceRejected',
  'OrderCanceled',
  'OrderExpired',
  'OrderRejected',
]);

/** Whether an order may have the status with so much filled. */
function fits(status: OrderStatus, filled: bigint, quantity: bigint): boolean {
  switch (status) {
    case 'created':
    case 'submitting':
    case 'accepted':
    case 'in_doubt':
      return filled === 0n;
    case 'partially_filled':
      return filled > 0n && filled < quantity;
    case 'filled':
      return filled >= quantity;
    default:
      // A pending or ended order may have any quantity filled; what its fills make of it is judged at each fill.
      return true;
  }
}

describe('an order', () => {
  test('is the same when its events are replayed', () => {
    fc.assert(
      fc.property(liveSequences, (commands) => {
        const { states, events } = run(commands);
        let replayed: OrderState = initialOrderState;
        for (const event of events) {
          replayed = evolveOrder(replayed, JSON.parse(JSON.stringify(event)) as OrderEvent);
        }
        expect(replayed).toEqual(states.at(-1));
      }),
      { numRuns: 5_000 },
    );
  });

  test('counts each execution once and never loses a fill', () => {
    fc.assert(
      fc.property(liveSequences, (commands) => {
        const { states, events } = run(commands);
        const last = states.at(-1);
        if (last === undefined || last.status === 'none') return;
        const ids = events.flatMap((event) => (event.type === 'OrderFilled' ? [event.data.executionId] : []));
        expect(new Set(ids).size).toBe(ids.length);
        const standing: Standing = new Map();
        for (const event of events) {
          stand(standing, event);
        }
        expect(last.filledQuantity).toBe(sumOf(standing));
        const notional = [...standing.values()].reduce(
          (sum, { quantity, price }) => sum + quantity * price,
          0n,
        );
        expect(last.filledNotional).toBe(notional);
        const offered = commands.filter(
          (command) => command.type === 'RecordFill' && command.quantity > zero,
        ) as Extract<OrderCommand, { type: 'RecordFill' }>[];
        // Each is a fill, the confirmation of one that an operator had given, or one that was revised before it came.
        const confirmed = events.filter((event) => event.type === 'OrderExecutionConfirmed');
        const known = new Set([...ids, ...confirmed.map((event) => event.data.executionId)]);
        const versions = new Set(events.flatMap(versionsIn));
        const isLost = (id: ExecutionId) => !known.has(id) && !versions.has(id);
        expect(offered.filter(({ executionId }) => isLost(executionId))).toEqual([]);
        const byVenue = new Set(offered.map(({ executionId }) => executionId));
        expect([...known].filter((id) => !byVenue.has(id) && !id.startsWith('by-hand-'))).toEqual([]);
        expect(new Set(confirmed.map((event) => event.data.confirms)).size).toBe(confirmed.length);
      }),
      { numRuns: 5_000 },
    );
  });

  test('has the status and the leaves that its fills and its quantity make', () => {
    const seen = { filled: 0, partly: 0, beyond: 0, waiting: 0 };
    fc.assert(
      fc.property(fc.oneof(liveSequences, busySequences), (commands) => {
        const steps = counted(run(commands).events);
        for (const { fills } of steps) if (fills !== undefined) seen[fills]++;
        const wrong = steps.filter(({ order, filled, quantity, fills }) => {
          const leaves = filled < quantity ? quantity - filled : 0n;
          if (leavesQuantity(order) !== leaves || !fits(order.status, filled, quantity)) return true;
          const isFull = fills === 'filled' || fills === 'beyond';
          return fills !== undefined && isFull !== (order.status === 'filled');
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(50);
  });

  test('that has ended only changes by executions, by what a late replace left open, or when the venue shows it alive', () => {
    fc.assert(
      fc.property(liveSequences, (commands) => {
        const { states } = run(commands);
        const wrong = states.filter((state, index) => {
          const next = states[index + 1];
          if (state.status === 'none' || next === undefined || next.status === 'none') return false;
          if (!isTerminal(state.status) || next.status === state.status) return false;
          if (next.status === 'accepted' || next.status === 'partially_filled') {
            return leavesQuantity(next) === zero;
          }
          return next.status !== 'filled' || next.filledQuantity <= state.filledQuantity;
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  test('takes any sequence from nothing without a throw: it begins once, and every refusal says why', () => {
    let [begun, refusals] = [0, 0];
    fc.assert(
      fc.property(sequences, (commands) => {
        const { events, refused } = run(commands);
        const [first, ...others] = events.map(({ type }) => type);
        if (first !== undefined) begun++;
        expect(['OrderCreated', 'OrderDenied', 'OrderAdopted', undefined]).toContain(first);
        expect(others.filter((type) => type === 'OrderCreated' || type === 'OrderAdopted')).toEqual([]);
        refusals += refused.length;
        const mute = refused.filter(({ code, message }) => !/^[a-z_]+$/.test(code) || message === '');
        expect(mute).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    // About two thirds of the sequences begin an order.
    expect(begun).toBeGreaterThan(1_000);
    expect(refusals).toBeGreaterThan(1_000);
  });

  test('in doubt is rejected by nobody but the venue, proof and an operator', () => {
    let rejectedFromDoubt = 0;
    fc.assert(
      fc.property(doubtfulSequences, (commands) => {
        const rejecting = run(commands).steps.filter(({ events }) =>
          events.some(({ type }) => type === 'OrderRejected'),
        );
        rejectedFromDoubt += rejecting.filter(({ before }) => before.status === 'in_doubt').length;
        const byOthers = rejecting.filter(
          ({ command }) => command.type !== 'RecordRejection' && command.type !== 'SettleOrder',
        );
        expect(byOthers).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    expect(rejectedFromDoubt).toBeGreaterThan(100);
  });

  test('keeps only the latest inquiries of a request, and all of those', () => {
    let overfull = 0;
    fc.assert(
      fc.property(inquiries, (commands) => {
        const last = run([
          { type: 'CreateOrder', terms, risk },
          { type: 'BeginSubmission', clientOrderId },
          { type: 'MarkInDoubt', reason: 'lost' },
          ...commands,
        ]).states.at(-1);
        const asked = commands.map(({ inquiry }) => inquiry);
        if (asked.length > inquiriesKeptMax) overfull++;
        expect(last).toMatchObject({ status: 'in_doubt', inquiries: asked.slice(-inquiriesKeptMax) });
      }),
      { numRuns: 500 },
    );
    expect(overfull).toBeGreaterThan(50);
  });

  test('never goes back to an earlier replace', () => {
    fc.assert(
      fc.property(liveSequences, (commands) => {
        const numbers = run(commands).states.map((state) =>
          state.status === 'none' || state.clientOrderId === undefined
            ? 0
            : replaceNumberOf(state.clientOrderId),
        );
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }),
      { numRuns: 2_000 },
    );
  });
});
