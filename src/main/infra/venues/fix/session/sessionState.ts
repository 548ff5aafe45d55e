/** The state of a FIX session, as its initiator sees it, and the events that change it. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { BeginString, Field, SequenceNumbers } from '../codec/fixMessage.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';

export interface SessionSettings {
  readonly beginString: BeginString;
  readonly senderCompId: string;
  readonly targetCompId: string;
  readonly heartbeatSeconds: number;
  /** Both sides begin at 1 with each logon. Nobody can then ask for messages from before. */
  readonly resetOnLogon: boolean;
  /** The application takes market data. */
  readonly marketData?: boolean;
  /** Fields of the Logon beyond those of FIX itself; none where absent. */
  readonly logonTags?: readonly Field[];
}

/** The time of an input: the wall clock, and milliseconds on a clock that never steps backwards. */
export interface At {
  readonly now: EpochMicros;
  readonly ms: number;
}

export interface Link {
  readonly lastInMs: number;
  readonly lastOutMs: number;
  /** A TestRequest without an answer, which was sent because nothing came. */
  readonly test: { readonly id: string; readonly sentMs: number } | undefined;
  /** The messages that were requested again and have not all come. */
  readonly resend: { readonly from: number; readonly to: number; readonly askedMs: number } | undefined;
}

export type SessionState = SequenceNumbers &
  (
    | { readonly status: 'disconnected' }
    | { readonly status: 'logging_on'; readonly sinceMs: number }
    | ({ readonly status: 'logged_on' } & Link)
    | ({ readonly status: 'logging_out'; readonly sinceMs: number; readonly why: string } & Link)
  );

/** A message in the form in which it is kept and sent. */
export interface OutgoingMessage {
  readonly msgType: string;
  readonly seqNum: number;
  /** The fields after the header. */
  readonly body: readonly Field[];
  readonly sendingTime: EpochMicros;
}

export type SessionEvent =
  | { readonly type: 'LogonSent'; readonly atMs: number }
  | { readonly type: 'LoggedOn'; readonly atMs: number }
  /** A message with a number of its own. */
  | { readonly type: 'Sent'; readonly message: OutgoingMessage; readonly atMs: number }
  /** A message that goes out again under its old number, or a gap fill in place of such messages. */
  | {
      readonly type: 'SentAgain';
      readonly message: OutgoingMessage;
      readonly originalTime: EpochMicros;
      readonly atMs: number;
    }
  | {
      readonly type: 'GapFilled';
      readonly from: number;
      readonly message: OutgoingMessage;
      readonly atMs: number;
    }
  /** Something came from the other side on this connection. */
  | { readonly type: 'Heard'; readonly atMs: number }
  | { readonly type: 'TestSent'; readonly id: string; readonly atMs: number }
  | { readonly type: 'TestAnswered'; readonly id: string }
  /** The expected number moves on, because of a message, a gap fill or a reset. */
  | { readonly type: 'Expected'; readonly nextIn: number }
  /** Both sides begin at 1 again. */
  | { readonly type: 'NumbersReset' }
  | { readonly type: 'ResendRequested'; readonly from: number; readonly to: number; readonly atMs: number }
  /** All messages that were requested again have come. */
  | { readonly type: 'CaughtUp' }
  /** The other side asks for messages again; the driver answers with a `resend` input. */
  | { readonly type: 'ResendAsked'; readonly from: number; readonly to: number }
  /** A message of the application, in its order and for the first time under its number. */
  | { readonly type: 'Delivered'; readonly message: ParsedMessage }
  /** The other side refused one of our messages. */
  | { readonly type: 'RejectReceived'; readonly message: ParsedMessage }
  /** We refused a message of the other side for good: it does not come again, and its content is lost. */
  | { readonly type: 'Refused'; readonly message: ParsedMessage; readonly why: string }
  /** The other side moved its next number on without a gap fill: nobody asks for the numbers in between. */
  | { readonly type: 'NumbersJumped'; readonly from: number; readonly to: number }
  | { readonly type: 'Warned'; readonly why: string }
  | { readonly type: 'LogoutSent'; readonly why: string; readonly atMs: number }
  /** The connection is to be closed. */
  | { readonly type: 'Ended'; readonly why: string }
  /**
   * The two sides disagree on a sequence number. Each further attempt would use up a number, so nobody tries again
   * before a person has spoken with the venue.
   */
  | { readonly type: 'NumbersDisputed'; readonly why: string };

export function initialSession(numbers: SequenceNumbers): SessionState {
  return { status: 'disconnected', nextOut: numbers.nextOut, nextIn: numbers.nextIn };
}
