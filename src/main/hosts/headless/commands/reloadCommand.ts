/** `desk reload`: has a running engine read its configuration again. */
import type { DeskIo } from '../deskIo.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { reachRunning } from '../reachDesk.ts';
import { tellFault } from '../tellFault.ts';

export interface ReloadCommandOptions {
  readonly folder: string;
  readonly reason: string;
  readonly json: boolean;
}

/** An engine that starts reads it anyway, so there must be one that runs. */
export async function reloadCommand(io: DeskIo, options: ReloadCommandOptions): Promise<ExitCode> {
  const { folder, reason, json } = options;
  const desk = await reachRunning(folder);
  if (!desk.ok) return tellFault(io, desk.error, json);
  const reloaded = await desk.value.api.reloadConfiguration({ reason });
  await desk.value.close();
  if (!reloaded.ok) return tellFault(io, reloaded.fault, json);
  const { changes } = reloaded.value;
  if (json) await io.json({ changes });
  else {
    for (const { path, from, to } of changes) {
      await io.line(`${path}: ${String(from ?? 'none')} -> ${String(to ?? 'none')}`);
    }
    if (changes.length === 0) await io.line('nothing changed');
  }
  return exitCode.done;
}
