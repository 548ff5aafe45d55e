/** What the statements about FIX sessions do to a simulated server. */
import { fixMessageKinds } from '../../../../shared/kernel/fixMessages.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { StoredRow } from '../../../infra/postgres/fix/fixRows.ts';
import { ServerError } from './serverError.ts';
import type { Answer, RecordedSession, SimulatedPostgres } from './simulatedPostgres.ts';

type Values = readonly unknown[];
type Statement = (server: SimulatedPostgres, values: Values) => Answer;

const none: Answer = { rows: [], count: 0 };

/** By the words that no other statement has. */
export const fixStatements: readonly (readonly [words: string, statement: Statement])[] = [
  ['INSERT INTO breakwater.fix_sessions', begin],
  ['SET writer = $2', claim],
  ['SET file = $3', goOn],
  ['INSERT INTO breakwater.fix_messages', add],
  ['UPDATE breakwater.fix_messages', mark],
  ['FROM breakwater.fix_messages', rowsAfter],
  ['FROM breakwater.fix_sessions WHERE name = $1', read],
  // A large addition comes in several statements, whose outcome is asked for where the last one is not answered.
  ['BEGIN', () => none],
  ['COMMIT', () => none],
];

function begin({ fixSessions }: SimulatedPostgres, values: Values): Answer {
  const [name, beginString, senderCompId, targetCompId] = values.map(String);
  if (name === undefined || fixSessions.has(name)) return none;
  fixSessions.set(name, {
    beginString: beginString ?? '',
    senderCompId: senderCompId ?? '',
    targetCompId: targetCompId ?? '',
    writer: 0,
    file: '',
    epoch: 1,
    nextOut: 1,
    nextIn: 1,
    windowStart: 0,
    promised: 1,
    position: 0,
    lost: '[]',
    messages: [],
  });
  return none;
}

function claim(server: SimulatedPostgres, [name, epoch]: Values): Answer {
  const session = server.fixSessions.get(String(name));
  const writer = Number(epoch);
  if (session === undefined || session.writer > writer) return none;
  const claimed = change(server, String(name), { ...session, writer });
  return { rows: [{ ...claimed, promised: server.promisedOf(claimed) }], count: 1 };
}

function read({ fixSessions }: SimulatedPostgres, [name]: Values): Answer {
  const session = fixSessions.get(String(name));
  return session === undefined ? none : { rows: [session], count: 1 };
}

function goOn(server: SimulatedPostgres, [name, epoch, file, lost]: Values): Answer {
  const session = heldBy(server, name, epoch);
  if (session === undefined) return none;
  change(server, String(name), { ...session, file: String(file), lost: String(lost) });
  return { rows: [], count: 1 };
}

function add(server: SimulatedPostgres, values: Values): Answer {
  const [name, epoch, after, last, ...rest] = values;
  const [ownEpoch, nextOut, nextIn, windowStart, promised] = rest.map(Number);
  const columns = rest.slice(5);
  const session = heldBy(server, name, epoch);
  if (session === undefined || session.position !== after) return { rows: [{ held: 0 }], count: 1 };
  change(server, String(name), {
    ...session,
    position: Number(last),
    epoch: ownEpoch ?? 0,
    nextOut: nextOut ?? 0,
    nextIn: nextIn ?? 0,
    windowStart: windowStart ?? 0,
    promised: promised ?? 0,
    messages: [...session.messages, ...messagesOf(columns)],
  });
  return { rows: [{ held: 1 }], count: 1 };
}

/** The rows of columns, as `unnest` makes them. */
function messagesOf(columns: readonly unknown[]): readonly StoredRow[] {
  const lists = columns.map((column) => (Array.isArray(column) ? (column as readonly unknown[]) : []));
  const [
    positions = [],
    epochs = [],
    directions = [],
    kinds = [],
    seqNums = [],
    types = [],
    times = [],
    raws = [],
  ] = lists;
  return positions.map((position, index) => {
    const raw = raws[index];
    const kind = fixMessageKinds.find((one) => one === kinds[index]);
    invariant(raw instanceof Buffer && kind !== undefined, 'a message is bytes of a known kind');
    return {
      position: Number(position),
      epoch: Number(epochs[index]),
      direction: directions[index] === 'in' ? 'in' : 'out',
      kind,
      seqNum: Number(seqNums[index]),
      msgType: String(types[index]),
      time: Number(times[index]),
      raw,
    };
  });
}

function mark(server: SimulatedPostgres, [name, epoch, positions]: Values): Answer {
  const session = heldBy(server, name, epoch);
  if (session === undefined || !Array.isArray(positions)) return none;
  const messages = session.messages.map((one): StoredRow =>
    positions.includes(one.position) ? { ...one, kind: 'unsent' } : one,
  );
  change(server, String(name), { ...session, messages });
  return none;
}

function rowsAfter({ fixSessions }: SimulatedPostgres, [name, position, limit]: Values): Answer {
  const { messages = [] } = fixSessions.get(String(name)) ?? {};
  const rows = messages.filter((one) => one.position > Number(position)).slice(0, Number(limit));
  return { rows, count: rows.length };
}

/** The session, where an engine of this epoch has it. */
function heldBy({ fixSessions }: SimulatedPostgres, name: unknown, epoch: unknown) {
  const session = fixSessions.get(String(name));
  return session?.writer === epoch ? session : undefined;
}

function change(server: SimulatedPostgres, name: string, session: RecordedSession): RecordedSession {
  if (server.fault !== undefined) throw new ServerError('53100', server.fault.message);
  server.fixSessions.set(name, session);
  return session;
}
