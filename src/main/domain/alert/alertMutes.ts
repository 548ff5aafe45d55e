/** Mutes: alerts of a kind or of a cause that call nobody until some time. */
import type { Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Right } from '../../../shared/kernel/roles.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import { alertKinds, causeOf, disagreementKinds, storeAlertKinds, type Alert } from '../desk/alert.ts';
import { severityOf } from './alertSeverity.ts';

export interface AlertMute {
  /** A kind of alerts, or a cause. */
  readonly what: string;
  readonly until: EpochMicros;
  readonly by: Actor;
  readonly at: EpochMicros;
  readonly reason: string;
}

/** A week: nobody remembers a mute for longer. */
export const muteMinutesMax = 10_080;

/** An alert that holds orders calls until somebody acknowledges it, whatever is muted. */
export function muteOf(alert: Alert, mutes: Iterable<AlertMute>, now: EpochMicros): AlertMute | undefined {
  if (alert.holdsOrders) return undefined;
  for (const mute of mutes) if (mute.until > now && isAbout(mute.what, alert)) return mute;
  return undefined;
}

/** Why these alerts can't be muted; undefined where they can. `current` are the alerts that are not over. */
export function whyNotMuted(what: string, current: readonly Alert[]): Refusal | undefined {
  const isKind = alertKinds.some((kind) => kind === what);
  const about = current.filter((alert) => isAbout(what, alert));
  if (!isKind && about.length === 0) {
    const message = `${what} is neither a kind of alerts nor the cause of one that is not over`;
    return { code: 'mute_unknown', field: 'what', message, actual: what };
  }
  if (storeAlertKinds.some((kind) => kind === what) || about.some(({ holdsOrders }) => holdsOrders)) {
    const message = `${what} holds every new order back, so it can't be muted: acknowledge it once the cause is known`;
    return { code: 'mute_holds_orders', field: 'what', message, actual: what };
  }
  return undefined;
}

/** The right that muting these alerts needs: a trader mutes nothing that risk must see. */
export function rightToMute(what: string, current: readonly Alert[]): Right {
  const kind = alertKinds.find((one) => one === what);
  const ofKind = kind === undefined ? [] : [{ kind, holdsOrders: false }];
  const about = [...ofKind, ...current.filter((alert) => isAbout(what, alert))];
  return about.some(isForRisk) ? 'mute' : 'acknowledge';
}

function isForRisk(alert: Pick<Alert, 'kind' | 'holdsOrders'>): boolean {
  return severityOf(alert) === 'critical' || disagreementKinds.some((kind) => kind === alert.kind);
}

export function isAbout(what: string, alert: Alert): boolean {
  return alert.kind === what || causeOf(alert) === what;
}
