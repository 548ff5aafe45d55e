/**
 * The list of certificates that their authority has withdrawn (a CRL, RFC 5280). TLS checks it in each handshake; here it
 * is read for what TLS does not do: connections that are resumed or open already, and words for its mistakes.
 */
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { readRegularFile } from '../paths/regularFile.ts';
import { derTags, elementsOf, timeIn, type DerElement } from './der.ts';

const code = 'withdrawn_list_unusable';
const listPattern = /-----BEGIN X509 CRL-----([\s\S]+?)-----END X509 CRL-----/g;
const certificatePattern = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

export interface WithdrawnList {
  /** One list of each authority, in PEM. */
  readonly pems: string[];
  /** Whether a certificate, in DER, is withdrawn. */
  has(certificate: Buffer): boolean;
}

interface ReadList {
  readonly issuer: string;
  readonly nextUpdate: number | undefined;
  readonly serials: ReadonlySet<string>;
}

/** `authorities` are certificates in PEM; each must have its list. Fault: `withdrawn_list_unusable`, with the file. */
export function readWithdrawn(
  path: string,
  authorities: string,
  nowMs: number,
): Result<WithdrawnList, Fault> {
  const text = readRegularFile(path, code);
  if (!text.ok) return text;
  const refused = (why: string): Result<never, Fault> => err({ code, message: `${path} ${why}` });
  const pems: string[] = [];
  const lists: ReadList[] = [];
  try {
    for (const [pem, body = ''] of text.value.matchAll(listPattern)) {
      lists.push(readList(Buffer.from(body, 'base64')));
      pems.push(pem);
    }
    createSecureContext({ crl: pems });
  } catch (error) {
    return refused(
      `is no list of withdrawn certificates: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (lists.length === 0) return refused('is no list of withdrawn certificates; expected PEM (X509 CRL)');
  for (const { nextUpdate } of lists) {
    if (nextUpdate === undefined || nextUpdate > nowMs) continue;
    return refused(`has expired (${new Date(nextUpdate).toISOString()}): have the authority make a new list`);
  }
  for (const [pem] of authorities.matchAll(certificatePattern)) {
    const { raw, subject } = new X509Certificate(pem);
    if (!lists.some(({ issuer }) => issuer === subjectOf(raw))) {
      return refused(`has no list of the authority ${subject.replaceAll('\n', ', ')}`);
    }
  }
  return ok({
    pems,
    has(certificate) {
      const { issuer, serial } = namedIn(certificate);
      return lists.some((list) => list.issuer === issuer && list.serials.has(serial));
    },
  });
}

/** CertificateList of RFC 5280, 5.1. */
function readList(der: Buffer): ReadList {
  const [first, ...rest] = elementsOf(signedPart(der).content);
  // A list of the first version names none.
  const [, issuer, , next, ...after] = first?.tag === derTags.integer ? rest : [first, ...rest];
  if (issuer === undefined) throw new RangeError('it has no issuer');
  const nextUpdate = next && timeIn(next);
  const entries = [next, ...after].find((element) => element?.tag === derTags.sequence);
  const serials =
    entries === undefined ? [] : elementsOf(entries.content).map(({ content }) => serialIn(content));
  return { issuer: hex(issuer), nextUpdate, serials: new Set(serials) };
}

function serialIn(entry: Buffer): string {
  const [serial] = elementsOf(entry);
  if (serial === undefined) throw new RangeError('an entry has no serial number');
  return hex(serial);
}

/** Who made a certificate, and its number: RFC 5280, 4.1. */
function namedIn(certificate: Buffer): { readonly issuer: string; readonly serial: string } {
  const [serial, , issuer] = certificateParts(certificate);
  if (serial === undefined || issuer === undefined) throw new RangeError('it is no certificate');
  return { issuer: hex(issuer), serial: hex(serial) };
}

function subjectOf(certificate: Buffer): string {
  const subject = certificateParts(certificate)[4];
  return subject === undefined ? '' : hex(subject);
}

/** The parts from the serial number on. */
function certificateParts(certificate: Buffer): readonly DerElement[] {
  const parts = elementsOf(signedPart(certificate).content);
  return parts[0]?.tag === derTags.integer ? parts : parts.slice(1);
}

/** The part of a list or certificate that its authority has signed. */
function signedPart(der: Buffer): DerElement {
  const [outer] = elementsOf(der);
  const signed = outer && elementsOf(outer.content)[0];
  if (signed === undefined) throw new RangeError('it is empty');
  return signed;
}

function hex({ whole }: DerElement): string {
  return whole.toString('hex');
}
