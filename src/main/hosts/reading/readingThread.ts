/**
 * Entry of the reading thread: it follows the log, writes the rows of the read models, and answers questions about
 * orders, signals and events. It alone writes `views.db` and `signals.db`, and it can't write `events.db`.
 */
import { parentPort } from 'node:worker_threads';
import { threadData } from '../../infra/threads/threadData.ts';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import type { Logger } from '../../engine/ports.ts';
import { understandingStore } from '../../engine/events/understanding/understandingStore.ts';
import { FoldedPast } from '../../engine/past/foldedPast.ts';
import { FollowingReader } from '../../engine/queries/followingReader.ts';
import type { Answered } from '../../engine/queries/orderReader.ts';
import { SignalFollower } from '../../engine/queries/signalFollower.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { openEventStoreToRead } from '../../infra/sqlite/events/readOnlyEventStore.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { sqliteReadModelBuilds } from '../../infra/sqlite/orders/sqliteReadModelBuilds.ts';
import { openSqliteSignalViewStore } from '../../infra/sqlite/signals/sqliteSignalViewStore.ts';
import { openSqliteEventSearch } from '../../infra/sqlite/search/sqliteEventSearch.ts';
import { WorkThreads } from '../threads/workThreads.ts';
import type {
  AskMessage,
  FromReadingThread,
  ReadingQuestion,
  ReadingQuestions,
  ReadingThreadData,
  ToReadingThread,
} from './readingMessages.ts';

/** Milliseconds between two reports of how far the log is read. */
const reportMs = 100;

const port = parentPort;
invariant(port !== null, 'the reading thread is a worker thread');
const post = (message: FromReadingThread): void => port.postMessage(message);
const { folder } = threadData<ReadingThreadData>();
const clock = systemClock();
const scheduler = nodeScheduler();
const logger: Logger = { log: (level, message, fields) => post({ type: 'log', level, message, fields }) };

let isMending = false;
const mend = async (fault: Fault): Promise<void> => {
  if (isMending) return;
  isMending = true;
  post({ type: 'damaged', fault });
  const rebuilt = await reader.rebuild(builds);
  if (!rebuilt.ok) {
    logger.log('error', 'the read model was not made anew', { error: rebuilt.error.message });
  }
  isMending = false;
};
const onDamage = (fault: Fault): void => void mend(fault);
const onRemade = (fault: Fault): void => post({ type: 'damaged', fault });

const events = opened(openEventStoreToRead(folder, scheduler));
const search = opened(openSqliteEventSearch(folder, { clock, scheduler }));
const builds = sqliteReadModelBuilds(folder, onDamage);
const views = opened(openSqliteOrderViewStore({ folder, onRemade, onDamage }));
/** Where somebody else has changed rows of signals, all rows are made again, in a turn of their own. */
let signalsMending = false;
const onSignalDamage = (fault: Fault): void => {
  if (signalsMending) return;
  signalsMending = true;
  post({ type: 'damaged', fault });
  scheduler.soon(() => {
    signalsMending = false;
    signals.startAnew();
  });
};
const signalViews = opened(openSqliteSignalViewStore({ folder, onRemade, onDamage: onSignalDamage }));
const signals = new SignalFollower({ events, views: signalViews, scheduler, logger });
const work = new WorkThreads();
let exchanges = 0;
/** Checks all rows in a thread of its own, while questions are answered from proven rows. */
async function prove(): Promise<void> {
  const before = exchanges;
  const proven = await work.run({ kind: 'views', folder }, {});
  // The checked rows may have been replaced meanwhile.
  if (proven.ok || exchanges !== before) return;
  const { code, message } = proven.error;
  if (code === 'store_damaged') onDamage(proven.error);
  else if (code !== 'canceled') {
    logger.log('warn', 'the read model was not looked through', { code, error: message });
  }
}

const reader = new FollowingReader({
  events,
  views,
  clock,
  scheduler,
  logger,
  onRead: (batch) => signals.take(batch),
});
reader.onRebuilt(() => {
  exchanges++;
  post({ type: 'exchanged' });
});

const past = new FoldedPast({
  events: understandingStore(events),
  clock,
  page: async (query, atLeast) => (await reader.ask('page', query, atLeast)).value,
});

