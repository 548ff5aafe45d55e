/** Reads the messages in a venue's own log, in whatever form it writes them. */
import { soh } from '../codec/encodeMessage.ts';
import { countOf, tags } from '../codec/fixMessage.ts';
import { redact } from './redact.ts';

/** A message in a form that both logs share, with the values that tell it from others of its session. */
export interface LogMessage {
  /** The text in the form in which the logs are compared. */
  readonly text: string;
  /** The content that stays the same each time the message is sent. */
  readonly content: string;
  readonly from: string;
  readonly to: string;
  readonly msgType: string;
  readonly seqNum: number;
  readonly sendingTime: string;
  /** When the message was sent first, where it says that. */
  readonly originalTime: string | undefined;
  readonly isDuplicate: boolean;
  /** For a gap fill, the number after the messages that it replaces; undefined otherwise. */
  readonly fillsTo: number | undefined;
}

export interface VenueLog {
  readonly messages: readonly LogMessage[];
  /** Reads a message of our record into the form of the log. */
  readonly read: (raw: string) => LogMessage;
}

/** How logs write the byte 1 that ends each field. */
const separators = [soh, '|', '^A'] as const;

/** `text` is the log, one character a byte, or decoded where it is not written in single bytes. */
export function readVenueLog(text: string): VenueLog {
  const separator = separators.find((one) => patternOf(one).test(text)) ?? soh;
  const plain = (raw: string): string => (separator === soh ? raw : raw.replaceAll(soh, separator));
  const read = (raw: string): LogMessage => ({ text: plain(raw), ...factsOf(raw) });
  const messages = [...text.matchAll(patternOf(separator))].map(([raw]) => {
    const whole = raw.endsWith(separator) ? raw : `${raw}${separator}`;
    // Our record has no passwords, so a password is no difference.
    return read(redact(separator === soh ? whole : whole.replaceAll(separator, soh)));
  });
  return { messages, read };
}

function patternOf(separator: string): RegExp {
  const end = separator.replaceAll(/[|^]/g, String.raw`\$&`);
  return new RegExp(`8=FIX[^${soh}|^\\n]*${end}9=\\d+${end}35=.*?${end}10=\\d{3}(?:${end}|(?=\\s|$))`, 'gs');
}

/** Tags of header and trailer that change when a message is sent again. */
const changing: ReadonlySet<string> = new Set(
  [
    tags.bodyLength,
    tags.checkSum,
    tags.possDupFlag,
    tags.possResend,
    tags.sendingTime,
    tags.origSendingTime,
    tags.lastMsgSeqNumProcessed,
  ].map(String),
);

function factsOf(raw: string): Omit<LogMessage, 'text'> {
  const values = new Map<string, string>();
  const content: string[] = [];
  for (const field of raw.split(soh)) {
    const [tag = ''] = field.split('=', 1);
    if (!changing.has(tag)) content.push(field);
    if (!values.has(tag)) values.set(tag, field.slice(tag.length + 1));
  }
  const at = (tag: number): string | undefined => values.get(String(tag));
  return {
    content: content.join(soh),
    from: at(tags.senderCompId) ?? '',
    to: at(tags.targetCompId) ?? '',
    msgType: at(tags.msgType) ?? '',
    seqNum: countOf(at(tags.msgSeqNum)) ?? 0,
    sendingTime: at(tags.sendingTime) ?? '',
    originalTime: at(tags.origSendingTime),
    isDuplicate: at(tags.possDupFlag) === 'Y',
    fillsTo: at(tags.gapFillFlag) === 'Y' ? countOf(at(tags.newSeqNo)) : undefined,
  };
}
