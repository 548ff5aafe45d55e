/** The sessions of the link to PostgreSQL, over its driver. */
import { Socket } from 'node:net';
import pg from 'pg';
import { connectionOf, placeOf, type PostgresSettings } from './recordAddress.ts';
import { RecordError, recordFault } from './recordFault.ts';
import type { Query, Session } from './recordLink.ts';

/**
 * Milliseconds that an answer may take. After that the outcome of the question is unknown until the record is asked for
 * it.
 */
export const answerMsMax = 10_000;
/** Milliseconds that the end of a session may take. */
const farewellMsMax = 1_000;
const versionLeast = 140_000;

export class RecordSession implements Session {
  private readonly client: pg.Client;
  private readonly socket: Socket;
  private readonly place: string;
  private over: Error | undefined;
  backend = 0;

  private constructor(client: pg.Client, socket: Socket, place: string) {
    this.client = client;
    this.socket = socket;
    this.place = place;
    client.on('error', (error) => this.end(error));
    client.on('end', () => this.end(new Error('the connection was closed')));
  }

  /** Connects, and checks that a commit which PostgreSQL confirms will stay. Throws RecordError. */
  static async open(settings: PostgresSettings, what: string): Promise<RecordSession> {
    const place = placeOf(settings);
    const socket = new Socket();
    let session: RecordSession | undefined;
    try {
      const client = new pg.Client(connectionOf(settings, what, socket));
      // Positions are far below 2^53, so that a number holds them.
      client.setTypeParser(pg.types.builtins.INT8, Number);
      session = new RecordSession(client, socket, place);
      await client.connect();
      await session.check();
      return session;
    } catch (error) {
      await session?.close();
      socket.destroy();
      throw new RecordError(recordFault(error, place));
    }
  }

  get isOpen(): boolean {
    return this.over === undefined;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- whoever asks knows the columns of the answer
  async ask<Row extends object>({
    text,
    values,
    name,
  }: Query): Promise<{ rows: readonly Row[]; count: number }> {
    if (!this.isOpen) throw this.failed(undefined);
    const late = setTimeout(() => this.end(new Error(`no answer in ${answerMsMax / 1_000} s`)), answerMsMax);
    try {
      const config = { text, ...(values && { values: [...values] }), ...(name !== undefined && { name }) };
      const { rows, rowCount } = await this.client.query<Row>(config);
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      throw this.failed(error);
    } finally {
      clearTimeout(late);
    }
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.over = new Error('the session was closed');
    const late = setTimeout(() => this.socket.destroy(), farewellMsMax);
    await this.client.end().catch(() => undefined);
    clearTimeout(late);
  }

  private failed(error: unknown): RecordError {
    return new RecordError(recordFault(this.over ?? error, this.place));
  }

  private end(why: Error): void {
    if (this.over !== undefined) return;
    this.over = why;
    // The driver's own way to end would wait for an answer that may never come.
    this.socket.destroy();
  }

  private async check(): Promise<void> {
    const { rows } = await this.ask<ServerSettings>({ text: askServer });
    const [server] = rows;
    this.backend = server?.backend ?? 0;
    const wrong = server && whyUnfit(server);
    if (wrong === undefined) return;
    throw new RecordError({
      code: 'record_unfit',
      message: `PostgreSQL at ${this.place} is not fit for a record: ${wrong}`,
    });
  }
}

interface ServerSettings {
  readonly backend: number;
  readonly version: number;
  readonly commit: string;
  readonly fsync: string;
  readonly encoding: string;
}

/** Whoever changes `synchronous_commit` while this session runs changes it for others. */
const askServer = `SELECT current_setting('server_version_num')::int AS version,
  set_config('synchronous_commit', current_setting('synchronous_commit'), false) AS commit, current_setting('fsync') AS fsync,
  current_setting('server_encoding') AS encoding, pg_backend_pid() AS backend`;

/** Why a commit that PostgreSQL confirms may be lost or changed; undefined where it is safe. */
function whyUnfit({ version, commit, fsync, encoding }: ServerSettings): string | undefined {
  if (version < versionLeast) {
    return `it is version ${Math.floor(version / 10_000)}; expected ${versionLeast / 10_000} or later`;
  }
  if (!['on', 'remote_write', 'remote_apply'].includes(commit)) {
    return `synchronous_commit is ${commit}, so that it acknowledges what ${commit === 'off' ? 'its own disk' : 'its standby'} may not have; expected on, remote_apply or remote_write`;
  }
  if (fsync !== 'on') {
    return `fsync is ${fsync}, so that a power cut loses or damages the record; expected on`;
  }
  return encoding === 'UTF8' ? undefined : `its encoding is ${encoding}; expected UTF8`;
}
