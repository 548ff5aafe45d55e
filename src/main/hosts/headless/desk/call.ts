/** One use of a command: the common options of its command line, and where its results go. */
import type { FaultView, Reply } from '../../../../shared/contract/faults.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { dataFolder } from '../../../infra/paths/dataFolder.ts';
import { whyNotOwn, whyNotReadable } from '../../../infra/paths/folderOwner.ts';
import type { DeskIo } from '../terminal/deskIo.ts';
import { exitCode, FaultError, UsageError, type ExitCode } from '../terminal/exitCode.ts';

export interface Call {
  readonly io: DeskIo;
  /** The command's name, such as `desk kill`, for the audit trail and for the refusal of a second engine. */
  readonly host: string;
  readonly data: string | undefined;
  readonly config: string | undefined;
  readonly json: boolean;
  /** Who gives the command, by name and password; absent: the session of `desk login`, if there is one. */
  readonly operator?: string | undefined;
  /** The file with that password; absent: it is asked for, or is the first line of the input. */
  readonly passwordFile?: string | undefined;
}

/** The folder for a command that trades, signs or gives orders: it must be this user's own, or not exist yet. */
export function ownFolder(call: Call): string {
  return checkedFolder(whyNotOwn, call);
}

/** The folder for a command that only reads: it may be another user's, such as an archive. */
export function readableFolder(call: Call): string {
  return checkedFolder(whyNotReadable, call);
}

function checkedFolder(whyNot: (folder: string) => Fault | undefined, { data, json }: Call): string {
  const folder = dataFolder({ argument: data });
  if (!folder.ok) throw new UsageError(folder.error.message);
  const fault = whyNot(folder.value);
  if (fault !== undefined) throw new FaultError(fault, json);
  return folder.value;
}

/** Writes one result: an object for programs, or lines for people. */
export async function tell({ io, json }: Call, value: unknown, ...lines: readonly string[]): Promise<void> {
  if (json) return io.json(value);
  for (const line of lines) await io.line(line);
}

/** Shows an answer: an object for programs and lines for people. Returns a fault unchanged. */
export async function tellReply<T>(
  call: Call,
  reply: Reply<T>,
  words: (value: T) => readonly [shown: unknown, ...lines: readonly string[]],
): Promise<ExitCode | Extract<Reply<T>, { readonly ok: false }>> {
  if (!reply.ok) return reply;
  await tell(call, ...words(reply.value));
  return exitCode.done;
}

/** Writes a fault to standard error, as JSON where `--json` asks for it. Returns the exit code. */
export function tellFault({ io, json }: Pick<Call, 'io' | 'json'>, fault: Fault | FaultView): ExitCode {
  io.note(json ? JSON.stringify({ type: 'fault', ...fault }) : `desk: ${fault.message} (${fault.code})`);
  return exitCode.no;
}
