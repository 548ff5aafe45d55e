/**
 * The certificate of one end of a connection between machines, and the authorities that must have signed the other
 * end's.
 */
import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { readRegularFile } from '../paths/regularFile.ts';

/** Paths of PEM files. */
export interface PeerFiles {
  readonly certificate: string;
  /** Its private key; nobody but this user may read it. */
  readonly key: string;
  /** The certificates of the authorities that must have signed the other end's certificate. */
  readonly authorities: string;
}

/** The contents of the files in the form that TLS takes. */
export interface PeerIdentity {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly minVersion: 'TLSv1.3';
}

const code = 'certificate_unusable';

/** Fault: `certificate_unusable`, with the file and its mistake. */
export function readPeerFiles(files: PeerFiles): Result<PeerIdentity, Fault> {
  const open = whyOpenToOthers(files.key);
  if (open !== undefined) return err({ code, message: open });
  const [cert, key, ca] = [files.certificate, files.key, files.authorities].map((path) =>
    readRegularFile(path, code),
  );
  if (cert?.ok !== true || key?.ok !== true || ca?.ok !== true) {
    return [cert, key, ca].find((read) => read?.ok === false) ?? err({ code, message: 'a file is missing' });
  }
  for (const [path, text] of [
    [files.certificate, cert.value],
    [files.authorities, ca.value],
  ] as const) {
    const fault = whyNoCertificate(path, text);
    if (fault !== undefined) return err({ code, message: fault });
  }
  try {
    const identity = { cert: cert.value, key: key.value, ca: ca.value, minVersion: 'TLSv1.3' } as const;
    createSecureContext(identity);
    return ok(identity);
  } catch (error) {
    const message = `${files.key} is not the private key of ${files.certificate} (PEM, without a password): ${words(error)}`;
    return err({ code, message });
  }
}

function whyOpenToOthers(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (process.platform === 'win32' || found === undefined || (found.mode & 0o077) === 0) return undefined;
  return `${path} can be read by others: chmod 600 ${path}`;
}

function whyNoCertificate(path: string, text: string): string | undefined {
  try {
    void new X509Certificate(text);
    return undefined;
  } catch (error) {
    return `${path} is no file of certificates (PEM): ${words(error)}`;
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
