/** Compares the record of a session with a log of the venue's own, message by message and byte by byte. */
import { soh } from '../codec/encodeMessage.ts';
import { tags, valueOf } from '../codec/fixMessage.ts';
import { parseMessage } from '../codec/parseMessage.ts';
import type { SessionIdentity } from './fixStore.ts';
import type { KeptMessage } from './keptMessage.ts';
import { redact } from './redact.ts';

export interface LogComparison {
  /** Messages that both logs have, in the same order. */
  readonly agreed: number;
  /** Messages that left one side and did not arrive at the other: a connection was cut. */
  readonly lost: readonly string[];
  /** Messages that a side has received and the other one has not sent, or that stand in another order. */
  readonly contradicted: readonly string[];
}

/** `text` is the venue's log in any form that has whole messages in it, as Latin-1. */
export function compareLogs(
  ours: Iterable<KeptMessage>,
  text: string,
  { senderCompId, targetCompId }: SessionIdentity,
): LogComparison {
  const kept = [...ours];
  const theirs = [...text.matchAll(messagePattern)].map(([raw]) => raw);
  const between = (from: string, to: string): readonly string[] =>
    theirs.flatMap((raw) => {
      const parsed = parseMessage(raw);
      if (!parsed.ok) return [];
      const { value } = parsed;
      const isOfThem = valueOf(value, tags.senderCompId) === from && valueOf(value, tags.targetCompId) === to;
      // Our record has no passwords, so they are no difference.
      return isOfThem ? [redact(raw)] : [];
    });
  const raws = (direction: KeptMessage['direction']): readonly string[] =>
    kept
      .filter((one) => one.direction === direction && one.kind !== 'garbled' && one.kind !== 'unsent')
      .map(({ raw }) => raw);
  const out = followed(raws('out'), between(senderCompId, targetCompId));
  const back = followed(between(targetCompId, senderCompId), raws('in'));
  return {
    agreed: out.agreed + back.agreed,
    lost: [...out.lost, ...back.lost],
    contradicted: [...out.contradicted, ...back.contradicted],
  };
}

const messagePattern = new RegExp(`8=FIX[^${soh}]*${soh}9=\\d+${soh}35=.*?${soh}10=\\d{3}${soh}`, 'gs');

/** What was received must have been sent, in the same order; what was sent may be lost. */
function followed(sent: readonly string[], received: readonly string[]): LogComparison {
  const lost: string[] = [];
  const contradicted: string[] = [];
  const places = new Map(sent.map((raw, index) => [raw, index]));
  let next = 0;
  for (const raw of received) {
    const place = places.get(raw);
    if (place === undefined || place < next) {
      contradicted.push(raw);
      continue;
    }
    lost.push(...sent.slice(next, place));
    next = place + 1;
  }
  lost.push(...sent.slice(next));
  return { agreed: received.length - contradicted.length, lost, contradicted };
}
