/** `desk backup`: a verified copy of the event store, beside a running engine or without one. */
import { resolve } from 'node:path';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { backupEvents } from '../../../../infra/sqlite/events/backupEvents.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { ProgressLine } from '../../terminal/progressLine.ts';
import { onInterrupt } from '../../terminal/stopSignals.ts';
import { tellFault } from '../../terminal/tellFault.ts';

export interface BackupCommandOptions {
  readonly folder: string;
  readonly target: string;
  readonly json: boolean;
}

export async function backupCommand(io: DeskIo, options: BackupCommandOptions): Promise<ExitCode> {
  const { folder, json } = options;
  const target = resolve(options.target);
  const progress = new ProgressLine(io, 'parts', (text) => void process.stderr.write(text));
  const interrupt = onInterrupt();
  const copied = await backupEvents({
    folder,
    target,
    scheduler: nodeScheduler(),
    signal: interrupt.signal,
    onProgress: ({ done, total }) =>
      progress.update({
        done,
        share: total === 0 ? 1 : done / total,
      }),
  });
  interrupt.stop();
  progress.clear();
  if (!copied.ok) return tellFault(io, copied.error, json);
  if (json) await io.json(copied.value);
  else await io.line(`${copied.value.events} events copied to ${target} and verified`);
  return exitCode.done;
}
