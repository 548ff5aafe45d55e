/** What is done to the engine that holds the record, or to what it depends on. */
import { setTimeout as delay } from 'node:timers/promises';
import type { NetworkCut } from '../../src/main/infra/testing/cutNetwork.ts';
import type { BenchHouse } from './benchHouse.ts';
import type { BenchStage } from './benchStage.ts';

export interface TakeoverFault {
  readonly name: string;
  /** `must`: the standby takes over. `may`: either of the two goes on. `never`: the same engine goes on. */
  readonly takeover: 'must' | 'may' | 'never';
  /** Whether the engine's process ends by the fault itself. */
  readonly kills?: true;
  readonly strike: (stage: BenchStage) => Promise<void> | void;
  /** Takes the fault back from the house that it struck, after the takeover. */
  readonly heal?: (struck: BenchHouse) => void;
}

/** Milliseconds for which PostgreSQL is down, and for which a network is cut within the time of the lease. */
const downMs = 500;
const shortCutMs = 2_000;

type Wire = 'toPostgres' | 'toVenue';

function cut(name: string, how: NetworkCut, ...wires: readonly Wire[]): TakeoverFault {
  return {
    name: `cut off from ${name}, ${how}`,
    takeover: 'must',
    strike({ active }) {
      for (const wire of wires) active[wire].cut(how);
    },
    heal(struck) {
      for (const wire of wires) struck[wire].heal();
    },
  };
}

const killed: TakeoverFault = {
  name: 'killed',
  takeover: 'must',
  kills: true,
  strike: ({ active }) => active.engine.kill('SIGKILL'),
};

const stopped: TakeoverFault = {
  name: 'stopped',
  takeover: 'must',
  strike: ({ active }) => active.engine.kill('SIGSTOP'),
  heal: (struck) => struck.engine.kill('SIGCONT'),
};

const shortCut: TakeoverFault = {
  name: 'cut off from PostgreSQL for 2 s',
  takeover: 'never',
  async strike({ active }) {
    active.toPostgres.cut('silent');
    await delay(shortCutMs);
    active.toPostgres.heal();
  },
};

const postgresKilled: TakeoverFault = {
  name: 'PostgreSQL killed and restarted',
  takeover: 'may',
  async strike({ postgres }) {
    await postgres.crash();
    await delay(downMs);
    await postgres.begin();
  },
};

/** Each kind in turn. */
export const takeoverFaults: readonly TakeoverFault[] = [
  killed,
  stopped,
  cut('PostgreSQL', 'silent', 'toPostgres'),
  cut('the venue', 'silent', 'toVenue'),
  postgresKilled,
  cut('both', 'silent', 'toPostgres', 'toVenue'),
  cut('PostgreSQL', 'closed', 'toPostgres'),
  cut('the venue', 'closed', 'toVenue'),
  shortCut,
];
