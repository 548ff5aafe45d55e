/** What a large store costs: the start, the pages of its history, and acknowledgements while everything reads. */
import { inEngineThread } from './engine/inEngineThread.ts';
import type { History } from './engine/jobs/historyJob.ts';
import type { Reads } from './engine/jobs/readsJob.ts';
import { figure, type Figure } from './figures.ts';
import { inFolder } from './inFolder.ts';
import { inThousands } from './inThousands.ts';
import { fillStore, type StoreSize } from './large/fillStore.ts';

export interface LargeBenchSize extends StoreSize {
  /** Starts with all that is derived in place. */
  readonly starts: number;
  /** How often each page is asked for. */
  readonly historyRepeats: number;
  readonly reads: {
    readonly warmUpOrders: number;
    readonly ordersPerSecond: number;
    readonly restMs: number;
    readonly readMs: number;
  };
}

/** `note` is called with what a person may want to know besides the figures. */
export function benchLarge(
  parent: string,
  size: LargeBenchSize,
  note: (text: string) => void,
): Promise<readonly Figure[]> {
  return inFolder(parent, async (folder) => {
    const head = await fillStore(folder, size);
    note(`a store of ${head} events`);
    const replay = await inEngineThread({ kind: 'start', folder, replay: true });
    const starts: number[] = [];
    for (let run = 0; run < size.starts; run++) {
      starts.push(await inEngineThread({ kind: 'start', folder, replay: false }));
    }
    const history = await inEngineThread({ kind: 'history', folder, repeats: size.historyRepeats });
    for (const { query, ms } of history.slowest) note(`a slow page: ${ms.toFixed(1)} ms for ${query}`);
    const reads = await inEngineThread({ kind: 'reads', folder, ...size.reads });
    return [startFigure(size, starts, replay), historyFigure(history), readsFigure(size, reads)];
  });
}

function startFigure(size: StoreSize, starts: readonly number[], replay: number): Figure {
  const name = `start.${inThousands(size.events)}.events.${inThousands(size.workingOrders)}.working`;
  const is = 'a start that replays all events, to the first query, in ms';
  return figure(name, 'ms', starts, {
    peer: { values: starts.map(() => replay), is },
    goal: { ratioMax: 0.05 },
  });
}

function historyFigure({ page, key, orders }: History): Figure {
  const name = `history.page.p99.${inThousands(orders)}.orders`;
  const is = 'p99 of one row by its primary key with better-sqlite3 alone, in ms';
  return figure(name, 'ms', [page.p99], { peer: { values: [key.p99], is }, goal: { ratioMax: 50 } });
}

function readsFigure(size: StoreSize, { atRest, whileReading }: Reads): Figure {
  const name = `acknowledge.reading.p99.${inThousands(size.events)}.events`;
  const is = 'the same p99 at rest, in ms';
  const peer = { values: [atRest.p99], is };
  return figure(name, 'ms', [whileReading.p99], { peer, goal: { ratioMax: 2 } });
}
