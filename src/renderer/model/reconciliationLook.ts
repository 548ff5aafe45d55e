/** Where a venue's reconciliation stands, as a glyph, a word and a sentence. */
import type { ReconciliationReport, VenueReconciliation } from '../../shared/contract/recovery.ts';
import { counted, groupInteger } from '../format/decimals.ts';
import type { GlyphShape } from '../ui/Glyph.tsx';
import type { Tone } from '../ui/tone.ts';

interface Look {
  readonly word: string;
  readonly glyph: GlyphShape;
  readonly tone: Tone;
  /** What it means for orders. */
  readonly says: string;
}

export function reconciliationLook({ gate, report }: VenueReconciliation): Look {
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
      return report?.acceptedBy === undefined
        ? { word: 'Clean', glyph: 'check', tone: 'ok', says: 'The desk and the venue agree.' }
        : {
            word: 'Accepted',
            glyph: 'half',
            tone: 'warn',
            says: `Orders leave although differences stay: accepted by ${report.acceptedBy.replace('operator:', '')}.`,
          };
  }
}

const triggers: Readonly<Record<ReconciliationReport['trigger'], string>> = {
  start: 'at the start',
  reconnect: 'after a reconnect',
  periodic: 'by the clock',
  operator: "on an operator's wish",
};

export function triggerWords(report: ReconciliationReport): string {
  return triggers[report.trigger];
}

/** `3 differences, 2 of them settled`. */
export function differencesWords({ differences }: ReconciliationReport): string {
  if (differences.length === 0) return 'no difference';
  const settled = differences.filter(({ resolved }) => resolved).length;
  const count = counted(differences.length, 'difference');
  if (settled === differences.length) return `${count}, ${settled === 1 ? 'settled' : 'all settled'}`;
  return `${count}, ${settled === 0 ? 'none' : groupInteger(settled)} settled`;
}
