/** What an incident is, how its kinds are ranked, and how they look. */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { GlyphShape } from '../../../ui/display/Glyph.tsx';

/** The kinds of incidents; the first one matters most. */
export const incidentKinds = [
  'engine_gone',
  'engine_silent',
  'no_orders_taken',
  'orders_held',
  'desk_halted',
  'risk_breaker',
  'venue_disconnected',
  'venue_silent',
  'venue_breaker',
  'orders_in_doubt',
  'unprotected',
  'critical_alert',
  'venue_differs',
  'desk_reducing',
  'scope_restricted',
  'prices_stale',
  'clock_stepped',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

interface IncidentLook {
  readonly tone: 'bad' | 'warn';
  readonly glyph: GlyphShape;
  /** Milliseconds that an incident of the kind lasts before it is shown, so that a short one makes no noise. */
  readonly graceMs: number;
}

const soonMs = 1_000;

export const incidentLooks: Readonly<Record<IncidentKind, IncidentLook>> = {
  engine_gone: { tone: 'bad', glyph: 'cross', graceMs: 0 },
  engine_silent: { tone: 'bad', glyph: 'clock', graceMs: 0 },
  no_orders_taken: { tone: 'bad', glyph: 'ban', graceMs: 0 },
  orders_held: { tone: 'bad', glyph: 'ban', graceMs: 0 },
  desk_halted: { tone: 'bad', glyph: 'square', graceMs: 0 },
  risk_breaker: { tone: 'bad', glyph: 'ban', graceMs: 0 },
  venue_disconnected: { tone: 'bad', glyph: 'cross', graceMs: soonMs },
  venue_silent: { tone: 'bad', glyph: 'clock', graceMs: 0 },
  venue_breaker: { tone: 'bad', glyph: 'ban', graceMs: 0 },
  orders_in_doubt: { tone: 'bad', glyph: 'question', graceMs: soonMs },
  unprotected: { tone: 'bad', glyph: 'warning', graceMs: soonMs },
  critical_alert: { tone: 'bad', glyph: 'warning', graceMs: 0 },
  venue_differs: { tone: 'warn', glyph: 'warning', graceMs: 0 },
  desk_reducing: { tone: 'warn', glyph: 'half', graceMs: 0 },
  scope_restricted: { tone: 'warn', glyph: 'half', graceMs: 0 },
  prices_stale: { tone: 'warn', glyph: 'clock', graceMs: soonMs },
  clock_stepped: { tone: 'warn', glyph: 'clock', graceMs: 0 },
};

/** What the button of an incident does: shows where the operator can act, or acts. */
export type IncidentLead =
  | { readonly to: 'alerts' | 'recovery' | 'resilience' | 'risk'; readonly label: string }
  | { readonly to: 'order'; readonly label: string; readonly orderId: OrderId }
  | { readonly to: 'trading'; readonly label: string; readonly scope: string }
  | { readonly to: 'reconnect'; readonly label: string };

export interface Incident {
  /** Stays the same as long as the incident lasts. */
  readonly id: string;
  /** The subject of the incident, where a subject has only one incident at a time: its line then changes in place. */
  readonly about?: string;
  readonly kind: IncidentKind;
  /** A few words with a capital letter. */
  readonly title: string;
  /** One or more sentences. */
  readonly why: string;
  /** What to do, in sentences; empty where the operator can only wait. */
  readonly advice: string;
  /** Milliseconds since 1970; undefined where only the window knows when it noticed the incident. */
  readonly since?: number | undefined;
  readonly lead?: IncidentLead;
  /** Whether an alert on record stands for the incident, and whether somebody has acknowledged that alert. */
  readonly record: 'none' | 'open' | 'acknowledged';
  /** The fault's stable code, where there is one. */
  readonly code?: string | undefined;
}
