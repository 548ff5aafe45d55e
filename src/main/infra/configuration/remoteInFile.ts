/** The settings for consoles on other machines, as the configuration file has them. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { hostAndPortExpected, parseHostAndPort } from '../paths/hostAndPort.ts';
import type { RemoteSettings } from './deskConfiguration.ts';
import { strict } from './fields.ts';

const path = z.string().min(1);

export const remote = strict({
  /** Address and port of this machine; 0.0.0.0 for all of its addresses. */
  listen: z.string().refine((text) => parseHostAndPort(text) !== undefined, { error: hostAndPortExpected }),
  /** PEM files; relative paths start at the configuration file's folder. */
  certificate: path,
  key: path,
  clientAuthorities: path,
  /** The authorities' lists of withdrawn certificates. */
  crlFile: path.optional(),
});

/** Relative paths in the file start at `folder`. */
export function remoteSettings(
  inFile: z.infer<typeof remote> | undefined,
  folder: string,
): RemoteSettings | undefined {
  const listen = inFile && parseHostAndPort(inFile.listen);
  if (inFile === undefined || listen === undefined) return undefined;
  return {
    listen,
    certificate: resolve(folder, inFile.certificate),
    key: resolve(folder, inFile.key),
    authorities: resolve(folder, inFile.clientAuthorities),
    ...(inFile.crlFile !== undefined && { crlFile: resolve(folder, inFile.crlFile) }),
  };
}
