/** Answers about signals from a list of events, all of them replayed for each question. */
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { SignalQuestions, SignalReader } from '../../engine/queries/signalReader.ts';
import { signalMatcher } from '../../engine/readmodel/signals/signalMatching.ts';
import { signalRowOrder } from '../../engine/readmodel/testing/signalRowOrder.ts';
import { signalsProjection } from '../../engine/readmodel/signals/signalsProjection.ts';
import type { SignalView } from '../../engine/readmodel/signals/signalView.ts';

type Handlers = {
  readonly [Question in keyof SignalQuestions]: (
    asked: SignalQuestions[Question]['asked'],
  ) => SignalQuestions[Question]['answer'];
};

export function signalsOf(events: readonly StoredEvent[]): SignalReader {
  const rows = (): readonly SignalView[] => [...replayedSignals(events).values()];
  const handlers: Handlers = {
    signalList: ({ filter, sort }) => {
      const all = rows();
      const matching = all.filter(signalMatcher(filter)).toSorted(signalRowOrder(sort));
      const positions = Float64Array.from(matching.map((row) => row.receivedPosition));
      return { positions, total: all.length };
    },
    signalRows: (positions) => rows().filter((row) => positions.includes(row.receivedPosition)),
    signalChanges: (after) => {
      const all = rows();
      return { rows: all.filter(({ position }) => position > after), total: all.length };
    },
    signal: (signalId) => rows().find((row) => row.signalId === signalId),
  };
  return {
    askSignals: async (question, asked) => ({
      position: events.at(-1)?.position ?? 0,
      value: handlers[question](asked),
    }),
  };
}

/** The row of each signal, by a replay of its events. */
export function replayedSignals(events: readonly StoredEvent[]): ReadonlyMap<string, SignalView> {
  const rows = new Map<string, SignalView>();
  const projection = signalsProjection(
    (orderId) => [...rows.values()].find((row) => row.orderId === orderId)?.signalId,
  );
  for (const event of events) {
    const key = projection.keyOf(event);
    const next = key === undefined ? undefined : projection.apply(rows.get(key), event);
    if (key !== undefined && next !== undefined) rows.set(key, next);
  }
  return rows;
}
