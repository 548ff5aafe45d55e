/** The filter of the audit screen, and the query that the engine gets from it. */
import { z } from 'zod';
import { storedEventTypes } from '../../../main/domain/eventGravity.ts';
import { readInstant } from '../../../shared/kernel/time.ts';
import type { EventQuery } from '../../../shared/contract/events.ts';

export const auditFilterSchema = z
  .strictObject({
    /** The name of one stream, exactly. */
    streamId: z.string(),
    streamPrefix: z.string(),
    type: z.enum(storedEventTypes).or(z.literal('')),
    actor: z.string(),
    text: z.string(),
    /** The time as typed, in UTC; see `utcInstant`. */
    from: z.string(),
    to: z.string(),
    /** The position to go to, as typed: events up to it are shown. */
    at: z.string(),
  })
  .readonly();
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const noAuditFilter: AuditFilter = {
  streamId: '',
  streamPrefix: '',
  type: '',
  actor: '',
  text: '',
  from: '',
  to: '',
  at: '',
};

export const streamKinds: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'All streams' },
  { value: 'order-', label: 'Orders' },
  { value: 'signal-', label: 'Signals' },
  { value: 'venue-', label: 'Venues' },
  { value: 'desk', label: 'Desk' },
];

/** The query of a filter. `today` is a date such as `2026-11-23`, which a time without a date belongs to. */
export function toEventQuery(filter: AuditFilter, today: string): Omit<EventQuery, 'limit'> {
  const [actor, text] = [filter.actor.trim(), filter.text.trim()];
  const [from, to] = [utcInstant(filter.from, today), utcInstant(filter.to, today)];
  const at = positionTyped(filter.at);
  return {
    ...(filter.streamId !== '' && { streamId: filter.streamId }),
    ...(filter.streamId === '' && filter.streamPrefix !== '' && { streamPrefix: filter.streamPrefix }),
    ...(filter.type !== '' && { types: [filter.type] }),
    ...(actor !== '' && { actor }),
    ...(text !== '' && { text }),
    ...(from !== undefined && { timeFrom: from }),
    ...(to !== undefined && { timeTo: to }),
    ...(at !== undefined && { beforePosition: at + 1 }),
  };
}

/** Reads a position such as `12345` or `12 345`; undefined for any other text. */
export function positionTyped(text: string): number | undefined {
  const digits = text.replaceAll(/[\s\u00a0\u202f]/g, '');
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined;
}

export const positionExpected = 'a whole number from 1 on, as the Position column shows it';

/** What is wrong with the typed filter; undefined when nothing is. */
export function auditFilterProblem(filter: AuditFilter, today: string): string | undefined {
  if (filter.at.trim() !== '' && positionTyped(filter.at) === undefined) {
    return `"${filter.at.trim()}" is no position: expected ${positionExpected}.`;
  }
  return timeRangeProblem(filter, today);
}

/** Says what is wrong with the typed times; undefined when nothing is. */
export function timeRangeProblem(
  { from, to }: Pick<AuditFilter, 'from' | 'to'>,
  today: string,
): string | undefined {
  for (const [name, text] of [
    ['From', from],
    ['To', to],
  ] as const) {
    if (text.trim() !== '' && utcInstant(text, today) === undefined) {
      return `${name} "${text.trim()}" is no time: expected 09:31, 09:31:07.412 or 2026-11-23 09:31, in UTC.`;
    }
  }
  const [first, last] = [utcInstant(from, today), utcInstant(to, today)];
  if (first === undefined || last === undefined || first < last) return undefined;
  return `From ${from.trim()} is not before To ${to.trim()}: no event can lie between them.`;
}

/** What a typed end of a range means; undefined for a text that is neither a position nor a time. */
export function placeTyped(text: string, today: string): number | string | undefined {
  return positionTyped(text) ?? utcInstant(text, today);
}

/** Says what is wrong with the typed range; undefined when nothing is. An empty end is open. */
export function rangeProblem(
  range: { readonly from: string; readonly to: string },
  today: string,
): string | undefined {
  for (const [name, text] of [
    ['From', range.from],
    ['To', range.to],
  ] as const) {
    if (text.trim() !== '' && placeTyped(text, today) === undefined) {
      return `${name} "${text.trim()}" is neither a position nor a time: expected 12345, 09:31 or 2026-11-23 09:31, in UTC.`;
    }
  }
  const [from, to] = [placeTyped(range.from, today), placeTyped(range.to, today)];
  const isBackward =
    typeof from === 'number'
      ? typeof to === 'number' && from > to
      : typeof from === 'string' && typeof to === 'string' && from >= to;
  return isBackward ? `From ${range.from.trim()} is after To ${range.to.trim()}.` : undefined;
}

const dateAndTime = /^(?:(\d{4}-\d{2}-\d{2})(?:[ T]|$))?(?:(\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?)?Z?$/;

/**
 * Turns `2026-11-23`, `2026-11-23 09:31` or `09:31:07.412` (today) into a stored instant with microseconds, so that it
 * compares with others as text. Undefined for any other text.
 */
export function utcInstant(text: string, today: string): string | undefined {
  const match = dateAndTime.exec(text.trim());
  if (match === null || text.trim() === '') return undefined;
  const [, date = today, minutes = '00:00', rest = ':00'] = match;
  const seconds = rest.includes('.') ? rest : `${rest}.`;
  const instant = `${date}T${minutes}${seconds.padEnd(10, '0')}Z`;
  return readInstant(instant).ok ? instant : undefined;
}
