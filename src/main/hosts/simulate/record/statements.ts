/** What each statement of the desk's own code does to a simulated server. */
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { EventRow } from '../../../engine/events/schema/eventRow.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { recordFormat } from '../../../infra/postgres/recordSchema.ts';
import { fixStatements } from './fixStatements.ts';
import { ServerError } from './serverError.ts';
import type { Answer, RecordedRow, SimulatedPostgres } from './simulatedPostgres.ts';

type Statement = (server: SimulatedPostgres, values: readonly unknown[], backend: number) => Answer;

/** By the words that no other statement has. */
const statements: readonly (readonly [words: string, statement: Statement])[] = [
  ...fixStatements,
  ['pg_try_advisory_lock', tryLock],
  ['pg_advisory_unlock_all', unlock],
  ['FROM pg_locks', holderOf],
  ['pg_terminate_backend', terminate],
  ['to_regclass', () => answer({ there: true })],
  ['SELECT format', () => answer({ format: recordFormat })],
  ['SET epoch = epoch + 1', becomeWriter],
  ['SELECT epoch, position, hash, beat', ({ writer }) => answer(writer)],
  ['writer SET beat', renew],
  ['writer SET released', release],
  ['INSERT INTO breakwater.standby', () => none],
  ['DELETE FROM breakwater.standby', () => none],
  ['SELECT cut_off', () => answer({ cutOff: false })],
  ['SELECT moved', () => answer({ moved: null })],
  ['WITH head AS', append],
  ['INSERT INTO breakwater.write_probe', probe],
  ['DELETE FROM breakwater.write_probe', () => none],
  ['SELECT position, hash FROM breakwater.events', lastRow],
  ['SELECT hash FROM breakwater.events', hashAt],
  ['SELECT position, stream', rowsAfter],
];

const none: Answer = { rows: [], count: 0 };

export function statementOf(text: string): Statement {
  const [, statement] = statements.find(([words]) => text.includes(words)) ?? [];
  invariant(statement !== undefined, `the simulated PostgreSQL knows the statement: ${text}`);
  return statement;
}

function answer(...rows: readonly object[]): Answer {
  return { rows, count: rows.length };
}

function tryLock(server: SimulatedPostgres, _values: readonly unknown[], backend: number): Answer {
  server.holder ??= backend;
  return answer({ taken: server.holder === backend });
}

function unlock(server: SimulatedPostgres, _values: readonly unknown[], backend: number): Answer {
  if (server.holder === backend) server.holder = undefined;
  return answer({});
}

function holderOf({ holder }: SimulatedPostgres): Answer {
  return holder === undefined ? none : answer({ pid: holder });
}

function terminate(server: SimulatedPostgres, [backend]: readonly unknown[]): Answer {
  server.terminate(Number(backend));
  return answer({});
}

function becomeWriter(server: SimulatedPostgres, values: readonly unknown[], backend: number): Answer {
  const [host, pid, what, since, machine, epoch, position, beat] = values;
  const { writer } = server;
  const isOwn = machine === writer.machine && pid === writer.pid;
  const isSame = position === null || (position === writer.position && beat === writer.beat);
  if (position === null && isOwn ? false : !server.isEpoch(epoch) || !isSame) return none;
  const next = {
    host: String(host),
    pid: Number(pid),
    what: String(what),
    since: String(since),
    machine: String(machine),
    isReleased: false,
  };
  // A standby whose takeover was never answered waits on, and may take over again after another one.
  if (position !== null && epoch === writer.epoch) server.waited(Number(pid));
  server.becomeWriter({ ...writer, ...next, epoch: writer.epoch + 1, beat: writer.beat + 1 }, backend);
  const { epoch: raised, position: at, hash } = server.writer;
  return answer({ epoch: raised, position: at, hash });
}

function renew(server: SimulatedPostgres, values: readonly unknown[], backend: number): Answer {
  const [epoch, position, hash] = values;
  const isHead = position === null || (position === server.writer.position && hash === server.writer.hash);
  if (!server.isEpoch(epoch) || !isHead) return none;
  server.checkWriter(backend);
  server.writer = { ...server.writer, beat: server.writer.beat + 1 };
  return { rows: [], count: 1 };
}

function release(server: SimulatedPostgres, [epoch]: readonly unknown[]): Answer {
  if (epoch === server.writer.epoch) server.writer = { ...server.writer, isReleased: true };
  return none;
}

function append(server: SimulatedPostgres, values: readonly unknown[], backend: number): Answer {
  const [epoch, position, hash, nextPosition, nextHash, ...columns] = values;
  const { writer } = server;
  server.beforeCommit?.();
  if (server.fault !== undefined) throw new ServerError('53100', server.fault.message);
  const isNext = writer.position === position && writer.hash === hash;
  if (!server.isEpoch(epoch) || !isNext) return none;
  server.checkWriter(backend);
  const rows = rowsOf(columns.map(String), writer.position);
  server.rows.push(...rows);
  server.writer = { ...writer, position: Number(nextPosition), hash: String(nextHash) };
  server.afterWrite?.();
  return { rows: [], count: rows.length };
}

/** The rows of columns, as `unnest` makes them: a column is one text, with a line for each row. */
function rowsOf(columns: readonly string[], after: number): readonly RecordedRow[] {
  const lines = columns.map((text) => text.split('\n'));
  const count = lines[0]?.length ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const [stream, version, eventId, type, schema, data, correlationId, causationId, actor, time, hash] =
      lines.map((column) => column[index] ?? '');
    const row: EventRow = {
      position: after + index + 1,
      stream: stream ?? '',
      version: Number(version),
      eventId: eventId ?? '',
      type: type ?? '',
      schemaVersion: Number(schema),
      data: data ?? '',
      correlationId: correlationId ?? '',
      causationId: causationId === '' || causationId === undefined ? null : causationId,
      actor: actor ?? '',
      time: time ?? '',
    };
    return { row, hash: hash ?? '' };
  });
}

function probe(server: SimulatedPostgres, [epoch, position, hash]: readonly unknown[]): Answer {
  if (server.fault !== undefined) throw new ServerError('53100', server.fault.message);
  const { writer } = server;
  const isNext = writer.position === position && writer.hash === hash;
  return { rows: [], count: server.isEpoch(epoch) && isNext ? 1 : 0 };
}

function lastRow({ rows }: SimulatedPostgres): Answer {
  const last = rows.at(-1);
  const head: StoreHead | undefined = last && { position: last.row.position, hash: last.hash };
  return head === undefined ? none : answer(head);
}

function hashAt({ rows }: SimulatedPostgres, [position]: readonly unknown[]): Answer {
  const found = rows[Number(position) - 1];
  return found === undefined ? none : answer({ hash: found.hash });
}

function rowsAfter({ rows }: SimulatedPostgres, values: readonly unknown[]): Answer {
  const [position, limit] = values.map(Number);
  const page = rows.slice(position, (position ?? 0) + (limit ?? 0));
  return answer(...page.map(({ row, hash }) => ({ ...row, hash })));
}
