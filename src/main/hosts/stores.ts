/** Opens the stores of a data folder together, for the folder's one writer. */
import { hasWalResetBug, sqliteSentence } from '../../shared/contract/sqliteVersion.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import { ok, type Result } from '../../shared/kernel/result.ts';
import type { EventSourcingSettings } from '../engine/configuration.ts';
import type { EventStore } from '../engine/events/eventStore.ts';
import type { OrderViewStore } from '../engine/readmodel/orderViewStore.ts';
import type { Clock, Logger, Scheduler } from '../engine/ports.ts';
import type { SubscriptionCheckpoints } from '../engine/events/subscriptions/subscriptionCheckpoints.ts';
import type { ReadModelBuilds } from '../engine/readmodel/readModelBuilds.ts';
import { openSqliteEventSearch, type SqliteEventSearch } from '../infra/sqlite/search/sqliteEventSearch.ts';
import { eventFormat } from '../infra/sqlite/events/eventDatabase.ts';
import { headRecordFault } from '../infra/sqlite/events/headRecord.ts';
import { openSqliteEventStore, startLogThread } from '../infra/sqlite/events/sqliteEventStore.ts';
import { openSqliteOrderViewStore } from '../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { openSqliteSubscriptionCheckpoints } from '../infra/sqlite/derived/sqliteSubscriptionCheckpoints.ts';
import { sqliteReadModelBuilds } from '../infra/sqlite/orders/sqliteReadModelBuilds.ts';

export interface StoresOptions {
  readonly folder: string;
  /** Names this process when a second engine is refused. */
  readonly owner: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly settings: EventSourcingSettings;
  /** The built file of the log's thread; when absent, its source is used. */
  readonly logThread?: string | undefined;
  /** Called when the open read model turns out to be damaged and has to be made anew. */
  readonly onDamage: (fault: Fault) => void;
}

export interface Stores {
  readonly events: EventStore;
  readonly orderViews: OrderViewStore;
  readonly search: SqliteEventSearch;
  readonly builds: ReadModelBuilds;
  readonly checkpoints: SubscriptionCheckpoints;
  /** Faults of the files that were made anew from the events. */
  readonly remade: readonly Fault[];
}

/** Opens the stores for the folder's one writer. Faults: those of openSqliteEventStore. */
export async function openStores(options: StoresOptions): Promise<Result<Stores, Fault>> {
  const { folder, owner, clock, scheduler, logger, settings, logThread, onDamage } = options;
  const remade: Fault[] = [];
  const onRemade = (why: Fault): void => {
    logger.log('warn', 'a derived file is made anew from the events', { code: why.code, why: why.message });
    remade.push(why);
  };
  const events = await openSqliteEventStore(
    { folder, owner, clock, scheduler, logger, settings, onRemade },
    startLogThread(logThread),
  );
  if (!events.ok) return events;
  noteVersion(events.value, logger);
  const lost = events.value.head().position === 0 ? undefined : headRecordFault(folder);
  if (lost !== undefined) onRemade(lost);
  const builds = sqliteReadModelBuilds(folder, onDamage);
  // Removes what a rebuild left that a crash ended.
  builds.discard();
  const orderViews = openSqliteOrderViewStore({ folder, onRemade, onDamage });
  if (!orderViews.ok) {
    await events.value.close();
    return orderViews;
  }
  const checkpoints = openSqliteSubscriptionCheckpoints(folder, onRemade);
  if (!checkpoints.ok) {
    orderViews.value.close();
    await events.value.close();
    return checkpoints;
  }
  const search = openSqliteEventSearch(folder, { clock, scheduler });
  if (!search.ok) {
    checkpoints.value.close();
    orderViews.value.close();
    await events.value.close();
    return search;
  }
  return ok({
    events: events.value,
    orderViews: orderViews.value,
    checkpoints: checkpoints.value,
    search: search.value,
    builds,
    remade,
  });
}

/** With the mistake of some versions of SQLite, whoever reads the log file later must know that it was there. */
function noteVersion(events: EventStore, logger: Logger): void {
  const { sqliteVersion } = events.health();
  if (sqliteVersion === undefined) return;
  const level = hasWalResetBug(sqliteVersion) ? 'warn' : 'info';
  logger.log(level, 'the event store is open', {
    sqlite: sqliteSentence(sqliteVersion),
    synchronous: eventFormat.synchronous,
  });
}

export async function closeStores({ events, orderViews, checkpoints, search }: Stores): Promise<void> {
  search.close();
  checkpoints.close();
  orderViews.close();
  await events.close();
}
