/** Work of an engine that writes a new file for a person: a backup, an export. */
import { counted } from '../../shared/kernel/counted.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import { whyNoOwnFolder } from '../infra/paths/ownFile.ts';
import type { Backup } from '../infra/sqlite/events/backupEvents.ts';
import type { ExportRange } from '../infra/sqlite/search/exportRows.ts';
import type { JobOutcome } from '../ipc/ports/servedRuntime.ts';
import type { WorkHooks } from './threads/workTasks.ts';
import type { WorkThreads } from './threads/workThreads.ts';

export interface BackupOutcome extends JobOutcome {
  readonly backup: Backup;
}

/** Copies the event store of the folder into a new file, as it stands now, and verifies the copy. */
export async function backupTo(
  threads: WorkThreads,
  folder: string,
  target: string,
  hooks: WorkHooks,
): Promise<Result<BackupOutcome, Fault>> {
  const refused = await whyNoOwnFolder(target);
  if (refused !== undefined) return err(refused);
  const copied = await threads.run({ kind: 'backup', folder, target }, hooks);
  if (!copied.ok) return copied;
  const summary = `${counted(copied.value.events, 'event')} copied to ${target} and verified`;
  return ok({ backup: copied.value, summary, good: true });
}

/** Writes a range of events to a new file, with its proof beside it. */
export async function exportTo(
  threads: WorkThreads,
  folder: string,
  target: string,
  range: ExportRange,
  hooks: WorkHooks,
): Promise<Result<JobOutcome, Fault>> {
  const refused = await whyNoOwnFolder(target);
  if (refused !== undefined) return err(refused);
  const exported = await threads.run({ kind: 'export', folder, target, range }, hooks);
  if (!exported.ok) return exported;
  const { events, first, last, proof } = exported.value;
  const summary = `${counted(events, 'event')}, positions ${first} to ${last}, in ${target}; their proof is ${proof}`;
  return ok({ summary, figures: { events, first, last }, good: true });
}
