/** What all HTTP servers of a desk share: they listen to this machine alone, and ask for a token. */
import { timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import { invariant } from '../../../shared/kernel/invariant.ts';

const host = '127.0.0.1';

/** Listens on a port of 127.0.0.1, 0 for a free one, and gives the port. Rejects when the port is in use. */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
  const address = server.address();
  invariant(
    typeof address === 'object' && address !== null,
    'a server that listens on a port has an address',
  );
  return address.port;
}

/**
 * The token of the header `Authorization: Bearer TOKEN`; empty for any other header. The scheme's case does not matter
 * (RFC 9110).
 */
export function shownToken(authorization: string | undefined): string {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Whether the `Authorization` header has the token. The time of the answer reveals nothing about the token. */
export function showsToken(authorization: string | undefined, token: string): boolean {
  const [shown, wanted] = [Buffer.from(shownToken(authorization)), Buffer.from(token)];
  return wanted.length > 0 && shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

/**
 * Whether the `Host` header names this machine itself. A web page whose name was made to resolve to this machine sends
 * that name instead.
 */
export function namesLoopback(named: string | undefined): boolean {
  return named !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(named);
}
