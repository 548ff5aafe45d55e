/** The present incidents, since when each stands, and which of them the operator has marked as seen. */
import { create } from 'zustand';
import { incidentLooks, type Incident } from '../../model/desk/incidents/incident.ts';
import { incidentsOf, type ClockStep } from '../../model/desk/incidents/incidentsOf.ts';
import { useConnection } from '../link/connectionStore.ts';
import { useStatus } from './statusStore.ts';

export interface ShownIncident extends Incident {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The incident was there when the window opened: it may have begun earlier. */
  readonly atLeast: boolean;
  readonly seen: boolean;
}

interface IncidentsStore {
  /** By priority. */
  readonly incidents: readonly ShownIncident[];
  readonly collapsed: boolean;
  /** What a screen reader says of the newest incidents. */
  readonly announced: string;
}

export const useIncidents = create<IncidentsStore>(() => ({
  incidents: [],
  collapsed: false,
  announced: '',
}));

interface Noted {
  readonly firstAt: number;
  readonly atLeast: boolean;
}

const lookEveryMs = 500;
/** A look this long after the last one means that the window stood still. */
const stoodStillMs = 2_000;

let noted: ReadonlyMap<string, Noted> = new Map();
let seen: ReadonlySet<string> = new Set();
let clockStep: ClockStep | undefined;
let opened = false;

export function startIncidents(): void {
  useStatus.subscribe(look);
  useConnection.subscribe(look);
  let lookedAt = Date.now();
  setInterval(() => {
    const now = Date.now();
    // Messages that came while the window stood still are handled first: the engine was not silent.
    if (now - lookedAt > stoodStillMs) setTimeout(look, lookEveryMs);
    else look();
    lookedAt = now;
  }, lookEveryMs);
}

export function takeClockStep(step: ClockStep): void {
  clockStep = step;
  look();
}

/** Marks the incidents without a recorded alert as seen by this operator, until they begin again. */
export function markSeen(): void {
  const { incidents } = useIncidents.getState();
  seen = new Set([...seen, ...incidents.filter(({ record }) => record === 'none').map(({ id }) => id)]);
  if (clockStep !== undefined && seen.has(`clock:${clockStep.position}`)) clockStep = undefined;
  look();
}

export function collapseIncidents(collapsed: boolean): void {
  useIncidents.setState({ collapsed });
}

function look(): void {
  const now = Date.now();
  const connection = useConnection.getState();
  const { status, receivedAt } = useStatus.getState();
  const found = incidentsOf({ connection, status, receivedAt, clockStep }, now);
  noted = new Map(
    found.map(({ id }) => [id, noted.get(id) ?? { firstAt: now, atLeast: !opened && status !== undefined }]),
  );
  opened ||= status !== undefined;
  seen = new Set([...seen].filter((id) => noted.has(id)));
  const incidents = found.flatMap((incident) => shown(incident, now));
  const before = useIncidents.getState();
  if (JSON.stringify(before.incidents) === JSON.stringify(incidents)) return;
  const known = new Set(before.incidents.map(({ id }) => id));
  const fresh = incidents.filter(({ id }) => !known.has(id));
  useIncidents.setState({
    incidents,
    collapsed: before.collapsed && fresh.length === 0,
    ...(fresh.length > 0 && { announced: fresh.map(spokenOf).join(' ') }),
  });
}

function shown(incident: Incident, now: number): readonly ShownIncident[] {
  const { firstAt = now, atLeast = false } = noted.get(incident.id) ?? {};
  const since = incident.since ?? firstAt;
  if (now - Math.min(since, firstAt) < incidentLooks[incident.kind].graceMs) return [];
  const isSeen = incident.record === 'acknowledged' || (incident.record === 'none' && seen.has(incident.id));
  return [{ ...incident, since, atLeast: atLeast && incident.since === undefined, seen: isSeen }];
}

function spokenOf({ title, why }: Incident): string {
  return `${title}. ${why}`;
}
