/** Connections with TLS: the certificate decides. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { testCertificate, testKey } from '../testing/testCertificate.ts';
import { fixConnection, type TlsSettings } from './fixConnection.ts';

async function listen(): Promise<number> {
  const server = createServer({ cert: testCertificate, key: testKey }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function authority(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, testCertificate);
  return file;
}

/** What comes back of a line that the other side repeats, or why there is no connection. */
async function repeated(tls: TlsSettings): Promise<string> {
  const port = await listen();
  return new Promise((resolve) => {
    const wire = fixConnection({ host: '127.0.0.1', port, tls })({
      onOpen: () => wire.write('8=FIX\u00ff'),
      onText: (text) => {
        resolve(text);
        wire.end();
      },
      onLost: resolve,
    });
  });
}

test('carries bytes to a venue whose certificate is of the named authority', async () => {
  expect(await repeated({ caFile: authority(), serverName: 'venue.test' })).toBe('8=FIX\u00ff');
});

test('refuses a certificate of an authority that is not trusted', async () => {
  expect(await repeated({ serverName: 'venue.test' })).toMatch(/self.signed certificate/);
});

test('refuses a certificate of another name', async () => {
  expect(await repeated({ caFile: authority(), serverName: 'other.test' })).toMatch(
    /does not match|altnames/,
  );
});

test('says which file of authorities is missing', async () => {
  expect(await repeated({ caFile: '/nowhere/ca.pem' })).toContain('/nowhere/ca.pem');
});

test('without a lease cuts the connection below TLS, which takes back what the venue has not got', async () => {
  const lease = { isHeld: true };
  const ended: string[] = [];
  const server = createServer({ cert: testCertificate, key: testKey }, (socket) => {
    socket.on('error', (error: NodeJS.ErrnoException) => ended.push(error.code ?? error.message));
    socket.write('8=FIX');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const tls = { caFile: authority(), serverName: 'venue.test' };
  const lost = await new Promise<string>((resolve) => {
    const wire = fixConnection(
      { host: '127.0.0.1', port, tls },
      () => lease.isHeld,
    )({
      onOpen: () => undefined,
      onText: () => {
        lease.isHeld = false;
        expect(wire.write('an order')).toBe(false);
      },
      onLost: resolve,
    });
  });
  expect(lost).toContain('lost its lease');
  await expect.poll(() => ended).toEqual(['ECONNRESET']);
});
