/** Every incident of the desk: what must be seen at once, from any screen. The most important one comes first. */
import type { Status } from '../../../../shared/contract/status.ts';
import { age } from '../../../format/times.ts';
import { sentence } from '../../../format/sentence.ts';
import { goneWords, isElsewhere, type Connection } from '../connection.ts';
import { incidentKinds, type Incident } from './incident.ts';
import { alertIncidents, doubtIncident, heldIncident } from './recordIncidents.ts';
import { priceIncident, restrictionIncidents, riskIncident, venueIncidents } from './stateIncidents.ts';
import { faultIncident } from './faultIncident.ts';

/** Milliseconds without a status after which the engine is said to stand still. */
const silentAfterMs = 4_000;

export interface ClockStep {
  readonly position: number;
  readonly byMs: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface DeskState {
  readonly connection: Connection;
  readonly status: Status | undefined;
  /** When the status came: milliseconds on the window's clock. */
  readonly receivedAt: number;
  /** The last step of the machine's clock that nobody has marked as seen. */
  readonly clockStep: ClockStep | undefined;
}

export function incidentsOf(desk: DeskState, now: number): readonly Incident[] {
  const { connection, status, clockStep } = desk;
  if (connection.state === 'gone') return [engineGone(connection)];
  const found = [
    ...engineSilent(desk, now),
    ...(status === undefined || connection.state !== 'connected' ? [] : statusIncidents(status, now)),
    ...(clockStep === undefined ? [] : [clockIncident(clockStep)]),
  ];
  return found.toSorted((a, b) => incidentKinds.indexOf(a.kind) - incidentKinds.indexOf(b.kind));
}

function statusIncidents(status: Status, now: number): readonly Incident[] {
  return [
    ...faultIncident(status),
    ...heldIncident(status),
    ...restrictionIncidents(status),
    ...riskIncident(status),
    ...venueIncidents(status),
    ...doubtIncident(status),
    ...alertIncidents(status, now),
    ...priceIncident(status),
  ];
}

function engineGone({ fault, since }: Extract<Connection, { state: 'gone' }>): Incident {
  return {
    id: 'engine_gone',
    kind: 'engine_gone',
    title: goneWords(fault),
    why: `${sentence(fault.message)} Order entry is off, and nothing that is shown is live.`,
    advice: isElsewhere(fault)
      ? 'In a danger, stop trading on the machine of the engine: desk kill.'
      : 'Orders already at a venue keep working there.',
    since,
    lead: { to: 'reconnect', label: 'Connect again' },
    record: 'none',
    code: fault.code,
  };
}

function engineSilent({ connection, status, receivedAt }: DeskState, now: number): readonly Incident[] {
  const waiting = connection.state === 'connecting' || status === undefined;
  const since = waiting ? connection.since : receivedAt;
  if (now - since < silentAfterMs) return [];
  return [
    {
      id: 'engine_silent',
      kind: 'engine_silent',
      title: waiting ? 'No engine yet' : 'The engine does not answer',
      why: waiting
        ? 'The window waits for the engine. Order entry is off.'
        : 'No status has come. Order entry is off, and what is shown may have changed.',
      advice: 'If it lasts, start the console again. Orders at a venue keep working there.',
      since,
      record: 'none',
    },
  ];
}

function clockIncident({ position, byMs, at }: ClockStep): Incident {
  return {
    id: `clock:${position}`,
    kind: 'clock_stepped',
    title: `The clock was set ${byMs < 0 ? 'back' : 'forward'}`,
    why: `The machine's clock was set ${byMs < 0 ? 'back' : 'forward'} by ${age(Math.abs(byMs))}: times before and after do not compare, positions do.`,
    advice: 'See to its time service.',
    since: at,
    record: 'none',
  };
}
