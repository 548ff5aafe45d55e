/** Runs long work of a command: a line on the terminal shows the progress, and Ctrl-C ends the work. */
import type { DeskIo } from './deskIo.ts';
import { ProgressLine } from './progressLine.ts';
import { onInterrupt } from './stopSignals.ts';

export interface FollowHooks {
  /** Aborts when the work must end. */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  readonly onProgress: (step: { readonly done: number; readonly total: number }) => void;
}

/** `unit` names the things that are counted, such as events. */
export async function followed<T>(
  io: DeskIo,
  unit: string,
  work: (hooks: FollowHooks) => Promise<T>,
): Promise<T> {
  const progress = new ProgressLine(io, unit, (text) => void process.stderr.write(text));
  const interrupt = onInterrupt();
  const done = await work({
    signal: interrupt.signal,
    progress,
    onProgress: ({ done, total }) => progress.update({ done, share: total === 0 ? 1 : done / total }),
  });
  interrupt.stop();
  progress.clear();
  return done;
}
