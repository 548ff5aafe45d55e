/** The real FIX venue of the desk in simulated time, against an acceptor in front of the simulated exchange. */
import type { AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import { orderTypes, timesInForce, type OrderTerms } from '../../../domain/order/orderTerms.ts';
import type {
  CancelRequest,
  MarketTick,
  SubmitAnswer,
  VenueCapabilities,
  VenueListener,
} from '../../../engine/ports.ts';
import { RecordedFixStore } from '../../../infra/postgres/fix/recordedFixStore.ts';
import { clientOrderIdOf } from '../../../infra/venues/fix/application/fixOrder.ts';
import { frame } from '../../../infra/venues/fix/codec/encodeMessage.ts';
import {
  msgTypeOf,
  seqNumOf,
  tags,
  valueOf,
  type FixMessage,
} from '../../../infra/venues/fix/codec/fixMessage.ts';
import { FrameReader } from '../../../infra/venues/fix/codec/frameReader.ts';
import { FixVenue } from '../../../infra/venues/fix/fixVenue.ts';
import type { Wire, WireEvents } from '../../../infra/venues/fix/transport/fixConnection.ts';
import type { FixTools } from '../../../simulation/worldPlatform.ts';
import type { Exchange } from '../../../simulation/venue/exchange.ts';
import type { ExchangeReport } from '../../../simulation/venue/exchangeReport.ts';
import type { AdapterTools, VenueLine, VenueProtocol } from '../../../simulation/venue/venueLine.ts';
import { FixAcceptor } from './fixAcceptor.ts';
import { fixSettings } from './fixSettings.ts';
import { FixWire } from './fixWire.ts';
import { MemoryFixRecord } from './memoryFixRecord.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

/** Milliseconds within which an order may go again. */
const againMsMax = 5_000;

/** What outlives the engines. */
interface FarSide {
  readonly acceptor: FixAcceptor;
  readonly record: MemoryFixRecord;
  /** What the engine wanted with each id. */
  readonly meant: Map<string, OrderTerms>;
  /** When each order left as a new one, on which connection and under which number. */
  readonly left: Map<string, { readonly ms: number; readonly wire: FixWire; readonly seqNum: number }>;
  readonly leaving: (message: FixMessage) => readonly FixMessage[];
}

export function fixProtocol(fixTools: FixTools): VenueProtocol {
  let far: FarSide | undefined;
  let present: FixLine | undefined;
  const farSideOf = (exchange: Exchange): FarSide => {
    const meant = new Map<string, OrderTerms>();
    const acceptor = new FixAcceptor(exchange, fixTools, meant);
    fixTools.time.every(fixSettings.heartbeatSeconds * 1_000, () => present?.serve(() => acceptor.beat()));
    const leaving = fixTools.plants.leaving?.() ?? ((message: FixMessage) => [message]);
    return { acceptor, record: new MemoryFixRecord(fixTools), meant, left: new Map(), leaving };
  };
  return {
    reportsAll: true,
    lineTo: (exchange, tools) => {
      far ??= farSideOf(exchange);
      present = new FixLine(exchange.id, tools, fixTools, far);
      return present;
    },
  };
}

class FixLine implements VenueLine {
  readonly id: VenueId;
  readonly capabilities: VenueCapabilities;
  readonly serve: AdapterTools['serve'];
  private readonly tools: AdapterTools;
  private readonly fixTools: FixTools;
  private readonly far: FarSide;
  private readonly venue: FixVenue;
  private wire: FixWire | undefined;
  private listener: VenueListener | undefined;
  private connectedAt = 0;

  constructor(id: VenueId, tools: AdapterTools, fixTools: FixTools, far: FarSide) {
    this.id = id;
    this.tools = tools;
    this.fixTools = fixTools;
    this.serve = tools.serve;
    this.far = far;
    this.venue = new FixVenue({
      id,
      session: fixSettings,
      schedule: undefined,
      capabilities: { orderTypes, timesInForce, replace: true, statusRequest: false, massStatus: false },
      store: tools.fixRecord instanceof RecordedFixStore ? tools.fixRecord : far.record.openFor(tools.alive),
      openWire: (events) => this.openWire(events),
      clock: tools.time,
      scheduler: tools.scheduler,
      logger: {
        log: (_level, message, fields) => fixTools.note(`${message} of ${id}: ${String(fields?.['why'])}`),
      },
      // Both ends follow the protocol, so nothing holds the session but an engine that has taken over.
      onOver: () => undefined,
      onNotice: ({ kind, text }) => {
        if (kind === 'held' && tools.alive() && tools.maySend()) fixTools.report('numbers_go_on', text);
      },
    });
    this.capabilities = this.venue.capabilities;
  }

  get connected(): boolean {
    return this.venue.connected && this.tools.alive();
  }

  get wantsConnection(): boolean {
    return this.wire?.isWaiting === true && this.tools.alive() && this.tools.maySend();
  }

  connect(listener: VenueListener, timeoutMs: number): Promise<Result<void, Fault>> {
    const heard = (sign: 'connected' | 'disconnected' | 'message', tell: () => void): void => {
      if (!this.tools.alive()) return;
      this.tools.onLife(this.id, sign);
      tell();
    };
    this.listener = {
      onConnected: (detail, session) => {
        this.connectedAt = this.tools.position();
        heard('connected', () => listener.onConnected(detail, session));
      },
      onDisconnected: (reason) => heard('disconnected', () => listener.onDisconnected(reason)),
      onReport: (report) => heard('message', () => listener.onReport(report)),
      onTick: (tick) => heard('message', () => listener.onTick(tick)),
      onThrottled: (reason) =>
        heard('message', () => {
          this.tools.onTooFast(this.id);
          listener.onThrottled(reason);
        }),
    };
    return this.venue.connect(this.listener, timeoutMs);
  }

  attach(): void {
    this.wire?.attach((wire) => this.far.acceptor.accept(wire));
  }

  detach(reason: string): void {
    this.wire?.cut(reason);
  }

  report(report: ExchangeReport): void {
    this.far.acceptor.report(report);
  }

  /** Prices come beside the session. */
  tick(tick: MarketTick): void {
    if (this.connected) this.tools.hear(() => this.listener?.onTick(tick));
  }

  submit(...order: Parameters<VenueLine['submit']>): Promise<SubmitAnswer> {
    const [terms, clientOrderId] = order;
    this.far.meant.set(clientOrderId, terms);
    return this.ofLiving(this.venue.submit(...order));
  }

  cancel(request: CancelRequest, signal: AbortSignalLike): Promise<void> {
    this.tools.onCancel(request.clientOrderId);
    return this.ofLiving(this.venue.cancel(request, signal));
  }

  replace(...request: Parameters<VenueLine['replace']>): Promise<void> {
    return this.ofLiving(this.venue.replace(...request));
  }

  queryOrder(clientOrderId: ClientOrderId, signal: AbortSignalLike) {
    return this.answered(this.venue.queryOrder(clientOrderId, signal));
  }

  listOpenOrders(signal: AbortSignalLike) {
    return this.answered(this.venue.listOpenOrders(signal));
  }

  executions(filter: Parameters<FixVenue['executions']>[0], signal: AbortSignalLike) {
    return this.answered(this.venue.executions(filter, signal));
  }

  ping(signal: AbortSignalLike): Promise<void> {
    return this.answered(this.venue.ping(signal));
  }

  positions() {
    return this.venue.positions();
  }

  close(): Promise<void> {
    return this.ofLiving(this.venue.close());
  }

  private answered<T>(question: Promise<T>): Promise<T> {
    return this.ofLiving(question).then((answer) => {
      this.tools.onLife(this.id, 'answer');
      return answer;
    });
  }

  /** Nothing that a dead process still seems to do has an effect. */
  private async ofLiving<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } finally {
      if (!this.tools.alive()) await new Promise(() => undefined);
    }
  }

  private openWire(events: WireEvents): Wire {
    // What the last connection still carries comes before the next one.
    this.wire?.cut('another connection follows');
    const wire = new FixWire(events, this.tools);
    this.wire = wire;
    return {
      write: (text) => {
        if (!wire.isAllowed) return false;
        for (const message of messagesOf(text).flatMap(this.far.leaving)) {
          this.note(message, wire);
          wire.write(frame(fixSettings.beginString, message.fields));
        }
        return true;
      },
      end: () => wire.end(),
    };
  }

  /** Looks at the orders that leave. */
  private note(message: FixMessage, wire: FixWire): void {
    const id = valueOf(message, tags.clOrdId);
    const type = msgTypeOf(message);
    if (id === undefined || type === msgTypes.orderCancelRequest) return;
    const seqNum = seqNumOf(message) ?? 0;
    const { left, meant } = this.far;
    const ms = this.tools.time.monotonicMs();
    const before = left.get(id);
    if (valueOf(message, tags.possDupFlag) === 'Y') {
      if (before?.wire === wire && ms - before.ms <= againMsMax) return;
      const detail = `${id} leaves again, ${ms - (before?.ms ?? 0)} ms later or on another connection`;
      this.fixTools.report('sent_again_at_once', detail);
    } else if (before?.seqNum === seqNum) {
      this.fixTools.report('numbers_go_on', `${id} leaves again under ${seqNum} without PossDupFlag`);
    } else {
      left.set(id, { ms, wire, seqNum });
      const terms = meant.get(id);
      // An order that the venue is proven not to have may leave under another number.
      if (terms !== undefined && before === undefined) {
        this.tools.onSubmit(terms, clientOrderIdOf(id), this.connectedAt);
      }
    }
  }
}

function messagesOf(text: string): readonly FixMessage[] {
  return new FrameReader().push(text).flatMap((one) => (one.type === 'message' ? [one.message] : []));
}
