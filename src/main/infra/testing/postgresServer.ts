/**
 * A server of PostgreSQL for tests: in a folder of its own, on a free port of this machine, as an ordinary user. It ends
 * with the process that started it, however that ends.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresSettings } from '../postgres/recordAddress.ts';

const versionsFolder = '/usr/lib/postgresql';
/** The program takes no earlier version. */
const versionLeast = 14;
const answerBytesMax = 100_000_000;
const readyMsMax = 60_000;
const readyPauseMs = 25;
const admin = 'postgres';
const desk = 'desk';
/** Somebody else than root, whom PostgreSQL refuses: `nobody` of every Linux. */
const nobody = 65_534;

function programFolder(): string | undefined {
  if (!existsSync(versionsFolder)) return undefined;
  return readdirSync(versionsFolder)
    .filter((version) => Number(version) >= versionLeast)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(versionsFolder, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

const programs = programFolder();

/** Whether PostgreSQL is installed; `npm test` installs it where it may, and says else how. */
export const hasPostgres = programs !== undefined;

/** Waits for a word: after any the server ends at once, as in a crash; without `keep` its folder goes too. */
const guard = `"$PROGRAMS/postgres" -D "$FOLDER/data" & server=$!
read word
kill -QUIT $server; wait $server
[ "$word" = keep ] || rm -rf "$FOLDER"`;

const configuration = (port: number): string => `
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
shared_buffers = 32MB
max_connections = 30
log_min_messages = warning
timezone = 'UTC'
`;

const access = `
host all ${admin} 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`;

export class PostgresServer {
  readonly port: number;
  private readonly folder: string;
  private readonly passwordFile: string;
  private guard: ChildProcess | undefined;

  private constructor(folder: string, passwordFile: string, port: number) {
    this.folder = folder;
    this.passwordFile = passwordFile;
    this.port = port;
  }

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-postgres-'));
    // Apart, because another user runs the server and owns its folder.
    const passwordFile = `${folder}.password`;
    writeFileSync(passwordFile, 'only for tests\n', { mode: 0o600 });
    const isRoot = process.getuid?.() === 0;
    chmodSync(folder, 0o700);
    if (isRoot) chownSync(folder, nobody, nobody);
    const data = join(folder, 'data');
    execFileSync(
      join(programs ?? '', 'initdb'),
      ['-D', data, '-U', admin, '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust', '--no-sync'],
      { ...(isRoot && { uid: nobody, gid: nobody }), cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const server = new PostgresServer(folder, passwordFile, await freePort());
    writeFileSync(join(data, 'postgresql.auto.conf'), configuration(server.port));
    writeFileSync(join(data, 'pg_hba.conf'), access);
    await server.begin();
    server.sql(`CREATE ROLE ${desk} LOGIN PASSWORD 'only for tests'`);
    return server;
  }

  /** Starts the server again after `crash`. */
  async begin(): Promise<void> {
    const log = openSync(`${this.folder}.log`, 'a');
    const isRoot = process.getuid?.() === 0;
    const started = spawn('sh', ['-c', guard], {
      ...(isRoot && { uid: nobody, gid: nobody }),
      cwd: '/',
      env: { PROGRAMS: programs, FOLDER: this.folder, PATH: process.env.PATH },
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    this.guard = started;
    const giveUpMs = performance.now() + readyMsMax;
    while (!(await this.isReady())) {
      if (performance.now() > giveUpMs || started.exitCode !== null) {
        throw new Error(`PostgreSQL does not start: ${readFileSync(`${this.folder}.log`, 'utf8')}`);
      }
      await pause(readyPauseMs);
    }
  }

  /** Ends the server as a crash of its machine would: nothing is written any more. */
  crash(): Promise<void> {
    return this.end('keep');
  }

  async stop(): Promise<void> {
    await this.end('stop');
    for (const file of [this.passwordFile, `${this.folder}.log`]) rmSync(file, { force: true });
  }

  /** Runs SQL as the administrator, and waits for it. Gives the fields of the answer. */
  sql(text: string, database = 'postgres'): string {
    const place = ['-h', '127.0.0.1', '-p', String(this.port), '-U', admin, '-d', database];
    const answer = execFileSync(
      join(programs ?? '', 'psql'),
      ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...place, '-c', text],
      {
        encoding: 'utf8',
        maxBuffer: answerBytesMax,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    return answer.trim();
  }

  /** Takes connections over TLS too, with a certificate of its own that is made out to a name. Gives the certificate's file. */
  takeTls(name: string): string {
    const [key, certificate] = ['server.key', 'server.crt'].map((file) =>
      join(this.folder, 'data', file),
    ) as [string, string];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ed25519',
        '-nodes',
        '-days',
        '2',
        ...subject,
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    );
    if (process.getuid?.() === 0) chownSync(key, nobody, nobody);
    this.sql('ALTER SYSTEM SET ssl = on');
    this.sql('SELECT pg_reload_conf()');
    return certificate;
  }

  /** Makes an empty database for one desk. */
  database(name: string): PostgresSettings {
    this.sql(`CREATE DATABASE ${name} OWNER ${desk}`);
    return {
      host: '127.0.0.1',
      port: this.port,
      user: desk,
      database: name,
      passwordFile: this.passwordFile,
    };
  }

  private async end(word: 'keep' | 'stop'): Promise<void> {
    const { guard: running } = this;
    if (running === undefined) return;
    this.guard = undefined;
    const ended = once(running, 'exit');
    running.stdin?.end(`${word}\n`);
    await ended;
  }

  /** Whether it answers: not while it recovers from a crash. */
  private async isReady(): Promise<boolean> {
    if (!(await accepts(this.port))) return false;
    try {
      return this.sql('SELECT 1') === '1';
    } catch {
      return false;
    }
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** What a configuration says of a record there. */
export function storeOn({ host, port, user, database, passwordFile }: PostgresSettings): object {
  return { kind: 'postgres', url: `postgresql://${user}@${host}:${port}/${database}`, passwordFile };
}
