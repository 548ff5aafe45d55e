/** The address of the record, and the settings of a connection to it. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { ClientConfig } from 'pg';
import { readSecretFile } from '../paths/secretFile.ts';
import { RecordError } from './recordFault.ts';

export interface PostgresSettings {
  /** A name, an address, or the folder of a Unix socket, which begins with a slash. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Absolute path of a file with the password that only its owner may read; absent where the server asks for none. */
  readonly passwordFile?: string | undefined;
  /** TLS with certificate checks; absent for a server on this machine alone. */
  readonly tls?:
    | { readonly caFile?: string | undefined; readonly serverName?: string | undefined }
    | undefined;
}

/** How long a connection may take, and the checks that follow it, in milliseconds. */
const connectMsMax = 5_000;
const passwordBytesMax = 1_024;
const remedy = 'expected a file that only its owner may read: chown and chmod 600';

/**
 * Settings of each session, whatever the server, the database or the role says. Our own tables alone are found by name;
 * only our own times end a statement or a session; statements under way together never refuse each other. PostgreSQL
 * notices within half a minute that this machine is gone, so that its lock is free for another engine. Statements are
 * planned once for a session: planned anew each time, a lone append takes PostgreSQL 168 µs of processor time instead
 * of 104.
 */
const sessionSettings = [
  'search_path=breakwater',
  'statement_timeout=0',
  'lock_timeout=0',
  'idle_session_timeout=0',
  'default_transaction_isolation=read\\ committed',
  'idle_in_transaction_session_timeout=10000',
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
];

/** Names the database for people. The name has no password. */
export function placeOf({ host, port, user, database }: PostgresSettings): string {
  if (host.startsWith('/')) return `${user}@${host}, database ${database}`;
  return `${user}@${host.includes(':') ? `[${host}]` : host}:${port}, database ${database}`;
}

/** What the driver is told. Nothing comes from the environment. Throws RecordError where a file can't be read. */
export function connectionOf(settings: PostgresSettings, what: string, socket: Socket): ClientConfig {
  const { host, port, user, database, passwordFile, tls } = settings;
  const place = placeOf(settings);
  const password =
    passwordFile === undefined ? undefined : readable('password', passwordFile, place, passwordIn);
  return {
    host,
    port,
    user,
    database,
    // Asked for only where PostgreSQL asks.
    password: () =>
      password ?? refuse(`PostgreSQL asks for a password: ${place}; expected store.passwordFile`, place),
    ssl: tls === undefined ? false : tlsOf(tls, host, place),
    application_name: `breakwater ${what}`,
    options: sessionSettings.map((setting) => `-c ${setting}`).join(' '),
    connectionTimeoutMillis: connectMsMax,
    keepAlive: true,
    keepAliveInitialDelayMillis: connectMsMax,
    stream: () => socket,
  };
}

function tlsOf({ caFile, serverName }: NonNullable<PostgresSettings['tls']>, host: string, place: string) {
  return {
    ...(caFile !== undefined && {
      ca: readable('authorities', caFile, place, (path) => readFileSync(path, 'utf8')),
    }),
    rejectUnauthorized: true,
    // The driver passes the host's name, while the certificate may be made out to `serverName`.
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      checkServerIdentity(serverName ?? host, certificate),
  };
}

/** Reads a file of the configuration. No connection was tried where that fails, and the fault says so. */
function readable(what: string, path: string, place: string, read: (path: string) => string): string {
  try {
    return read(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(`The file with the ${what} for PostgreSQL can not be used: ${place} (${why})`, place);
  }
}

function refuse(message: string, place: string): never {
  throw new RecordError({ code: 'record_refused', message, details: { place } });
}

function passwordIn(path: string): string {
  const text = readSecretFile(path, passwordBytesMax, remedy)?.replace(/\r?\n$/, '');
  if (text !== undefined && text !== '' && !text.includes('\n')) {
    return Buffer.from(text, 'latin1').toString('utf8');
  }
  throw new Error(
    `${path} holds no password; expected one line of up to ${passwordBytesMax} bytes in a regular file`,
  );
}
