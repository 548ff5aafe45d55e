/** The durable record of a session, as the session and its venue use it. */
import type { UntoldTime } from '../../../../engine/ports.ts';
import type { SessionMark } from '../../../../domain/venue/sessionMark.ts';
import type { SequenceNumbers } from '../codec/fixMessage.ts';
import type { KeptMessage, LoggedMessage } from './keptMessage.ts';
import type { MessagePage, MessageQuery } from './messagePages.ts';

export interface KeptNumbers extends SequenceNumbers {
  readonly epoch: number;
  /** The beginning of the scheduled session that the numbers belong to; 0 without a schedule. */
  readonly windowStart: number;
}

/**
 * Messages that an engine before this one may have sent last, and that no record has: an order that is in no message may
 * have left all the same.
 */
export interface LostMessages {
  /** The epoch of the last numbers that are known. */
  readonly epoch: number;
  /** The first number in that epoch that such a message may have. */
  readonly from: number;
  /** The position of the last message that was recorded before. */
  readonly position: number;
}

/** The session goes on in another engine. This one may use no number any more. */
export class RecordTakenError extends Error {
  override readonly name = 'RecordTakenError';
}

export interface SessionRecord {
  /** Present where another machine can go on with the session. */
  readonly shared?: SharedRecord;
  /** One for each engine before that ended without having told all that it sent; absent where there was none. */
  readonly lost?: readonly LostMessages[];
  /**
   * Called once a second: keeps free room in the file for records that must be written while the disk is full. Returns
   * false where the disk has no room for that any more.
   */
  keepRoom(): boolean;
  /** Throws SqliteError, or RecordTakenError. */
  numbers(): KeptNumbers;
  /**
   * Writes messages and numbers in one synced transaction, and gives each message its position. Throws: then nothing
   * was written.
   */
  commit(messages: readonly LoggedMessage[], numbers: KeptNumbers): readonly number[];
  /** Marks recorded messages that never left, because their connection was lost before. */
  markUnsent(positions: readonly number[]): void;
  /** Messages of an epoch with these numbers, as they were recorded first, by number. */
  sent(epoch: number, from: number, to: number): readonly KeptMessage[];
  /** All messages, oldest first. */
  messages(): Iterable<KeptMessage>;
  page(query: MessageQuery): MessagePage;
  /** The last readable message of a direction; undefined before the first. */
  last(direction: KeptMessage['direction']): KeptMessage | undefined;
  /** The time from the venue's last message before its last Logon until that Logon; undefined without a Logon. */
  lastLogon(): UntoldTime | undefined;
  close(): void;
}

/** What is different where a record outlives its machine. */
export interface SharedRecord {
  /** Numbers that whoever goes on with the session has at least. */
  readonly sure: SessionMark;
  /** Why no order and no amend may leave; undefined while they may. */
  readonly fault: string | undefined;
  /** Whether earlier messages are still on their way to the record: an order waits for them. */
  readonly isBusy: boolean;
  /** The listener is called each time when the record is not busy any more. */
  listen(onFree: () => void): void;
  /** Lets another engine go on with the last number. Called once the session has ended; resolves in bounded time. */
  handOver(): Promise<void>;
}
