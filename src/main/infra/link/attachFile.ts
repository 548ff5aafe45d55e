/** `attach.json` in a console's data folder: the engine on another machine, and the certificates for it. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { parseJson } from '../../../shared/kernel/strictJson.ts';
import { jsonFaultText } from '../intake/locateJsonFault.ts';
import { hostAndPortExpected, parseHostAndPort, type HostAndPort } from '../paths/hostAndPort.ts';
import { readRegularFile } from '../paths/regularFile.ts';
import { issuesText } from './issuesText.ts';
import type { PeerFiles } from './peerFiles.ts';

const path = z.string().min(1);
const attachFile = z.strictObject({
  address: z.string().optional(),
  certificate: path,
  key: path,
  authorities: path,
});

const expected =
  'expected {"address", "certificate", "key", "authorities"}, with paths that start at its folder';

export interface RemoteEngine {
  readonly address: HostAndPort;
  readonly files: PeerFiles;
}

/**
 * The engine to which the console of this folder is attached; undefined for an engine on this machine. `asked` is the
 * address of the command line. Relative paths start at the folder. Fault: `attach_unusable`.
 */
export function readAttachFile(
  folder: string,
  asked: string | undefined,
): Result<RemoteEngine | undefined, Fault> {
  const file = join(folder, 'attach.json');
  if (!existsSync(file)) {
    return asked === undefined
      ? ok(undefined)
      : refused(
          `--attach needs the console's certificates, in ${file}: {"certificate", "key", "authorities"}`,
        );
  }
  return readAttachFileAt(file, asked);
}

/** The engine that the file names. Relative paths start at its folder. Fault: `attach_unusable`. */
export function readAttachFileAt(file: string, asked?: string): Result<RemoteEngine, Fault> {
  const text = readRegularFile(file, 'attach_unusable');
  if (!text.ok) return text;
  const json = parseJson(text.value);
  if (!json.ok) return refused(`${file}: ${jsonFaultText(text.value, json.error)}; ${expected}`);
  const parsed = attachFile.safeParse(json.value);
  if (!parsed.success) return refused(`${file} can not be used: ${issuesText(parsed.error)}; ${expected}`);
  const { address = '', ...files } = parsed.data;
  const at = parseHostAndPort(asked ?? address);
  if (at === undefined) {
    return refused(
      `${asked === undefined ? `address in ${file}` : `--attach ${asked}`}: ${hostAndPortExpected}`,
    );
  }
  return ok({
    address: at,
    files: {
      certificate: resolve(dirname(file), files.certificate),
      key: resolve(dirname(file), files.key),
      authorities: resolve(dirname(file), files.authorities),
    },
  });
}

function refused(message: string): Result<never, Fault> {
  return err({ code: 'attach_unusable', message });
}
