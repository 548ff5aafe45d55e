/**
 * Compares the signals read model with a replay of the events. Only rows that do not yet equal their stored row are
 * kept, so that a large store fits into memory. A writer may go on meanwhile.
 */
import { isDeepStrictEqual } from 'node:util';
import { faultFrom } from '../../../shared/kernel/fault.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import { signalsProjection, signalsReadModel } from '../../engine/readmodel/signals/signalsProjection.ts';
import type { SignalView } from '../../engine/readmodel/signals/signalView.ts';
import {
  openSqliteSignalViewStore,
  type SqliteSignalViewStore,
} from '../../infra/sqlite/signals/sqliteSignalViewStore.ts';

export type SignalsReport =
  | {
      readonly state: 'compared';
      readonly signals: number;
      readonly different: number;
      readonly problem?: string;
    }
  /** There is nothing to compare yet. The next start makes it. */
  | { readonly state: 'absent'; readonly problem?: undefined }
  | { readonly state: 'unreadable'; readonly problem: string };

export interface SignalsComparison {
  take(event: StoredEvent): void;
  finish(): SignalsReport;
}

/** Opens the read model of a folder for a comparison. The caller hands it each event, in order. */
export function compareSignals(folder: string): SignalsComparison {
  const views = openSqliteSignalViewStore({ folder, readOnly: true });
  if (views.ok) return new Comparison(views.value);
  const isAbsent = ['store_missing', 'store_too_old'].includes(views.error.code);
  const report: SignalsReport = isAbsent
    ? { state: 'absent' }
    : { state: 'unreadable', problem: views.error.message };
  return { take: () => undefined, finish: () => report };
}

class Comparison implements SignalsComparison {
  private readonly views: SqliteSignalViewStore;
  private readonly projection = signalsProjection((orderId) => this.views.signalOf(orderId));
  /** Rows that did not equal their stored row at their last event. */
  private readonly open = new Map<string, SignalView>();
  private signals = 0;
  private problem: string | undefined;

  constructor(views: SqliteSignalViewStore) {
    this.views = views;
  }

  take(event: StoredEvent): void {
    if (this.problem !== undefined) return;
    try {
      const key = this.projection.keyOf(event);
      if (key === undefined) return;
      const opens = this.projection.opens(event);
      const before = this.open.get(key) ?? (opens ? undefined : this.views.get(key));
      const row = this.projection.apply(before, event);
      if (row === undefined) return;
      if (opens) this.signals++;
      if (isDeepStrictEqual(row, this.views.get(key))) this.open.delete(key);
      else this.open.set(key, row);
    } catch (error) {
      this.problem = faultFrom('read_model_unreadable', error).message;
    }
  }

  finish(): SignalsReport {
    try {
      return this.judged();
    } catch (error) {
      return { state: 'unreadable', problem: faultFrom('read_model_unreadable', error).message };
    } finally {
      this.views.close();
    }
  }

  private judged(): SignalsReport {
    const { version, position } = this.views.checkpoint();
    if (version !== signalsReadModel.version) return { state: 'absent' };
    const damage = this.problem ?? this.views.damage()?.message;
    if (damage !== undefined) return { state: 'unreadable', problem: damage };
    // Rows after the position of the file are not wrong: the next start adds them.
    const wrong = [...this.open.values()].filter((row) => {
      if (row.position > position) return false;
      // A writer may have written the row since it was compared.
      const stored = this.views.get(row.signalId);
      return stored === undefined || (stored.position <= row.position && !isDeepStrictEqual(row, stored));
    });
    const [first] = wrong.toSorted((a, b) => a.position - b.position);
    const { signals } = this;
    if (first === undefined) return { state: 'compared', signals, different: 0 };
    const problem = `${wrong.length} of ${signals} signals read otherwise, first ${first.signalId} at position ${first.position}`;
    return { state: 'compared', signals, different: wrong.length, problem };
  }
}
