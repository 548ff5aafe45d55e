/** An authority of consoles that can withdraw certificates, made with OpenSSL for one test. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PeerFiles } from '../peerFiles.ts';

export class TestAuthority {
  private readonly folder: string;

  constructor(folder: string, name = 'Desk authority') {
    this.folder = folder;
    this.certificate('authority', ['-subj', `/CN=${name}`]);
  }

  /** A certificate of this authority for 127.0.0.1, and its files. */
  peer(name: string): PeerFiles {
    const { certificate, authorities } = {
      certificate: this.path(`${name}.pem`),
      authorities: this.path('authority.pem'),
    };
    this.certificate(name, [
      '-CA',
      authorities,
      '-CAkey',
      this.path('authority.key'),
      '-subj',
      `/CN=${name}`,
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ]);
    return { certificate, key: this.path(`${name}.key`), authorities };
  }

  /** The list of these certificates, in PEM; `until` is its end, in the form of OpenSSL. */
  list(withdrawn: readonly string[], until = '491231235959Z'): string {
    const lines = withdrawn.map((file) => {
      const { serialNumber } = new X509Certificate(readFileSync(file));
      return `R\t491231235959Z\t250101000000Z\t${serialNumber}\tunknown\t/CN=withdrawn\n`;
    });
    writeFileSync(this.path('index.txt'), lines.join(''));
    writeFileSync(
      this.path('ca.cnf'),
      `[ca]\ndefault_ca=desk\n[desk]\ndatabase=${this.path('index.txt')}\ndefault_md=sha256\n`,
    );
    const times = ['-crl_lastupdate', '240101000000Z', '-crl_nextupdate', until];
    const by = ['-keyfile', this.path('authority.key'), '-cert', this.path('authority.pem')];
    return execFileSync('openssl', ['ca', '-gencrl', '-config', this.path('ca.cnf'), ...by, ...times], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  private certificate(name: string, how: readonly string[]): void {
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      this.path(`${name}.key`),
    ];
    execFileSync(
      'openssl',
      ['req', '-x509', ...key, '-days', '2', ...how, '-out', this.path(`${name}.pem`)],
      {
        stdio: 'ignore',
      },
    );
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
