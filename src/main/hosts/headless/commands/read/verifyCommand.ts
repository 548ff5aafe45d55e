/** `desk verify`: proves the hash chain, and the read models against a replay. */
import { readableFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand, withRecordConfig } from '../commandLine.ts';
import { recordIn } from '../../desk/recordIn.ts';
import { followed } from '../../terminal/followed.ts';
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { duplicateKeysText, parseJson } from '../../../../../shared/kernel/strictJson.ts';
import { faultFrom } from '../../../../../shared/kernel/fault.ts';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { publicKeyText, signedCheckpoint } from '../../../../infra/checkpoints/signedCheckpoint.ts';
import { readRegularFile } from '../../../../infra/paths/regularFile.ts';
import type { GivenCheckpoint } from '../../../verify/judgeCheckpoint.ts';
import { verifyDesk } from '../../../verify/verifyDesk.ts';
import { exitCode, UsageError } from '../../terminal/exitCode.ts';

const position = z.int().min(0);
/** Fields of a signed checkpoint, which a replay's report does not have. */
const signedFields = Object.keys(signedCheckpoint.shape);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

/**
 * A signed checkpoint, or an unsigned head as the store or a replay's report names it. There is nothing between the
 * two: a malformed signature, or one under another name, must not count as no signature.
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

interface Options {
  readonly checkpoint?: string;
  readonly key?: string;
}

export const verifyCommand = deskCommand({
  name: 'verify',
  about: 'prove the hash chain, and the read models against a replay',
  help: '\nExit code 1 and the first bad position when something is not as it was written.',
  declare: (command) =>
    withRecordConfig(command)
      .option('--checkpoint <file>', 'the head of an earlier time, as desk checkpoint wrote it')
      .option('--key <file>', "the public key to believe, in PEM (default: the data folder's own)"),
  async work(call: Call, { checkpoint: path, key }: Options) {
    const folder = readableFolder(call);
    const trustedKey = key === undefined ? undefined : readPublicKey(key);
    const checkpoint = path === undefined ? undefined : readCheckpoint(path, trustedKey);
    const record = await recordIn(call, folder, 'to verify');
    const verified = await followed(call.io, 'events', ({ signal, onProgress }) =>
      verifyDesk(
        { folder, record, scheduler: nodeScheduler() },
        { checkpoint, trustedKey, signal, onProgress },
      ),
    );
    if (!verified.ok) return tellFault(call, verified.error);
    await tell(call, verified.value, verified.value.summary);
    return verified.value.good ? exitCode.done : exitCode.no;
  },
});

function readCheckpoint(path: string, trustedKey: string | undefined): GivenCheckpoint {
  const read = readRegularFile(path, 'checkpoint_unreadable');
  if (!read.ok) throw new UsageError(`the checkpoint can not be read: ${read.error.message}`);
  const json = parseJson(read.value);
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

function readPublicKey(path: string): string {
  const text = readRegularFile(path, 'key_unreadable');
  if (!text.ok) throw new UsageError(`the public key can not be read: ${text.error.message}`);
  try {
    return publicKeyText(createPublicKey(text.value));
  } catch {
    throw new UsageError(`${path} is no public key: expected one in PEM, as desk checkpoint names it`);
  }
}
