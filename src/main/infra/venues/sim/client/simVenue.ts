/** The venue port over the simulated exchange's socket. */
import type {
  CancelRequest,
  Logger,
  ReplaceRequest,
  Scheduler,
  SubmitAnswer,
  Venue,
  VenueCapabilities,
  VenueExecutionRecord,
  VenueListener,
  VenueOrderRecord,
  VenuePosition,
  VenueReport,
} from '../../../../engine/ports.ts';
import { throttledCode, VenueCallError } from '../../../../engine/ports.ts';
import { orderTypes, timesInForce, type OrderTerms } from '../../../../domain/order/orderTerms.ts';
import { replaceTermsToRecord } from '../../../../domain/order/orderTermsRecord.ts';
import type { AbortSignalLike } from '../../../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import type { ClientOrderId, VenueId } from '../../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../../shared/kernel/invariant.ts';
import type { Result } from '../../../../../shared/kernel/result.ts';
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { venueMessage, type VenueMessage } from '../wire/protocol.ts';
import { alwaysSends, type MaySend } from '../../fencedWriter.ts';
import { FirstConnection } from '../../firstConnection.ts';
import { SimCalls, type Answer } from './simCalls.ts';
import { SimConnection, type SimAddress } from './simConnection.ts';
import {
  executionRecordOf,
  answerReportOf,
  refusalReportOf,
  orderRecordOf,
  positionOf,
  reportOf,
  submitAnswerOf,
  submitRequestOf,
  tickOf,
} from './simMessages.ts';
import { SimVenueControl } from './simVenueControl.ts';

export interface SimVenueOptions {
  readonly id: VenueId;
  /** Where the venue's process listens; undefined while it does not run. Called at every attempt to connect. */
  readonly address: () => SimAddress | undefined;
  readonly scheduler: Scheduler;
  /** Asked before each message; absent where this engine alone can reach the venue. */
  readonly maySend?: MaySend;
  readonly logger?: Logger;
}

const marketWords = {
  ended: 'the simulated market came to the end of its prices and stands still',
  wrapped: 'the simulated market began again with its first price',
} as const;

export const simVenueCapabilities: VenueCapabilities = {
  orderTypes,
  timesInForce,
  replace: true,
  cancelOnDisconnect: false,
  unknownIsProof: true,
  positions: true,
  record: 'answers',
};

export class SimVenue implements Venue {
  readonly id: VenueId;
  readonly capabilities = simVenueCapabilities;
  /** Steers the simulated market; no part of the venue port. */
  readonly control: SimVenueControl;
  private readonly options: SimVenueOptions;
  private readonly connection: SimConnection;
  private readonly calls: SimCalls;
  private listener: VenueListener | undefined;
  private readonly first = new FirstConnection();
  private closing = false;

  constructor(options: SimVenueOptions) {
    this.id = options.id;
    this.options = options;
    this.connection = new SimConnection(
      { maySend: alwaysSends, ...options },
      {
        onOpen: (address) => this.hello(address),
        onLine: (line) => this.onLine(line),
        onLost: (reason, confirmed) => {
          this.calls.failAll(reason);
          if (confirmed && !this.closing) this.listener?.onDisconnected(reason);
        },
      },
    );
    this.calls = new SimCalls(this.connection);
    this.control = new SimVenueControl(this.calls);
  }

  get connected(): boolean {
    return this.connection.confirmed;
  }

  connect(listener: VenueListener, timeoutMs: number): Promise<Result<void, Fault>> {
    invariant(this.listener === undefined, 'a venue is connected once');
    this.listener = listener;
    const connected = this.first.wait(this.options.scheduler, timeoutMs);
    this.connection.open();
    return connected;
  }

  async submit(
    terms: OrderTerms,
    clientOrderId: ClientOrderId,
    signal: AbortSignalLike,
  ): Promise<SubmitAnswer> {
    const answer = await this.calls.ask(submitRequestOf(terms, clientOrderId), signal);
    if (answer.type === 'error' && answer.about !== undefined) {
      const { code, message, about } = answer;
      return { type: 'rejected', code, reason: message, venueTime: epochMicros(about.venueTime) };
    }
    if (answer.type === 'accepted' || answer.type === 'rejected') return submitAnswerOf(answer);
    throw unexpected(answer);
  }

  cancel(request: CancelRequest, signal: AbortSignalLike): Promise<void> {
    return this.calls.tell({ type: 'cancel', clientOrderId: request.clientOrderId }, signal);
  }

