/**
 * A venue without a process: keeps its own record and does as the script says.
 * For tests of the engine; the exchange that people trade on is `infra/venues/sim`.
 */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type {
  ClientOrderId,
  ExecutionId,
  Ticker,
  VenueId,
  VenueOrderId,
} from '../../../shared/kernel/ids.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import { instantMin } from '../../../shared/kernel/time.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import {
  throttledCode,
  VenueCallError,
  type CancelRequest,
  type Clock,
  type ReplaceRequest,
  type SubmitAnswer,
  type Venue,
  type VenueCapabilities,
  type VenueExecutionRecord,
  type VenueListener,
  type VenueReport,
  type VenueOrderRecord,
  type VenuePosition,
} from '../../engine/ports.ts';

/** What the venue does with a submission. */
export type Behaviour =
  /** Accepts and fills all of it at the given price. */
  | 'fill'
  /** Accepts and lets it rest. */
  | 'rest'
  | 'reject'
  /** Refuses it as too fast. */
  | 'throttle'
  /** Takes it, and the answer never comes. */
  | 'lose_answer'
  /** The request never arrives, and nobody says so. */
  | 'lose_request'
  /** Fails before anything is sent. */
  | 'not_sent';

/** What it does with a cancel or replace. */
export type RequestBehaviour =
  | 'take'
  /** It never arrives, and nobody says so. */
  | 'lose_request'
  /** It is done, and its outcome never sent. */
  | 'lose_outcome'
  | 'refuse'
  | 'throttle';

interface Known {
  readonly terms: OrderTerms;
  record: VenueOrderRecord;
  readonly executions: VenueExecutionRecord[];
}

export class ScriptedVenue implements Venue {
  readonly id: VenueId;
  capabilities: VenueCapabilities = {
    orderTypes: ['market', 'limit', 'stop', 'stop_limit'],
    timesInForce: ['DAY', 'GTC', 'IOC', 'FOK', 'GTD'],
    replace: true,
    cancelOnDisconnect: false,
    unknownIsProof: true,
    positions: true,
    record: 'answers',
  };
  connected = false;
  behaviour: Behaviour = 'fill';
  requests: RequestBehaviour = 'take';
  /** Whether questions are answered. */
  answers = true;
  /** Cancels and replaces that arrived or were lost, by the id that they were for. */
  readonly requested: ClientOrderId[] = [];
  /** Every submission that arrived, repeated ones included. */
  readonly submissions: ClientOrderId[] = [];
  private readonly known = new Map<ClientOrderId, Known>();
  private readonly executed = new Map<ExecutionId, VenueExecutionRecord>();
  private readonly clock: Clock;
  /** Of the executions to come. */
  price: Decimal;
  private listener: VenueListener | undefined;
  private sequence = 0;

  constructor(id: VenueId, clock: Clock, price: Decimal) {
    this.id = id;
    this.clock = clock;
    this.price = price;
  }

  async connect(listener: VenueListener): Promise<Result<void, Fault>> {
    this.listener = listener;
    this.reconnect();
    return ok();
  }

  reconnect(): void {
    this.connected = true;
    this.listener?.onConnected('scripted');
  }

  /** Reports what its own record does not have. */
  says(report: VenueReport): void {
    this.listener?.onReport(report);
  }

  disconnect(): void {
    this.connected = false;
    this.listener?.onDisconnected('scripted');
  }

  /** Its own record of every order. */
  get records(): readonly VenueOrderRecord[] {
    return [...this.known.values()].map(({ record }) => record);
  }

  /** Somebody else's order, resting; said to nobody. */
  place(terms: OrderTerms, clientOrderId: ClientOrderId): void {
    const venueOrderId = `v${++this.sequence}` as VenueOrderId;
    this.known.set(clientOrderId, {
      terms,
      executions: [],
      record: recordOf(terms, clientOrderId, venueOrderId),
    });
  }

  /** Ends an order by itself; said to nobody unless told to. */
  end(clientOrderId: ClientOrderId, status: 'canceled' | 'expired', silent = true): void {
    const known = this.require(clientOrderId);
    known.record = { ...known.record, status };
    const venueTime = this.clock.now();
    if (!silent) this.listener?.onReport({ type: status, clientOrderId, venueTime, reason: status });
  }

  /** Says that it accepted an order, as late as told. */
  confirm(clientOrderId: ClientOrderId): void {
    const { venueOrderId } = this.require(clientOrderId).record;
    const venueTime = this.clock.now();
    this.listener?.onReport({ type: 'accepted', clientOrderId, venueOrderId, venueTime });
  }

  /** Has another record of an order than it reported. */
  alter(clientOrderId: ClientOrderId, change: Partial<VenueOrderRecord>): void {
    const known = this.require(clientOrderId);
    known.record = { ...known.record, ...change };
  }

  /** Loses its record of an order. */
  forget(clientOrderId: ClientOrderId): void {
    this.known.delete(clientOrderId);
  }

