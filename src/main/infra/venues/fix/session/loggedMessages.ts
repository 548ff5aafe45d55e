/** The form in which the record keeps messages. Passwords are starred out. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import { msgTypeOf, seqNumOf } from '../codec/fixMessage.ts';
import type { Frame } from '../codec/frameReader.ts';
import type { LoggedMessage } from '../store/keptMessage.ts';
import { redact } from '../store/redact.ts';
import { wireText } from './header.ts';
import type { SessionEvent, SessionSettings } from './sessionState.ts';

const garbledCharactersMax = 4_096;

/** A message that came in. It is `ignored` until its number has been taken. */
export function loggedIncoming(frame: Frame, epoch: number, time: EpochMicros): LoggedMessage {
  if (frame.type === 'garbled') {
    const raw = redact(frame.text.slice(0, garbledCharactersMax));
    return { direction: 'in', kind: 'garbled', epoch, seqNum: 0, msgType: '', time, raw };
  }
  const { message } = frame;
  const [seqNum, msgType] = [seqNumOf(message) ?? 0, msgTypeOf(message)];
  return { direction: 'in', kind: 'ignored', epoch, seqNum, msgType, time, raw: redact(message.raw) };
}

/** The message that an event sends: as it goes over the wire, and as it is kept. Undefined for other events. */
export function outgoingOf(
  event: SessionEvent,
  epoch: number,
  settings: SessionSettings,
): { readonly text: string; readonly kept: LoggedMessage } | undefined {
  const kinds = { Sent: 'sent', SentAgain: 'again', GapFilled: 'fill' } as const;
  if (event.type !== 'Sent' && event.type !== 'SentAgain' && event.type !== 'GapFilled') return undefined;
  const { seqNum, msgType, sendingTime: time } = event.message;
  const originalTime = event.type === 'SentAgain' ? event.originalTime : time;
  const text = wireText(event.message, event.type === 'Sent' ? undefined : { originalTime }, settings);
  const kind = kinds[event.type];
  return { text, kept: { direction: 'out', kind, epoch, seqNum, msgType, time, raw: redact(text) } };
}
