/** `desk reload`: has a running engine read its configuration again. */
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onRunning, type RunningOptions } from '../../desk/reachDesk.ts';

export interface ReloadCommandOptions extends RunningOptions {
  readonly reason: string;
}

/** An engine that starts reads it anyway, so there must be one that runs. */
export function reloadCommand(io: DeskIo, options: ReloadCommandOptions): Promise<ExitCode> {
  return onRunning(io, options, async (api) => {
    const reloaded = await api.reloadConfiguration({ reason: options.reason });
    if (!reloaded.ok) return reloaded;
    const { changes } = reloaded.value;
    if (options.json) await io.json({ changes });
    else {
      for (const { path, from, to } of changes) {
        await io.line(`${path}: ${String(from ?? 'none')} -> ${String(to ?? 'none')}`);
      }
      if (changes.length === 0) await io.line('nothing changed');
    }
    return { ok: true, value: exitCode.done };
  });
}
