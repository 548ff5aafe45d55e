/**
 * Plays a sound for each new alert that calls somebody: the sound of its kind where that has one, else the sound of its
 * severity.
 */
import type { AlertKind, AlertSeverity } from '../../main/domain/desk/alert.ts';
import type { Status } from '../../shared/contract/status.ts';
import { incidentLooks, type Incident } from '../model/desk/incidents/incident.ts';
import { standingNeeds } from '../model/desk/standingNeeds.ts';
import { useIncidents } from './desk/incidentsStore.ts';
import { alertSounds, type AlertSound, type Settings } from './settings/settings.ts';
import { changeSettings, useSettings } from './settings/settingsStore.ts';
import { useStatus } from './desk/statusStore.ts';

type AlertSounds = Settings['sounds'];

function changeSounds(change: Partial<AlertSounds>): void {
  changeSettings({ sounds: { ...useSettings.getState().sounds, ...change } });
}

export function setSeveritySound(severity: AlertSeverity, chosen: AlertSound): void {
  const { severities } = useSettings.getState().sounds;
  changeSounds({ severities: { ...severities, [severity]: chosen } });
}

/** Without a choice the kind has the sound of its severity. */
export function setKindSound(kind: AlertKind, chosen: AlertSound | undefined): void {
  const { [kind]: _, ...others } = useSettings.getState().sounds.kinds;
  changeSounds({ kinds: chosen === undefined ? others : { ...others, [kind]: chosen } });
}

/**
 * Everything that calls somebody now, by id, with its sound. Where no alert stands for it, an incident in red and a
 * need that holds orders sound like a critical alert.
 */
export function callingSounds(
  status: Status | undefined,
  incidents: readonly Pick<Incident, 'id' | 'kind' | 'record'>[],
  { severities, kinds }: AlertSounds,
): ReadonlyMap<string, AlertSound> {
  const unrecorded = incidents
    .filter(({ record }) => record === 'none')
    .map(
      ({ id, kind }) =>
        [id, severities[incidentLooks[kind].tone === 'bad' ? 'critical' : 'warning']] as const,
    );
  if (status === undefined) return new Map(unrecorded);
  return new Map([
    ...status.alerts
      .filter(({ mutedUntil }) => mutedUntil === undefined)
      .map(({ alertId, kind, severity }) => [alertId, kinds[kind] ?? severities[severity]] as const),
    ...standingNeeds(status).map(
      ({ id, holdsOrders }) => [id, severities[holdsOrders ? 'critical' : 'warning']] as const,
    ),
    ...unrecorded,
  ]);
}

/** The loudest sound of what has begun to call. */
export function loudestNew(
  before: ReadonlyMap<string, AlertSound>,
  now: ReadonlyMap<string, AlertSound>,
): AlertSound {
  const sounds = [...now]
    .filter(([id]) => !before.has(id))
    .map(([, sounded]) => alertSounds.indexOf(sounded));
  return alertSounds[Math.max(0, ...sounds)] ?? 'off';
}

const tones: Readonly<Record<AlertSound, readonly number[]>> = {
  off: [],
  low: [440],
  high: [880],
  triple: [880, 660, 880],
};
const toneSeconds = 0.16;
const pauseSeconds = 0.06;

/** The sound that plays: its loudness as its place in the list, and when it ends, in milliseconds. */
let playing = { rank: 0, until: 0, stop: (): void => undefined };
let opened: AudioContext | undefined;

function device(): AudioContext {
  return (opened ??= new AudioContext());
}

/** Opening takes up to a second in which the window does not respond, so it is not done at the moment of an alert. */
function openDevice(): void {
  void device().suspend();
}

/** Plays one sound at a time: a louder sound cuts off the one that plays, any other is left out. */
export function playAlertSound(chosen: AlertSound): void {
  const rank = alertSounds.indexOf(chosen);
  const now = performance.now();
  if (chosen === 'off' || (now < playing.until && rank <= playing.rank)) return;
  playing.stop();
  const context = device();
  void context.resume();
  const volume = new GainNode(context, { gain: 0.2 });
  volume.connect(context.destination);
  for (const [index, frequency] of tones[chosen].entries()) {
    const start = context.currentTime + index * (toneSeconds + pauseSeconds);
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(volume);
    oscillator.start(start);
    oscillator.stop(start + toneSeconds);
  }
  playing = {
    rank,
    until: now + 1_000 * tones[chosen].length * (toneSeconds + pauseSeconds),
    stop: () => {
      volume.disconnect();
    },
  };
}

/** What already calls when the window opens makes no sound: nothing is new before the first status. */
export function startAlertSounds(): void {
  let before: ReadonlyMap<string, AlertSound> | undefined;
  const listen = (): void => {
    const { status } = useStatus.getState();
    const { incidents } = useIncidents.getState();
    if (status === undefined && incidents.length === 0) return;
    const calling = callingSounds(status, incidents, useSettings.getState().sounds);
    if (before !== undefined) playAlertSound(loudestNew(before, calling));
    else if (status !== undefined) requestIdleCallback(openDevice);
    if (status !== undefined) before = calling;
  };
  useStatus.subscribe(listen);
  useIncidents.subscribe(listen);
}
