/**
 * `desk checkpoint`: signs the chain's current head. The checkpoint is to be kept where nobody with access to this
 * folder can change it.
 */
import { errorCode } from '../../../../infra/paths/errorCode.ts';
import { ownFolder, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { createPublicKey } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import type { SignedCheckpoint } from '../../../../infra/checkpoints/signedCheckpoint.ts';
import { signingKeyOf } from '../../../../infra/checkpoints/signingKey.ts';
import { fileFault } from '../../../../infra/paths/fileFault.ts';
import { signHead } from '../../../verify/signHead.ts';
import { exitCode } from '../../terminal/exitCode.ts';

interface Options {
  /** The file to write. An existing file is never replaced, because it may be somebody's proof. */
  readonly out?: string;
  readonly publicKey?: boolean;
}

export const checkpointCommand = deskCommand({
  name: 'checkpoint',
  about: 'the head of the hash chain, signed: to be kept elsewhere',
  declare: (command) =>
    command
      .option('--out <file>', 'write it to a new file')
      .option('--public-key', 'the public key that checkpoints are verified with, in PEM'),
  async work(call: Call, { out, publicKey }: Options) {
    const folder = ownFolder(call);
    const text = publicKey === true ? publicKeyPem(folder) : checkpointText(await signHead(folder));
    if (!text.ok) return tellFault(call, text.error);
    if (out === undefined) {
      await call.io.record(text.value);
      return exitCode.done;
    }
    const written = await writeNew(out, `${text.value}\n`);
    if (!written.ok) return tellFault(call, written.error);
    call.io.note(`written to ${out}; keep it where nobody who can write to ${folder} can reach it`);
    return exitCode.done;
  },
});

/** Creates a file. Faults: `file_exists`, `file_not_written`. */
export async function writeNew(path: string, text: string): Promise<Result<void, Fault>> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return ok();
  } catch (error) {
    const exists = errorCode(error) === 'EEXIST';
    if (exists) return err({ code: 'file_exists', message: `${path} exists, and is not replaced` });
    return err(fileFault('file_not_written', path, error));
  }
}

function checkpointText(signed: Result<SignedCheckpoint, Fault>): Result<string, Fault> {
  return signed.ok ? ok(JSON.stringify(signed.value)) : signed;
}

function publicKeyPem(folder: string): Result<string, Fault> {
  const key = signingKeyOf(folder);
  if (!key.ok) return key;
  return ok(createPublicKey(key.value).export({ format: 'pem', type: 'spki' }).toString().trimEnd());
}
