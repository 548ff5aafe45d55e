/** `desk rebuild`: makes the read model anew from the events, beside the present one, and swaps them. */
import type { DeskIo } from '../deskIo.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { ProgressLine } from '../progressLine.ts';
import { rebuildOffline } from '../rebuildOffline.ts';
import { onInterrupt } from '../signals.ts';
import { tellFault } from '../tellFault.ts';

export interface RebuildCommandOptions {
  readonly folder: string;
  readonly json: boolean;
}

export async function rebuildCommand(io: DeskIo, { folder, json }: RebuildCommandOptions): Promise<ExitCode> {
  const progress = new ProgressLine(io, 'events', (text) => void process.stderr.write(text));
  const interrupt = onInterrupt();
  const rebuilt = await rebuildOffline(folder, {
    signal: interrupt.signal,
    onProgress: ({ done, total }) => progress.update({ done, share: total === 0 ? 1 : done / total }),
  });
  interrupt.stop();
  progress.clear();
  if (!rebuilt.ok) return tellFault(io, rebuilt.error, json);
  const { events, orders, elapsedMs } = rebuilt.value;
  if (json) await io.json(rebuilt.value);
  else await io.line(`${orders} orders from ${events} events in ${(elapsedMs / 1_000).toFixed(2)} s`);
  return exitCode.done;
}
