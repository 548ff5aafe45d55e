/** `desk verify`: proves the hash chain, and the read models against a replay. */
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { duplicateKeysText, parseJson } from '../../../../../shared/kernel/strictJson.ts';
import { faultFrom } from '../../../../../shared/kernel/fault.ts';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../../infra/clock/systemClock.ts';
import { publicKeyText, signedCheckpoint } from '../../../../infra/checkpoints/signedCheckpoint.ts';
import type { GivenCheckpoint } from '../../../verify/judgeCheckpoint.ts';
import { verifyDesk } from '../../../verify/verifyDesk.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, UsageError, type ExitCode } from '../../terminal/exitCode.ts';
import { ProgressLine } from '../../terminal/progressLine.ts';
import { onInterrupt } from '../../terminal/stopSignals.ts';
import { tellFault } from '../../terminal/tellFault.ts';

export interface VerifyCommandOptions {
  readonly folder: string;
  /** File with a head as it was noted before. */
  readonly checkpoint?: string | undefined;
  /** File with the public key to believe, in PEM. */
  readonly key?: string | undefined;
  readonly json: boolean;
}

const position = z.int().min(0);
/** What a report does not have. */
const signedFields = Object.keys(signedCheckpoint.shape);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

/**
 * A signed checkpoint; or, without a signature, a head as the store names it or as a replay's report does. Nothing
 * between: a signature that is ill-formed or under another name must not count as none.
 */
const checkpointFile = z.union([
  signedCheckpoint.transform((signed) => ({
    at: { position: signed.position, hash: signed.hash },
    signed,
  })),
  z.strictObject({ position, hash }).transform((at) => ({ at })),
  z
    .looseObject({ lastPosition: position, chainHead: hash })
    .refine((report) => signedFields.every((field) => !(field in report)))
    .transform(({ lastPosition, chainHead }) => ({ at: { position: lastPosition, hash: chainHead } })),
]);

export async function verifyCommand(io: DeskIo, options: VerifyCommandOptions): Promise<ExitCode> {
  const { folder, json } = options;
  const checkpoint =
    options.checkpoint === undefined ? undefined : await readCheckpoint(options.checkpoint, options.key);
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

async function readCheckpoint(path: string, keyPath: string | undefined): Promise<GivenCheckpoint> {
  const trustedKey = keyPath === undefined ? undefined : await readPublicKey(keyPath);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`the checkpoint can not be read: ${faultFrom('', error).message}`);
  }
  const json = parseJson(text);
  if (!json.ok) {
    const { error } = json;
    const why =
      error.type === 'malformed' ? faultFrom('', error.error).message : duplicateKeysText(error.keys);
    throw new UsageError(`the checkpoint can not be read: ${why}`);
  }
  const parsed = checkpointFile.safeParse(json.value);
  if (parsed.success) return { ...parsed.data, trustedKey };
  throw new UsageError(
    `${path} is no checkpoint: expected one from desk checkpoint, or {"position": 12, "hash": "64 hex digits"}`,
  );
}

async function readPublicKey(path: string): Promise<string> {
  try {
    return publicKeyText(createPublicKey(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UsageError(`the public key can not be read: ${faultFrom('', error).message}`);
  }
}
