/** The engine's log, live while somebody looks: what matches the filter, newest first. */
import { useEffect, useState } from 'react';
import { useSame } from '../../ui/useSame.ts';
import type { LogEntry, LogFilter } from '../../../shared/contract/log.ts';
import { subscribe } from '../../store/link/engineLink.ts';

/** How many entries the window keeps; older ones are in the file. */
export const shownEntriesMax = 5_000;

export interface LiveLog {
  /** Undefined until the engine has answered. */
  readonly entries?: readonly LogEntry[];
  /** How many entries the engine has looked at. */
  readonly kept: number;
  readonly components: readonly string[];
  /** The file that has the older entries. */
  readonly file?: string;
  readonly fault?: string;
}

const nothingYet: LiveLog = { kept: 0, components: [] };

/** A paused log keeps what it shows. */
export function useLog(filter: LogFilter, paused: boolean): LiveLog {
  const [log, setLog] = useState(nothingYet);
  const asked = useSame(filter);
  useEffect(() => {
    if (paused) return undefined;
    return subscribe(
      'log',
      { filter: asked },
      {
        snapshot: ({ entries, ...about }) => {
          setLog({ ...about, entries: entries.toReversed() });
        },
        delta: ({ entries }) => {
          setLog((before) => withNewer(before, entries));
        },
        refused: ({ message }) => {
          setLog((before) => ({ ...before, fault: message }));
        },
      },
    );
  }, [asked, paused]);
  return log;
}

function withNewer(log: LiveLog, newer: readonly LogEntry[]): LiveLog {
  const entries = [...newer.toReversed(), ...(log.entries ?? [])].slice(0, shownEntriesMax);
  const named = newer.map(({ component }) => component).filter((name) => name !== '');
  const components = [...new Set([...log.components, ...named])].toSorted();
  return { ...log, entries, components };
}
