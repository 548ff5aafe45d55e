/** The messages in a log of the venue's own, in whatever form it writes them. */
import { soh } from '../codec/encodeMessage.ts';
import { countOf, tags } from '../codec/fixMessage.ts';
import { redact } from './redact.ts';

/** A message as both logs have it, with what tells it from others of its session. */
export interface LogMessage {
  /** As it is written in the form that both logs are compared in. */
  readonly text: string;
  /** What it says, the same each time it is sent. */
  readonly content: string;
  readonly from: string;
  readonly to: string;
  readonly msgType: string;
  readonly seqNum: number;
  readonly sendingTime: string;
  /** When it was sent first, where it says that. */
  readonly originalTime: string | undefined;
  readonly isDuplicate: boolean;
  /** The number after the messages in whose place it stands; undefined unless it is a gap fill. */
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
    // Our record has no passwords, so they are no difference.
    return read(redact(separator === soh ? whole : whole.replaceAll(separator, soh)));
  });
  return { messages, read };
}

function patternOf(separator: string): RegExp {
  const end = separator.replaceAll(/[|^]/g, String.raw`\$&`);
  return new RegExp(`8=FIX[^${soh}|^\\n]*${end}9=\\d+${end}35=.*?${end}10=\\d{3}(?:${end}|(?=\\s|$))`, 'gs');
}

/** The header's and trailer's tags that change when a message is sent again. */
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
