/** Old forms of stored events, and how each of them becomes the newest form. */
import type { DeskEventData } from '../../../domain/desk/deskEvents.ts';
import type { RefusedInput } from '../../../domain/signal/signalEvents.ts';
import { createUpcasters, type Upcaster } from './upcast.ts';

/**
 * Version 1 kept the two parts of a refused input in fields of their own, so one part could stand without the other.
 */
interface SignalRejected1 {
  readonly rawExcerpt?: string;
  readonly rawBytes?: number;
}

const signalRejected2: Upcaster = {
  from: { type: 'SignalRejected', schemaVersion: 1 },
  to: { type: 'SignalRejected', schemaVersion: 2 },
  upcast(data) {
    const { rawExcerpt, rawBytes, ...rest } = data as SignalRejected1;
    if (rawExcerpt === undefined && rawBytes === undefined) return rest;
    const raw: RefusedInput = { excerpt: rawExcerpt ?? '', bytes: rawBytes ?? 0 };
    return { ...rest, raw };
  },
};

/** Version 1 kept the name of the program in `host`, and no name of the machine. */
type EngineStarted1 = Omit<DeskEventData['EngineStarted'], 'program' | 'machine'> & { readonly host: string };

const engineStarted2: Upcaster = {
  from: { type: 'EngineStarted', schemaVersion: 1 },
  to: { type: 'EngineStarted', schemaVersion: 2 },
  upcast(data): DeskEventData['EngineStarted'] {
    const { host, ...rest } = data as EngineStarted1;
    return { ...rest, program: host };
  },
};

/**
 * Before version 2 the simulated venue was called simulator, which is the name of the program that runs the whole
 * engine in simulated time.
 */
const venueSimulationConfigured: Upcaster = {
  from: { type: 'SimulatorConfigured', schemaVersion: 1 },
  to: { type: 'VenueSimulationConfigured', schemaVersion: 1 },
  upcast: (data) => data,
};

/** Alerts were called alarms. */
const alertRaised: Upcaster = {
  from: { type: 'AlarmRaised', schemaVersion: 1 },
  to: { type: 'AlertRaised', schemaVersion: 1 },
  upcast: alertOfAlarm,
};

const alertAcknowledged: Upcaster = {
  from: { type: 'AlarmAcknowledged', schemaVersion: 1 },
  to: { type: 'AlertAcknowledged', schemaVersion: 1 },
  upcast: alertOfAlarm,
};

function alertOfAlarm(data: unknown): object {
  const { alarmId: alertId, ...rest } = data as { readonly alarmId: string };
  return { alertId, ...rest };
}

/** All steps from an old form of an event to a newer one. */
export const eventUpcasters = createUpcasters([
  signalRejected2,
  engineStarted2,
  venueSimulationConfigured,
  alertRaised,
  alertAcknowledged,
]);
