/** `desk rebuild`: the read model made anew from the events, beside the present one, and swapped: by the engine that runs, or here. */
import type { FaultView } from '../../../../../shared/contract/faults.ts';
import type { RebuildHooks, Rebuilt } from '../../../../engine/readmodel/rebuildReadModel.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { ProgressLine } from '../../terminal/progressLine.ts';
import { onRunningOrElse, type RunningOptions } from '../../desk/reachDesk.ts';
import { rebuildOffline } from './rebuildOffline.ts';
import { rebuildOnline } from './rebuildOnline.ts';
import { onInterrupt } from '../../terminal/stopSignals.ts';
import { tellFault } from '../../terminal/tellFault.ts';

export async function rebuildCommand(io: DeskIo, { folder, json }: RunningOptions): Promise<ExitCode> {
  const progress = new ProgressLine(io, 'events', (text) => void process.stderr.write(text));
  const interrupt = onInterrupt();
  const hooks: RebuildHooks = {
    signal: interrupt.signal,
    onProgress: ({ done, total }) => progress.update({ done, share: total === 0 ? 1 : done / total }),
  };
  const rebuilt = await onRunningOrElse<Rebuilt, FaultView>(
    folder,
    async (desk) => {
      const done = await rebuildOnline(desk.api, hooks);
      await desk.close();
      return done;
    },
    () => rebuildOffline(folder, hooks),
  );
  interrupt.stop();
  progress.clear();
  if (!rebuilt.ok) return tellFault(io, rebuilt.error, json);
  const { events, orders, elapsedMs } = rebuilt.value;
  if (json) await io.json(rebuilt.value);
  else await io.line(`${orders} orders from ${events} events in ${(elapsedMs / 1_000).toFixed(2)} s`);
  return exitCode.done;
}
