/** Every figure of the bench, one group after the other. */
import { benchEmmett } from './emmettBench.ts';
import type { Figure } from './figures.ts';
import { benchLarge, type LargeBenchSize } from './largeBench.ts';
import { benchMemory, type MemoryBenchSize } from './memoryBench.ts';
import { benchPipeline, type PipelineBenchSize } from './pipelineBench.ts';
import { benchPostgres } from './postgresBench.ts';
import { benchRisk } from './riskBench.ts';
import { benchStore } from './storeBench.ts';

export interface BenchSize {
  /** How often each figure is measured. */
  readonly runs: number;
  /** How long appends are timed in each run. */
  readonly appendMs: number;
  readonly pipeline: Omit<PipelineBenchSize, 'runs'>;
  readonly memory: MemoryBenchSize;
  readonly large: LargeBenchSize;
}

/** `tell` is called with what goes on, for a person who waits. */
export async function allFigures(
  folder: string,
  size: BenchSize,
  tell: (text: string) => void,
): Promise<readonly Figure[]> {
  const { runs } = size;
  tell('risk');
  const risk = benchRisk(runs, size.appendMs);
  tell('event store');
  const store = await benchStore(folder, runs, size.appendMs);
  tell('PostgreSQL');
  const postgres = await benchPostgres(folder, runs, size.appendMs);
  tell("emmett's store");
  const emmett = await benchEmmett(folder, runs, size.appendMs);
  tell('pipeline');
  const pipeline = await benchPipeline(folder, { runs, ...size.pipeline });
  tell('memory');
  const memory = await benchMemory(folder, size.memory);
  tell('large store');
  const large = await benchLarge(folder, size.large, tell);
  return [...risk, ...store, ...postgres, ...emmett, ...pipeline, ...memory, ...large];
}
