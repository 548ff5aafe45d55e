/** The state of a venue's reconciliation as a glyph, a word and a sentence. */
import type { ReconciliationReport, VenueReconciliation } from '../../../shared/contract/recovery.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { age, ageOf, clockTime, timesZone } from '../../format/times.ts';
import type { SayingLook } from '../../ui/display/look.ts';

/** Facts that speak against a comparison, whatever it found. */
export interface Doubts {
  /** Since when the venue is silent. */
  readonly silentSince?: string | undefined;
  /** Whether an open alert says that the store is not what was written. */
  readonly storeInDoubt?: boolean;
}

/** The state of a venue's reconciliation at `nowMs`. */
export function reconciliationLook(
  { gate, report, inDoubt, outdated }: VenueReconciliation,
  nowMs: number,
  doubts: Doubts = {},
): SayingLook {
  switch (gate) {
    case 'closed':
      return {
        word: 'Not compared',
        glyph: 'ring',
        tone: 'wait',
        says: 'No new order leaves before the venue was asked and its answers were compared.',
      };
    case 'running':
      return {
        word: 'Comparing',
        glyph: 'dashed',
        tone: 'wait',
        says: 'The venue is being asked for its orders and executions.',
      };
    case 'differences':
      return {
        word: 'Differences',
        glyph: 'warning',
        tone: 'bad',
        says: 'No new order leaves before the differences are gone or accepted.',
      };
    case 'open':
      return openLook({ inDoubt, report, outdated }, nowMs, doubts);
  }
}

/** The look of a comparison. It is true only at its moment, and says nothing about orders in doubt. */
function openLook(
  { inDoubt, report, outdated }: Pick<VenueReconciliation, 'inDoubt' | 'report' | 'outdated'>,
  nowMs: number,
  { silentSince, storeInDoubt = false }: Doubts,
): SayingLook {
  const compared = report === undefined ? '' : `${age(ageOf(report.finishedAt, nowMs))} ago`;
  if (report?.acceptedBy !== undefined) {
    const who = report.acceptedBy.replace('operator:', '');
    const says = `Orders leave although differences stay: accepted by ${who}. Compared ${compared}.`;
    return { word: 'Accepted', glyph: 'half', tone: 'warn', says };
  }
  if (storeInDoubt) {
    const says = `An alert says that the desk's store is not the one that was written: that the venue agrees with it, ${compared}, proves nothing.`;
    return { word: 'Store in doubt', glyph: 'warning', tone: 'bad', says };
  }
  if (inDoubt > 0) {
    const orders = `${counted(inDoubt, 'order')} ${inDoubt === 1 ? 'has' : 'have'} no proven outcome`;
    const on = inDoubt === 1 ? 'it' : 'them';
    const says = `${orders}: whether the desk and the venue agree on ${on} is not known. Compared ${compared}.`;
    return { word: 'In doubt', glyph: 'question', tone: 'warn', says };
  }
  if (report?.clean === false) {
    const says = `The last comparison, ${compared}, left a difference open.`;
    return { word: 'Differences', glyph: 'warning', tone: 'warn', says };
  }
  if (silentSince !== undefined) {
    const says = `The desk and the venue were last compared ${compared}. The venue has not answered since ${clockTime(silentSince).slice(0, 8)} ${timesZone()}.`;
    return { word: 'Venue silent', glyph: 'clock', tone: 'bad', says };
  }
  if (outdated !== undefined) {
    const since =
      report === undefined ? '' : ` since ${clockTime(report.finishedAt).slice(0, 8)} ${timesZone()}`;
    const says = `${outdatedWords[outdated]}: the desk and the venue have not been compared${since}.`;
    return { word: 'Not compared', glyph: 'ring', tone: 'warn', says };
  }
  const venue = report?.record === 'messages' ? 'the messages that the venue has sent' : 'the venue';
  return { word: 'Clean', glyph: 'check', tone: 'ok', says: `The desk and ${venue} agreed ${compared}.` };
}

const outdatedWords: Readonly<Record<NonNullable<VenueReconciliation['outdated']>, string>> = {
  overdue: 'The next comparison is overdue',
  silence: 'The venue was silent',
  settlement: 'An order was settled by hand, or the venue has contradicted that',
  drop_copy: 'The drop copy says something else than before',
};

const triggers: Readonly<Record<ReconciliationReport['trigger'], string>> = {
  start: 'at the start',
  reconnect: 'after a reconnect',
  periodic: 'by the clock',
  operator: "on an operator's wish",
  silence: 'after a silence of the venue',
  settlement: 'after a settlement by hand',
  drop_copy: 'after a word of the drop copy',
};

export function triggerWords(report: ReconciliationReport): string {
  return triggers[report.trigger];
}

/** Gives `3 differences, 2 of them settled`. */
export function differencesWords({ differences }: ReconciliationReport): string {
  if (differences.length === 0) return 'no difference';
  const settled = differences.filter(({ resolved }) => resolved).length;
  const count = counted(differences.length, 'difference');
  if (settled === differences.length) return `${count}, ${settled === 1 ? 'settled' : 'all settled'}`;
  return `${count}, ${settled === 0 ? 'none' : groupInteger(settled)} settled`;
}

/**
 * A text that changes when the reports must be loaded again: the store has grown, a gate has changed, or a comparison
 * is outdated.
 */
export function recoveryState({ store, reconciliations }: Pick<Status, 'store' | 'reconciliations'>): string {
  const venues = reconciliations.map(({ gate, outdated = '' }) => `${gate} ${outdated}`);
  return [store.headPosition, ...venues].join(' ');
}
