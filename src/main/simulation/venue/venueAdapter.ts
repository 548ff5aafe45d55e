/** The venue port for one life of the engine. Every call and report uses the current session. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { ClientOrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { instantMin, type EpochMicros } from '../../../shared/kernel/time.ts';
import { orderTypes, timesInForce, type OrderTerms } from '../../domain/order/orderTerms.ts';
import {
  throttledCode,
  VenueCallError,
  type CancelRequest,
  type MarketTick,
  type ReplaceRequest,
  type SubmitAnswer,
  type VenueCapabilities,
  type VenueExecutionRecord,
  type VenueListener,
  type VenueOrderRecord,
  type VenuePosition,
  type VenueReport,
} from '../../engine/ports.ts';
import type { Exchange } from './exchange.ts';
import { isOpen, recordOf } from './exchangeOrder.ts';
import { Session } from './session.ts';
import type { ExchangeReport } from './exchangeReport.ts';
import type { AdapterTools, LifeSign, VenueLine, VenueProtocol } from './venueLine.ts';

type Fail = (error: VenueCallError) => void;

/** Every call is a question with an answer, and every report stands for itself. */
export const plainProtocol: VenueProtocol = {
  reportsAll: false,
  lineTo: (exchange, tools) => new VenueAdapter(exchange, tools),
};

class VenueAdapter implements VenueLine {
  readonly id: VenueId;
  readonly capabilities: VenueCapabilities = {
    orderTypes,
    timesInForce,
    replace: true,
    cancelOnDisconnect: false,
    unknownIsProof: true,
    positions: true,
    record: 'answers',
  };
  private readonly exchange: Exchange;
  private readonly tools: AdapterTools;
  private session: Session | undefined;
  private listener: VenueListener | undefined;
  private onFirst: (() => void) | undefined;
  private connectedAt = 0;
  private readonly waiting = new Set<Fail>();

  constructor(exchange: Exchange, tools: AdapterTools) {
    this.id = exchange.id;
    this.exchange = exchange;
    this.tools = tools;
  }

  get connected(): boolean {
    return this.session?.open === true && this.tools.alive();
  }

  get wantsConnection(): boolean {
    const { alive, maySend } = this.tools;
    return this.listener !== undefined && !this.connected && alive() && maySend();
  }

  connect(listener: VenueListener, timeoutMs: number): Promise<Result<void, Fault>> {
    this.listener = listener;
    return new Promise((resolve) => {
      const code = 'venue_unreachable';
      const timer = this.tools.time.after(timeoutMs, () =>
        resolve(err({ code, message: `not connected within ${timeoutMs} ms` })),
      );
      this.onFirst = () => {
        timer.cancel();
        resolve(ok());
      };
    });
  }

  attach(): void {
    this.session = new Session(this.tools);
    this.connectedAt = this.tools.position();
    this.hear('connected', () => {
      this.listener?.onConnected('simulated');
      this.onFirst?.();
    });
  }

  detach(reason: string): void {
    if (this.session?.open !== true) return;
    this.session.close();
    this.tellLost(reason);
  }

  report(report: ExchangeReport): void {
    if (report.type === 'done_for_day') return;
    const { random, faults } = this.tools;
    if (random.chance(faults().lose_report)) return;
    const times = random.chance(faults().repeat) ? 2 : 1;
    for (let i = 0; i < times; i++) this.receive(() => this.hand(report));
  }

  tick(tick: MarketTick): void {
    if (this.connected) this.hear('message', () => this.listener?.onTick(tick));
  }

  submit(terms: OrderTerms, clientOrderId: ClientOrderId, signal: AbortSignalLike): Promise<SubmitAnswer> {
    const onSend = (): void => this.tools.onSubmit(terms, clientOrderId, this.connectedAt);
    const arrive = (answered: (answer: SubmitAnswer) => void): void => {
      const { answer, enter } = this.exchange.submit(terms, clientOrderId);
      const { random, faults } = this.tools;
      if (!random.chance(faults().lose_answer)) {
        const times = random.chance(faults().repeat) ? 2 : 1;
        for (let i = 0; i < times; i++) {
          // The answer is handed on in order with the reports, and even when nobody waits for it any more.
          this.receive(
            () => {
              this.hand({ ...answer, clientOrderId });
              answered(answer);
            },
            () => this.tools.onAnswered(clientOrderId),
          );
        }
      }
      enter();
    };
    return this.ask(signal, arrive, onSend);
  }