  /** Tells the engine a price. */
  quote(symbol: Ticker, price: Decimal): void {
    this.listener?.onTick({ symbol, last: price, bid: price, ask: price, marketTime: this.clock.now() });
  }

  async submit(terms: OrderTerms, clientOrderId: ClientOrderId): Promise<SubmitAnswer> {
    if (this.behaviour === 'not_sent' || !this.connected) {
      throw new VenueCallError('not_connected', false, 'not connected');
    }
    if (this.behaviour === 'lose_request') return new Promise(() => undefined);
    this.submissions.push(clientOrderId);
    if (this.behaviour === 'throttle') {
      return this.answer(clientOrderId, { type: 'rejected', ...this.tooFast(), venueTime: this.clock.now() });
    }
    if (this.behaviour === 'reject') {
      return this.answer(clientOrderId, {
        type: 'rejected',
        code: '99',
        reason: 'odd lot',
        venueTime: this.clock.now(),
      });
    }
    const venueOrderId = `v${++this.sequence}` as VenueOrderId;
    const known: Known = {
      terms,
      executions: [],
      record: recordOf(terms, clientOrderId, venueOrderId),
    };
    this.known.set(clientOrderId, known);
    if (this.behaviour === 'lose_answer') return new Promise(() => undefined);
    const accepted = this.answer(clientOrderId, {
      type: 'accepted',
      venueOrderId,
      venueTime: this.clock.now(),
    });
    if (this.behaviour === 'fill') this.fill(clientOrderId, terms.quantity);
    return accepted;
  }

  private tooFast(): { readonly code: string; readonly reason: string } {
    const reason = 'too many messages';
    this.listener?.onThrottled(reason);
    return { code: throttledCode, reason };
  }

  /** An answer is a report too, at its place among them. */
  private answer(clientOrderId: ClientOrderId, answer: SubmitAnswer): SubmitAnswer {
    this.listener?.onReport({ ...answer, clientOrderId });
    return answer;
  }

  /** Executes some of an order and reports it, unless told to be silent. */
  fill(clientOrderId: ClientOrderId, quantity: Decimal, silent = false): ExecutionId {
    const known = this.require(clientOrderId);
    const executionId = `x${++this.sequence}` as ExecutionId;
    const execution = {
      clientOrderId,
      executionId,
      quantity,
      price: this.price,
      venueTime: this.clock.now(),
    };
    known.executions.push(execution);
    this.executed.set(executionId, execution);
    const filledQuantity = (known.record.filledQuantity + quantity) as Decimal;
    const open = filledQuantity >= known.record.quantity ? 'filled' : 'partially_filled';
    const { status } = known.record;
    const isOpen = status === 'accepted' || status === 'partially_filled';
    known.record = { ...known.record, filledQuantity, status: isOpen ? open : status };
    if (!silent) this.repeat(executionId);
    return executionId;
  }

  /** Reports an execution (again). */
  repeat(executionId: ExecutionId): void {
    const execution = this.executed.get(executionId);
    if (execution !== undefined) this.listener?.onReport({ type: 'filled', ...execution });
  }

  /** Takes an execution back, named by its last id; said to nobody when silent. An order that it had filled works on. */
  bust(executionId: ExecutionId, silent = false): void {
    const before = this.requireExecution(executionId);
    this.putVersion(before, { ...before, quantity: zero, venueTime: this.clock.now() });
    const { clientOrderId, venueTime } = before;
    if (!silent) {
      this.listener?.onReport({
        type: 'trade_canceled',
        clientOrderId,
        venueTime,
        executionId,
        reason: 'clearly erroneous',
      });
    }
  }

  /** Corrects an execution, named by its last id, and gives the id of the version that stands. */
  correct(executionId: ExecutionId, quantity: Decimal, price: Decimal, silent = false): ExecutionId {
    const before = this.requireExecution(executionId);
    const corrected = {
      ...before,
      executionId: `x${++this.sequence}` as ExecutionId,
      corrects: [...(before.corrects ?? []), executionId],
      quantity,
      price,
      venueTime: this.clock.now(),
    };
    this.putVersion(before, corrected);
    if (!silent) {
      const { corrects: _earlier, ...said } = corrected;
      this.listener?.onReport({ type: 'trade_corrected', ...said, corrects: executionId });
    }
    return corrected.executionId;
  }

  private requireExecution(executionId: ExecutionId): VenueExecutionRecord {
    const execution = this.executed.get(executionId);
    if (execution === undefined) throw new RangeError(`the venue has no execution ${executionId}`);
    return execution;
  }

  private putVersion(before: VenueExecutionRecord, after: VenueExecutionRecord): void {
    this.executed.delete(before.executionId);
    this.executed.set(after.executionId, after);
    const known = this.require(after.clientOrderId);
    known.executions.splice(known.executions.indexOf(before), 1, after);
    const filledQuantity = (known.record.filledQuantity - before.quantity + after.quantity) as Decimal;
    const { status, quantity } = known.record;
    const open =
      filledQuantity >= quantity ? 'filled' : filledQuantity > zero ? 'partially_filled' : 'accepted';
    const isEnded = status === 'canceled' || status === 'rejected' || status === 'expired';
    known.record = { ...known.record, filledQuantity, status: isEnded ? status : open };
  }

