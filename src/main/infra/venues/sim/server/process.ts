/**
 * Entry of the simulated venue's own process: reads the arguments, opens the record, listens, and reports that it is
 * ready. `simLauncher.ts` starts it under Node, or a utility process of Electron does. The code is the same for both.
 */
import { systemClock } from '../../../clock/systemClock.ts';
import { createOwnerOnly } from '../../../paths/ownerOnly.ts';
import { exitWithParent, tellParent } from './parentLink.ts';
import { PriceFileUnusable } from '../prices/priceBars.ts';
import { RecordUnusable } from '../record/record.ts';
import { ArgumentsUnusable, readSimArguments } from './simArguments.ts';
import { startSimVenue, type RunningSimVenue } from './startSimVenue.ts';

let running: RunningSimVenue | undefined;

function stop(code: number): never {
  try {
    running?.close();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  process.exit(code);
}

function fail(code: string, error: unknown): never {
  const message = describe(error);
  console.error(`simulated venue: ${message}`);
  tellParent({ type: 'failed', code, message });
  return stop(1);
}

/**
 * The reason for an error. Only messages of ours and of the operating system name a cause on which a person can act.
 */
function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const isSaid = failureCode(error) !== 'start_failed' || (error instanceof Error && 'code' in error);
  return isSaid ? text : `a mistake in this program keeps the venue from starting (${text})`;
}

function failureCode(error: unknown): string {
  if (error instanceof ArgumentsUnusable) return 'arguments';
  if (error instanceof PriceFileUnusable) return 'price_file';
  if (error instanceof RecordUnusable) return error.code;
  return 'start_failed';
}

async function main(): Promise<void> {
  createOwnerOnly();
  const args = readSimArguments(process.argv.slice(2));
  exitWithParent(args, () => stop(0));
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  const clock = systemClock();
  running = await startSimVenue(args, clock, (error) =>
    fail('record_failed', RecordUnusable.from(error, args.record)),
  );
  tellParent({ type: 'ready', pid: process.pid, record: args.record, ...running.address });
}

main().catch((error: unknown) => fail(failureCode(error), error));
