import type { FaultView } from '../../../../shared/contract/faults.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { DeskIo } from './deskIo.ts';
import { exitCode, type ExitCode } from './exitCode.ts';

/** Says on standard error what went wrong, as JSON where that was asked for; gives the exit code for it. */
export function tellFault(io: DeskIo, fault: Fault | FaultView, json: boolean): ExitCode {
  io.note(json ? JSON.stringify({ type: 'fault', ...fault }) : `desk: ${fault.message} (${fault.code})`);
  return exitCode.no;
}