  replace(request: ReplaceRequest, signal: AbortSignalLike): Promise<void> {
    const { clientOrderId, newClientOrderId } = request;
    const change = replaceTermsToRecord(request);
    return this.calls.tell({ type: 'replace', clientOrderId, newClientOrderId, ...change }, signal);
  }

  async queryOrder(
    clientOrderId: ClientOrderId,
    signal: AbortSignalLike,
  ): Promise<VenueOrderRecord | undefined> {
    const answer = await this.calls.ask({ type: 'query', clientOrderId }, signal);
    if (answer.type !== 'order') throw unexpected(answer);
    return answer.order === null ? undefined : orderRecordOf(answer.order);
  }

  async listOpenOrders(signal: AbortSignalLike): Promise<readonly VenueOrderRecord[]> {
    const orders: VenueOrderRecord[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const answer: Answer = await this.calls.ask({ type: 'openOrders', after }, signal);
      if (answer.type !== 'orders') throw unexpected(answer);
      for (const order of answer.orders) orders.push(orderRecordOf(order));
      after = answer.after;
    }
    return orders;
  }

  async executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: EpochMicros },
    signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]> {
    const executions: VenueExecutionRecord[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const answer: Answer = await this.calls.ask({ type: 'executions', ...filter, after }, signal);
      if (answer.type !== 'executions') throw unexpected(answer);
      for (const execution of answer.executions) executions.push(executionRecordOf(execution));
      after = answer.after;
    }
    return executions;
  }

  async ping(signal: AbortSignalLike): Promise<void> {
    const answer = await this.calls.ask({ type: 'ping' }, signal);
    if (answer.type !== 'pong') throw unexpected(answer);
  }

  async positions(signal: AbortSignalLike): Promise<readonly VenuePosition[]> {
    const answer = await this.calls.ask({ type: 'positions' }, signal);
    if (answer.type !== 'positions') throw unexpected(answer);
    return answer.positions.map(positionOf);
  }

  async close(): Promise<void> {
    this.closing = true;
    this.first.failed('before it was closed');
    const closed = this.connection.close();
    this.calls.failAll('the venue was closed here');
    await closed;
  }

  private hello(address: SimAddress): void {
    const token = 'token' in address ? address.token : undefined;
    const hello = { type: 'hello', id: 0, name: this.id, subscribe: true, token, pid: process.pid };
    this.connection.send(`${JSON.stringify(hello)}\n`);
  }

  private onLine(line: string): void {
    const message = this.parse(line);
    if (message === undefined) return;
    switch (message.type) {
      case 'report':
        this.hear(reportOf(message.report));
        return;
      case 'tick':
        this.listener?.onTick(tickOf(message));
        return;
      case 'welcome':
        this.connection.confirm();
        this.listener?.onConnected(message.detail);
        this.first.succeeded();
        return;
      case 'market':
        this.options.logger?.log('info', marketWords[message.state], { venue: this.id });
        return;
      default:
        this.onAnswer(message);
    }
  }

  private onAnswer(message: Exclude<VenueMessage, { type: 'report' | 'tick' | 'market' | 'welcome' }>): void {
    if (message.type === 'accepted' || message.type === 'rejected') {
      // The answer is handed on among the reports in their order, so that a fill right after it is not heard of first.
      this.hear(answerReportOf(message));
    }
    if (message.type === 'error' && message.about !== undefined) {
      this.listener?.onReport(refusalReportOf({ ...message, about: message.about }));
    }
    if (message.id !== undefined && this.calls.settle(message.id, message)) return;
    if (message.type === 'error') {
      this.options.logger?.log('warn', 'the venue complained', {
        code: message.code,
        message: message.message,
      });
    }
  }

  private hear(report: VenueReport): void {
    if (report.venueTime === undefined) {
      const { clientOrderId, type } = report;
      this.options.logger?.log('warn', 'the venue named no time that can be', { clientOrderId, type });
    }
    if ('code' in report && report.code === throttledCode) this.listener?.onThrottled(report.reason);
    this.listener?.onReport(report);
  }

  private parse(line: string): VenueMessage | undefined {
    try {
      return venueMessage.parse(JSON.parse(line));
    } catch (error) {
      this.options.logger?.log('warn', 'a message of the venue is not understood', { error: String(error) });
      return undefined;
    }
  }
}

function unexpected(answer: Answer): VenueCallError {
  return new VenueCallError('protocol', true, `the venue answered with ${answer.type}`);
}