  async cancel({ clientOrderId }: CancelRequest): Promise<void> {
    if (!this.connected) throw new VenueCallError('not_connected', false, 'not connected');
    this.requested.push(clientOrderId);
    if (this.requests === 'lose_request') return;
    const venueTime = this.clock.now();
    if (this.requests === 'throttle') {
      const why = this.tooFast();
      this.listener?.onReport({ type: 'cancel_rejected', clientOrderId, venueTime, ...why });
      return;
    }
    const known = this.known.get(clientOrderId);
    if (known === undefined || known.record.status === 'filled' || this.requests === 'refuse') {
      const reason = known === undefined ? 'unknown order' : 'too late to cancel';
      this.listener?.onReport({ type: 'cancel_rejected', clientOrderId, venueTime, code: '0', reason });
      return;
    }
    known.record = { ...known.record, status: 'canceled', reason: 'canceled on request' };
    if (this.requests === 'lose_outcome') return;
    this.listener?.onReport({ type: 'canceled', clientOrderId, venueTime, reason: 'canceled on request' });
  }

  async replace(request: ReplaceRequest): Promise<void> {
    if (!this.connected) throw new VenueCallError('not_connected', false, 'not connected');
    this.requested.push(request.clientOrderId);
    if (this.requests === 'lose_request') return;
    const known = this.require(request.clientOrderId);
    const { newClientOrderId, symbol: _symbol, clientOrderId, ...changes } = request;
    const quantity = changes.quantity ?? known.record.quantity;
    const { status, filledQuantity } = known.record;
    const isOpen = status === 'accepted' || status === 'partially_filled';
    if (this.requests === 'refuse' || !isOpen || quantity <= filledQuantity) {
      const venueTime = this.clock.now();
      this.listener?.onReport({
        type: 'replace_rejected',
        clientOrderId,
        venueTime,
        code: '0',
        reason: 'no',
      });
      return;
    }
    this.known.delete(clientOrderId);
    this.known.set(newClientOrderId, known);
    known.record = { ...known.record, ...changes, clientOrderId: newClientOrderId, quantity };
    if (this.requests === 'lose_outcome') return;
    this.listener?.onReport({
      type: 'replaced',
      clientOrderId,
      venueTime: this.clock.now(),
      newClientOrderId,
      ...changes,
      quantity,
    });
  }

  async queryOrder(clientOrderId: ClientOrderId): Promise<VenueOrderRecord | undefined> {
    await this.heardQuestion();
    return this.known.get(clientOrderId)?.record;
  }

  async listOpenOrders(): Promise<readonly VenueOrderRecord[]> {
    await this.heardQuestion();
    const open = new Set(['accepted', 'partially_filled']);
    return [...this.known.values()].map(({ record }) => record).filter((record) => open.has(record.status));
  }

  async executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: number },
    _signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]> {
    await this.heardQuestion();
    if ('clientOrderId' in filter) return this.known.get(filter.clientOrderId)?.executions ?? [];
    return [...this.executed.values()].filter(({ venueTime = instantMin }) => venueTime >= filter.since);
  }

  async ping(): Promise<void> {
    await this.heardQuestion();
  }

  async positions(): Promise<readonly VenuePosition[]> {
    await this.heardQuestion();
    const net = new Map<string, VenuePosition>();
    for (const { terms, executions } of this.known.values()) {
      const { account, symbol } = terms;
      let { quantity } = net.get(`${account} ${symbol}`) ?? { quantity: zero };
      for (const execution of executions) {
        quantity = (
          terms.side === 'buy' ? quantity + execution.quantity : quantity - execution.quantity
        ) as Decimal;
      }
      net.set(`${account} ${symbol}`, { account, symbol, quantity });
    }
    return [...net.values()].filter(({ quantity }) => quantity !== zero);
  }

  async close(): Promise<void> {
    this.connected = false;
  }

  private async heardQuestion(): Promise<void> {
    if (!this.connected) throw new VenueCallError('not_connected', false, 'not connected');
    if (!this.answers) await new Promise(() => undefined);
  }

  private require(clientOrderId: ClientOrderId): Known {
    const known = this.known.get(clientOrderId);
    if (known === undefined) throw new RangeError(`the venue has no order ${clientOrderId}`);
    return known;
  }
}

function recordOf(
  terms: OrderTerms,
  clientOrderId: ClientOrderId,
  venueOrderId: VenueOrderId,
): VenueOrderRecord {
  const { account, symbol, side, orderType, timeInForce, quantity } = terms;
  const { limitPrice, stopPrice, goodTill, reduceOnly } = terms;
  return {
    clientOrderId,
    venueOrderId,
    symbol,
    account,
    side,
    orderType,
    timeInForce,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    ...(goodTill !== undefined && { goodTill }),
    ...(reduceOnly && { reduceOnly }),
    status: 'accepted',
    quantity,
    filledQuantity: zero,
  };
}
