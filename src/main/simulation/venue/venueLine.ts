/** How an engine and a simulated venue speak with each other. */
import type { ClientOrderId, VenueId } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { MarketTick, Scheduler, Venue } from '../../engine/ports.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeReport } from './exchangeReport.ts';
import type { SessionTools } from './session.ts';

/** Something that a process reads from a venue. An `answer` is an answer for which the process waits. */
export type LifeSign = 'connected' | 'message' | 'answer' | 'disconnected';

export interface AdapterTools extends SessionTools {
  /** The record of the FIX session, where a record elsewhere has it too. */
  readonly fixRecord: object | undefined;
  /** False once the process of this adapter is dead. */
  readonly alive: () => boolean;
  /** Asked right before each message leaves: the fence of a wire. Where it says no, the connection is closed. */
  readonly maySend: () => boolean;
  /** Called when a message leaves. */
  readonly onLeave: () => void;
  /** Called when a submission leaves. `connectedAt` is the last durable position when its connection came up. */
  readonly onSubmit: (terms: OrderTerms, clientOrderId: ClientOrderId, connectedAt: number) => void;
  /** Hands input to the process, now or once it runs again. */
  readonly hear: (input: () => void) => void;
  /** Called when the answer to a submission has reached the process, which may not have read it yet. */
  readonly onAnswered: (clientOrderId: ClientOrderId) => void;
  /** Called when the process reads something from the venue. */
  readonly onLife: (venue: VenueId, sign: LifeSign) => void;
  /** Called when the process reads that it calls the venue too fast. */
  readonly onTooFast: (venue: VenueId) => void;
  /** Called when a cancel is handed to the adapter. */
  readonly onCancel: (clientOrderId: ClientOrderId) => void;
  /** Makes the venue carry out a request, now or once it runs again. */
  readonly serve: (request: () => void) => void;
  /** Time as the process sees it. */
  readonly scheduler: Scheduler;
  /** The last durable position. */
  readonly position: () => number;
}

/** The venue port of one life of the engine, as the venue's side sees it. */
export interface VenueLine extends Venue {
  /** Whether the engine waits for a connection. */
  readonly wantsConnection: boolean;
  /** The connection is up. */
  attach(): void;
  /** The connection is lost, or the process that held it is dead. */
  detach(reason: string): void;
  /** The venue has something to report, whether or not there is a connection. */
  report(report: ExchangeReport): void;
  tick(tick: MarketTick): void;
}

export interface VenueProtocol {
  /** Every order of the account is reported, whoever entered it. */
  readonly reportsAll: boolean;
  /** Makes the port for a new engine. */
  readonly lineTo: (exchange: Exchange, tools: AdapterTools) => VenueLine;
}
