/** Entry of the commands without a window: `npm run --silent desk -- <command>`. */
import { createOwnerOnly } from '../../infra/paths/ownerOnly.ts';
import { processIo } from './terminal/deskIo.ts';
import { exitCode, type ExitCode } from './terminal/exitCode.ts';
import { runDesk } from './runDesk.ts';

createOwnerOnly();
const io = processIo();
const code = await runDesk(process.argv.slice(2), io).catch((error: unknown): ExitCode => {
  io.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCode.no;
});
await io.flushed();
// Timers that are still scheduled belong to an engine that was closed. Nobody needs to wait for them.
process.exit(code);
