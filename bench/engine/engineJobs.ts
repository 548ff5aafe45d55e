/** What the bench has an engine do in a thread of its own. The input and the readings of each job cross threads as data. */
import { assertNever } from '../../src/shared/kernel/invariant.ts';
import { measureHistory, type History, type HistoryJob } from './jobs/historyJob.ts';
import { measureMemory, type Memory, type MemoryJob } from './jobs/memoryJob.ts';
import { profileOrders, type OrderProfile, type ProfileJob } from './jobs/profileJob.ts';
import { measureReads, type Reads, type ReadsJob } from './jobs/readsJob.ts';
import { restOrders, type RestJob } from './jobs/restJob.ts';
import { measureSoak, type Look, type SoakJob } from './jobs/soakJob.ts';
import { measureStart, type StartJob } from './jobs/startJob.ts';
import { measureSteady, type Steady, type SteadyJob } from './jobs/steadyJob.ts';
import { measureThroughput, type Throughput, type ThroughputJob } from './jobs/throughputJob.ts';

export type EngineJob =
  | ThroughputJob
  | SteadyJob
  | MemoryJob
  | RestJob
  | StartJob
  | ReadsJob
  | HistoryJob
  | ProfileJob
  | SoakJob;

export interface Readings {
  readonly throughput: Throughput;
  readonly steady: Steady;
  readonly memory: Memory;
  readonly rest: void;
  readonly start: number;
  readonly reads: Reads;
  readonly history: History;
  readonly profile: OrderProfile;
  readonly soak: readonly Look[];
}

/** `told` is called with each look of a soak. */
export function runJob(job: EngineJob, told: (look: Look) => void): Promise<Readings[EngineJob['kind']]> {
  switch (job.kind) {
    case 'throughput':
      return measureThroughput(job);
    case 'steady':
      return measureSteady(job);
    case 'memory':
      return measureMemory(job);
    case 'rest':
      return restOrders(job);
    case 'start':
      return measureStart(job);
    case 'reads':
      return measureReads(job);
    case 'history':
      return measureHistory(job);
    case 'profile':
      return profileOrders(job);
    case 'soak':
      return measureSoak(job, told);
    default:
      return assertNever(job);
  }
}
