/** The ports of a session: what it needs from outside, and its listeners. */
import type { Clock, Logger, Scheduler } from '../../../engine/ports.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { ParsedMessage } from './codec/parseMessage.ts';
import type { SessionSchedule } from './session/sessionSchedule.ts';
import type { SessionSettings } from './session/sessionState.ts';
import type { KeptMessage } from './store/keptMessage.ts';
import type { SessionRecord } from './store/sessionRecord.ts';
import type { Credentials } from './transport/credentials.ts';
import type { OpenWire } from './transport/fixConnection.ts';

export interface SessionListener {
  onLoggedOn(): void;
  /** The session or the attempt has ended. `wasUp`: it had been logged on. */
  onEnded(why: string, wasUp: boolean): void;
  /** A message of the application, after it is on disk. */
  onMessage(message: ParsedMessage): void;
  onReject(message: ParsedMessage): void;
  /** A TestRequest is on disk, and leaves now. */
  onTestSent(id: string, seqNum: number): void;
  onTestAnswered(id: string): void;
  /** All messages that were requested again have come. */
  onCaughtUp(): void;
  /**
   * The venue has got an answer to its resend request `from` a number on, in which gap fills replace the TestRequests.
   */
  onResent(from: number): void;
  /**
   * A gap fill replaced this message, which is never sent again. `from` is the first number that the venue had asked
   * for.
   */
  onSkipped(message: KeptMessage, from: number): void;
  /** A message of the venue was refused for good; `why` says what is wrong with it. It is on disk. */
  onRefused(message: ParsedMessage, why: string): void;
  /** The venue moved its next number on, and nobody asks for the numbers in between. */
  onJumped(from: number, to: number): void;
  /** For some seconds the venue has not sent the missing messages between these numbers again. */
  onLacking(from: number, to: number): void;
  /** Trading on this session has stopped until a person acts. */
  onHeld(why: string): void;
  /** Nothing can be recorded, so nothing is sent. */
  onFault(why: string): void;
}

export interface FixSessionOptions {
  readonly settings: SessionSettings;
  readonly schedule: SessionSchedule | undefined;
  readonly store: SessionRecord;
  readonly openWire: OpenWire;
  /** Called before each Logon. A fault is the reason why the session does not come up. */
  readonly credentials: (() => Result<Credentials, Fault>) | undefined;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger | undefined;
  readonly listener: SessionListener;
  /** Why the session must not log on before a person releases it. */
  readonly heldWhy: string | undefined;
}
