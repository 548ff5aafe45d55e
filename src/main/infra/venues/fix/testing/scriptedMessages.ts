/** Messages of a venue, made field by field, for tests of the session and of the application. */
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { frame } from '../codec/encodeMessage.ts';
import { tags, type Field, type SequenceNumbers } from '../codec/fixMessage.ts';
import { parseMessage, type ParsedMessage } from '../codec/parseMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import { decideSession, type SessionInput } from '../session/decideSession.ts';
import { evolveSession } from '../session/evolveSession.ts';
import {
  initialSession,
  type At,
  type SessionEvent,
  type SessionSettings,
  type SessionState,
} from '../session/sessionState.ts';

export const startMicros = epochMicros(Date.UTC(2026, 10, 23, 14, 0, 0) * 1_000);

export const deskSettings: SessionSettings = {
  beginString: 'FIX.4.4',
  senderCompId: 'DESK',
  targetCompId: 'VENUE',
  heartbeatSeconds: 30,
  resetOnLogon: false,
};

export interface VenueHeader {
  readonly beginString?: string;
  readonly from?: string;
  readonly to?: string;
  /** Microseconds since 1970. */
  readonly sentAt?: number;
  /** Further fields of the header. */
  readonly header?: readonly Field[];
}

/** A message from the venue to the desk. */
export function fromVenue(
  msgType: string,
  seqNum: number | string,
  body: readonly Field[] = [],
  {
    beginString = 'FIX.4.4',
    from = 'VENUE',
    to = 'DESK',
    sentAt = startMicros,
    header = [],
  }: VenueHeader = {},
): ParsedMessage {
  const text = frame(beginString, [
    [tags.msgType, msgType],
    [tags.senderCompId, from],
    [tags.targetCompId, to],
    [tags.msgSeqNum, String(seqNum)],
    [tags.sendingTime, formatUtcTimestamp(epochMicros(sentAt))],
    ...header,
    ...body,
  ]);
  const parsed = parseMessage(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

export const logonBody: readonly Field[] = [
  [tags.encryptMethod, '0'],
  [tags.heartBtInt, '30'],
];

/** A session without wire and store: inputs go in, and what it decides is kept. */
export class SessionBench {
  state: SessionState;
  readonly settings: SessionSettings;
  elapsedMs = 0;

  constructor(numbers: SequenceNumbers = { nextOut: 1, nextIn: 1 }, change: Partial<SessionSettings> = {}) {
    this.state = initialSession(numbers);
    this.settings = { ...deskSettings, ...change };
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.elapsedMs += ms;
  }

  give(input: SessionInput): readonly SessionEvent[] {
    const at: At = { now: epochMicros(startMicros + this.elapsedMs * 1_000), ms: this.elapsedMs };
    const events = decideSession(this.state, input, at, this.settings);
    for (const event of events) this.state = evolveSession(this.state, event);
    return events;
  }

  hear(msgType: string, seqNum: number | string, body: readonly Field[] = [], header: VenueHeader = {}) {
    const sentAt = startMicros + this.elapsedMs * 1_000;
    const message = fromVenue(msgType, seqNum, body, { sentAt, ...header });
    return this.give({ type: 'received', message });
  }

  /** Connects, and has the venue answer the Logon with this number. */
  logOn(seqNum = this.state.nextIn): readonly SessionEvent[] {
    this.give({ type: 'connected' });
    return this.hear('A', seqNum, logonBody);
  }
}

/** What was sent: the type with its fields as text, `2 7=5 16=0`. */
export function sentOf(events: readonly SessionEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== 'Sent' && event.type !== 'SentAgain' && event.type !== 'GapFilled') return [];
    const { msgType, seqNum, body } = event.message;
    const number = event.type === 'Sent' ? '' : `@${seqNum}`;
    return [[`${msgType}${number}`, ...body.map(([tag, value]) => `${tag}=${value}`)].join(' ')];
  });
}

/** The types of the events, without what is always there. */
export function typesOf(events: readonly SessionEvent[]): readonly string[] {
  return events.map(({ type }) => type).filter((type) => type !== 'Heard');
}