  cancel(request: CancelRequest): Promise<void> {
    this.tools.onCancel(request.clientOrderId);
    return this.tell(() => this.exchange.cancel(request));
  }

  replace(request: ReplaceRequest): Promise<void> {
    return this.tell(() => this.exchange.replace(request));
  }

  queryOrder(clientOrderId: ClientOrderId, signal: AbortSignalLike): Promise<VenueOrderRecord | undefined> {
    return this.question(signal, () => {
      const order = this.exchange.find(clientOrderId);
      return order === undefined ? undefined : recordOf(order);
    });
  }

  listOpenOrders(signal: AbortSignalLike): Promise<readonly VenueOrderRecord[]> {
    return this.question(signal, () => this.exchange.orders.filter(isOpen).map(recordOf));
  }

  executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: EpochMicros },
    signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]> {
    return this.question(signal, () => {
      if ('clientOrderId' in filter) {
        return [...(this.exchange.find(filter.clientOrderId)?.executions ?? [])];
      }
      return this.exchange.executions.filter(({ venueTime = instantMin }) => venueTime >= filter.since);
    });
  }

  ping(signal: AbortSignalLike): Promise<void> {
    return this.question(signal, () => undefined);
  }

  positions(signal: AbortSignalLike): Promise<readonly VenuePosition[]> {
    return this.question(signal, () => this.exchange.tellPositions());
  }

  async close(): Promise<void> {
    this.listener = undefined;
    this.detach('closed here');
  }

  private hand(report: VenueReport): void {
    if ('code' in report && report.code === throttledCode) {
      this.tools.onTooFast(this.id);
      this.listener?.onThrottled(report.reason);
    }
    this.listener?.onReport(report);
  }

  private question<T>(signal: AbortSignalLike, answer: () => T): Promise<T> {
    return this.ask(signal, (answered) => {
      const value = answer();
      if (this.tools.random.chance(this.tools.faults().lose_answer)) return;
      this.receive(() => answered(value));
    });
  }

  private tell(arrive: () => void): Promise<void> {
    if (!this.tools.alive()) return never();
    const refused = this.notSent();
    if (refused !== undefined) return Promise.reject(refused);
    this.send(arrive);
    return Promise.resolve();
  }

  private ask<T>(
    signal: AbortSignalLike,
    arrive: (answered: (value: T) => void) => void,
    onSend: () => void = () => undefined,
  ): Promise<T> {
    if (!this.tools.alive()) return never();
    const refused = this.notSent();
    if (refused !== undefined) return Promise.reject(refused);
    onSend();
    return new Promise((resolve, reject) => {
      const fail: Fail = (error) => {
        this.waiting.delete(fail);
        signal.removeEventListener('abort', giveUp);
        reject(error);
      };
      const giveUp = (): void => fail(new VenueCallError('timeout', true, 'given up'));
      this.waiting.add(fail);
      signal.addEventListener('abort', giveUp, { once: true });
      this.send(() =>
        arrive((value) => {
          if (!this.waiting.delete(fail)) return;
          this.tools.onLife(this.id, 'answer');
          signal.removeEventListener('abort', giveUp);
          resolve(value);
        }),
      );
    });
  }

  private notSent(): VenueCallError | undefined {
    if (this.connected && !this.tools.maySend()) {
      this.session?.close();
      this.tools.scheduler.soon(() => this.tellLost('this engine may not send'));
    }
    if (!this.connected) return new VenueCallError('not_connected', false, 'not connected');
    if (!this.tools.random.chance(this.tools.faults().not_sent)) return undefined;
    return new VenueCallError('not_connected', false, 'simulated failure before sending');
  }

  /** `reached` is called when the message is in the process's socket, `arrive` when the process reads it. */
  private receive(arrive: () => void, reached: () => void = () => undefined): void {
    this.session?.receive(() => {
      if (!this.tools.alive()) return;
      reached();
      this.hear('message', arrive);
    });
  }

  private send(arrive: () => void): void {
    this.tools.onLeave();
    this.session?.send(() => this.tools.serve(arrive));
  }

  private tellLost(reason: string): void {
    const waiting = [...this.waiting];
    this.hear('disconnected', () => {
      for (const fail of waiting) fail(new VenueCallError('connection_lost', true, reason));
      this.listener?.onDisconnected(reason);
    });
  }

  private hear(sign: LifeSign, input: () => void): void {
    this.tools.hear(() => {
      this.tools.onLife(this.id, sign);
      input();
    });
  }
}

/** Stands for a dead process: nothing that it still seems to do has an effect. */
function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
