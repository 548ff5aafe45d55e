/** `desk verify`: proves the hash chain, and the read models against a replay. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../infra/clock/systemClock.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { verifyDesk } from '../../verify/verifyDesk.ts';
import type { DeskIo } from '../deskIo.ts';
import { exitCode, UsageError, type ExitCode } from '../exitCode.ts';
import { ProgressLine } from '../progressLine.ts';
import { onInterrupt } from '../signals.ts';
import { tellFault } from '../tellFault.ts';

export interface VerifyCommandOptions {
  readonly folder: string;
  /** File with a head as it was noted before. */
  readonly checkpoint?: string | undefined;
  readonly json: boolean;
}

const position = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

/** A head as the store names it, or as a replay's report does. */
const checkpointFile = z.union([
  z.object({ position, hash }),
  z.object({ lastPosition: position, chainHead: hash }).transform((report) => ({
    position: report.lastPosition,
    hash: report.chainHead,
  })),
]);

export async function verifyCommand(io: DeskIo, options: VerifyCommandOptions): Promise<ExitCode> {
  const { folder, json } = options;
  const checkpoint = options.checkpoint === undefined ? undefined : await readCheckpoint(options.checkpoint);
  const progress = new ProgressLine(io, 'events', (text) => void process.stderr.write(text));
  const interrupt = onInterrupt();
  const verified = await verifyDesk(
    { folder, clock: systemClock(), scheduler: nodeScheduler() },
    {
      checkpoint,
      signal: interrupt.signal,
      onProgress: ({ done, total }) => progress.update({ done, share: total === 0 ? 1 : done / total }),
    },
  );
  interrupt.stop();
  progress.clear();
  if (!verified.ok) return tellFault(io, verified.error, json);
  if (json) await io.json(verified.value);
  else await io.line(verified.value.summary);
  return verified.value.good ? exitCode.done : exitCode.no;
}

async function readCheckpoint(path: string): Promise<StoreHead> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `the checkpoint can not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = checkpointFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${path} is no checkpoint: expected {"position": 12, "hash": "64 hex digits"}`);
}
