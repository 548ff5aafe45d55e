/** Every figure of the bench, one group after the other. */
import { benchEmmett } from './emmettBench.ts';
import type { Figure } from './figures.ts';
import { benchPipeline, type PipelineBenchSize } from './pipelineBench.ts';
import { benchStore } from './storeBench.ts';

export interface BenchSize {
  /** How often each figure is measured. */
  readonly runs: number;
  /** How long appends are timed in each run. */
  readonly appendMs: number;
  readonly pipeline: Omit<PipelineBenchSize, 'runs'>;
}

/** `tell` is called before each group, with its name. */
export async function allFigures(
  folder: string,
  size: BenchSize,
  tell: (group: string) => void,
): Promise<readonly Figure[]> {
  const { runs } = size;
  tell('event store');
  const store = await benchStore(folder, runs, size.appendMs);
  tell("emmett's store");
  const emmett = await benchEmmett(folder, runs, size.appendMs);
  tell('pipeline');
  const pipeline = await benchPipeline(folder, { runs, ...size.pipeline });
  return [...store, ...emmett, ...pipeline];
}