type Handlers = {
  readonly [Question in ReadingQuestion]: (
    asked: ReadingQuestions[Question]['asked'],
    atLeast: number,
  ) => Promise<Answered<ReadingQuestions[Question]['answer']>>;
};
/** Every event that was on disk before the question is found: its position is that of the search itself. */
const handlers: Handlers = {
  page: (asked, atLeast) => reader.ask('page', asked, atLeast),
  positions: (asked, atLeast) => reader.ask('positions', asked, atLeast),
  blotter: (asked, atLeast) => reader.ask('blotter', asked, atLeast),
  totals: (asked, atLeast) => reader.ask('totals', asked, atLeast),
  lines: (asked, atLeast) => reader.ask('lines', asked, atLeast),
  order: (asked, atLeast) => reader.ask('order', asked, atLeast),
  orderAt: (asked, atLeast) => reader.ask('orderAt', asked, atLeast),
  orderEvents: (asked, atLeast) => reader.ask('orderEvents', asked, atLeast),
  signalList: (asked) => signals.askSignals('signalList', asked),
  signalRows: (asked) => signals.askSignals('signalRows', asked),
  signalChanges: (asked) => signals.askSignals('signalChanges', asked),
  signal: (asked) => signals.askSignals('signal', asked),
  search: async (asked) => ({ position: reader.position, value: await search.search(asked) }),
  streams: async (asked) => ({ position: reader.position, value: await search.streams(asked) }),
  deskAt: async (asked) => ({ position: reader.position, value: await past.deskAt(asked) }),
  ordersAt: async (asked) => ({ position: reader.position, value: await past.ordersAt(asked) }),
  compare: async (asked) => ({ position: reader.position, value: await past.compare(asked) }),
  written: async (_asked, atLeast) => {
    await reader.written(atLeast);
    signals.written();
    return { position: reader.position, value: undefined };
  },
};

async function answer<Question extends ReadingQuestion>(message: AskMessage<Question>): Promise<void> {
  const { id, question, asked, atLeast } = message;
  try {
    post({ type: 'answered', id, ...(await handlers[question](asked, atLeast)) });
  } catch (error) {
    const fault = error instanceof StoreReadError ? error.fault : faultFrom('question_failed', error);
    post({ type: 'refused', id, fault });
  }
}

const rebuilds = new Map<number, AbortController>();
async function rebuild(id: number): Promise<void> {
  const abort = new AbortController();
  rebuilds.set(id, abort);
  const result = await reader.rebuild(builds, {
    signal: abort.signal,
    onProgress: (progress) => post({ type: 'progress', id, progress }),
  });
  if (result.ok) signals.startAnew();
  rebuilds.delete(id);
  post({ type: 'rebuilt', id, result });
}

let reported: { readonly position: number; readonly fault: Fault | undefined } = {
  position: reader.position,
  fault: undefined,
};
const reports = scheduler.every(reportMs, () => {
  const now = { position: reader.position, fault: reader.fault() };
  if (now.position === reported.position && now.fault === reported.fault) return;
  reported = now;
  post({ type: 'read', ...now });
});

async function close(): Promise<void> {
  reports.cancel();
  for (const abort of rebuilds.values()) abort.abort();
  await reader.close();
  signals.close();
  await work.close();
  search.close();
  await events.close();
  post({ type: 'closed' });
  port?.close();
}

port.on('message', (message: ToReadingThread) => {
  switch (message.type) {
    case 'start':
      signals.start(message.anew);
      void reader.start(message.anew).then(() => {
        // From here on the signals' rows use the events that the orders' reader has read.
        signals.follow(reader.position);
        post({ type: 'started' });
        void prove();
      });
      return;
    case 'follow':
      reader.follow(message.head);
      return;
    case 'ask':
      void answer(message);
      return;
    case 'rebuild':
      void rebuild(message.id);
      return;
    case 'cancel':
      rebuilds.get(message.id)?.abort();
      return;
    case 'close':
      void close();
  }
});

function opened<Opened>(result: Result<Opened, Fault>): Opened {
  if (!result.ok) throw new StoreReadError(result.error);
  return result.value;
}
