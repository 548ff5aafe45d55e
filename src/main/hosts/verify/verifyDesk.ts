/**
 * Verifies everything that can be proved about a data folder: the hash chain, the read models against the events, and
 * the messages of FIX sessions.
 */
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { understandingStore } from '../../engine/events/understanding/understandingStore.ts';
import { ordersProjection } from '../../engine/readmodel/ordersProjection.ts';
import { openEventStoreToRead } from '../../infra/sqlite/events/readOnlyEventStore.ts';
import type { PostgresSettings } from '../../infra/postgres/recordAddress.ts';
import { verifyReports, type ReportsReport } from '../../infra/postgres/reports/verifyReports.ts';
import { verifyRecord, type RecordReport } from '../../infra/postgres/verifyRecord.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { headRecordFault } from '../../infra/sqlite/log/headRecord.ts';
import { verifyChain, type ChainReport } from '../../infra/sqlite/chain/verifyChain.ts';
import {
  believedKeys,
  judgeCheckpoint,
  type CheckpointReport,
  type GivenCheckpoint,
} from './judgeCheckpoint.ts';
import { counted } from '../../../shared/kernel/counted.ts';
import { doubtOf, seenHeads } from './storeDoubts.ts';
import { verifyFixRecords } from './verifyFixRecords.ts';
import { compareSignals, type SignalsReport } from './verifySignals.ts';
import { withRecord, withReports } from './withRecord.ts';
import { verifyReadModel, type ReadModelVerification } from './verifyReadModel.ts';

export interface VerifyDependencies {
  readonly folder: string;
  readonly scheduler: Scheduler;
  /** Where the record is of which the folder has the copy. */
  readonly record?: PostgresSettings | undefined;
}

export interface VerifyHooks {
  /**
   * Called with events done, of all events. An event that was checked for the chain, but not yet for the read models,
   * counts as half.
   */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The chain's head that somebody exported at an earlier time. */
  readonly checkpoint?: GivenCheckpoint | undefined;
  /** A public key to believe besides the data folder's own. */
  readonly trustedKey?: string | undefined;
}

export type ReadModelReport =
  | ({
      readonly state: 'compared';
      /** Name of the read model, with the version of its projection. */
      readonly name: string;
      readonly version: number;
    } & ReadModelVerification)
  /** There is nothing to compare: no read model yet, or one of another version. The next start builds it. */
  | { readonly state: 'absent'; readonly message: string }
  | { readonly state: 'unreadable'; readonly message: string };

export interface VerifyReport {
  readonly good: boolean;
  /** The result in a sentence. It names the first bad position where there is one. */
  readonly summary: string;
  /** The first position that is not as it was written, or whose order has a wrong row. */
  readonly firstBadPosition?: number;
  readonly chain: ChainReport;
  /** Present when an exported checkpoint was given, even if it was not believed and so not compared. */
  readonly checkpoint?: CheckpointReport;
  /** The read model compared with a replay. Absent when the chain is broken: events that may be false prove nothing. */
  readonly readModel?: ReadModelReport;
  /** The record in PostgreSQL, where the folder has a copy of one. */
  readonly record?: RecordReport;
  /** The reporting tables beside that record, compared with a replay. */
  readonly reports?: ReportsReport;
  /** The read model of signals compared with the same replay. */
  readonly signals?: SignalsReport;
}

/**
 * Works beside a running engine, after a crash, and on a damaged file. Faults: those of verifyChain, and
 * `verify_failed`.
 */
export async function verifyDesk(
  dependencies: VerifyDependencies,
  hooks: VerifyHooks = {},
): Promise<Result<VerifyReport, Fault>> {
  try {
    const verified = await verifyFolder(dependencies, hooks);
    const { record: settings, folder } = dependencies;
    if (!verified.ok || settings === undefined) return verified;
    const record = await verifyRecord({ settings, folder, signal: hooks.signal });
    const report = withRecord(verified.value, record);
    // Events that may be false prove nothing.
    if (!verified.value.chain.intact || !record.ok || !record.value.intact) return ok(report);
    return ok(withReports(report, await compareReports(dependencies, settings, hooks.signal)));
  } catch (error) {
    if (hooks.signal?.aborted === true) return err({ code: 'canceled', message: 'canceled before its end' });
    return err(faultFrom('verify_failed', error));
  }
}

async function compareReports(
  { folder, scheduler }: VerifyDependencies,
  settings: PostgresSettings,
  signal: AbortSignal | undefined,
): Promise<Result<ReportsReport, Fault>> {
  const events = openEventStoreToRead(folder, scheduler);
  if (!events.ok) return events;
  try {
    return await verifyReports({ settings, events: understandingStore(events.value), signal });
  } finally {
    await events.value.close();
  }
}

async function verifyFolder(
  dependencies: VerifyDependencies,
  { onProgress, signal, checkpoint, trustedKey }: VerifyHooks,
): Promise<Result<VerifyReport, Fault>> {
  const { folder, scheduler } = dependencies;
  const judged = checkpoint === undefined ? undefined : judgeCheckpoint(folder, checkpoint);
  const chain = await verifyChain({
    folder,
    scheduler,
    believedKeys: believedKeys(folder, trustedKey),
    seen: seenHeads(folder),
    ...(judged?.believed === true && { checkpoint: judged.at }),
    ...(signal !== undefined && { signal }),
    onProgress: (done, total) => onProgress?.({ done: Math.floor(done / 2), total }),
  });
  if (!chain.ok) return chain;
  if (!chain.value.intact) return ok(withCheckpoint(brokenChain(chain.value), judged));
  const doubt = doubtOf(folder);
  if (doubt !== undefined) return ok(withCheckpoint(doubted(chain.value, doubt), judged));
  const total = chain.value.events;
  const comparison = compareSignals(folder);
  const readModel = await compareReadModel(dependencies, {
    onEvent: (event) => {
      comparison.take(event);
      onProgress?.({ done: Math.floor((total + Math.min(event.position, total)) / 2), total });
    },
    signal,
  });
  const compared = comparison.finish();
  // Nothing was replayed where there are no orders to compare.
  const signals = readModel.state === 'compared' ? compared : undefined;
  const report = wholeChain(chain.value, readModel);
  const lost = total === 0 ? undefined : headRecordFault(folder);
  const fix = verifyFixRecords(folder);
  const summary = [report.summary, signals?.problem, lost?.message, fix?.summary]
    .filter((part) => part !== undefined)
    .join('; ');
  const good = report.good && fix?.good !== false && signals?.problem === undefined;
  return ok(withCheckpoint({ ...report, good, summary, ...(signals && { signals }) }, judged));
}

function withCheckpoint(report: VerifyReport, checkpoint: CheckpointReport | undefined): VerifyReport {
  if (checkpoint === undefined) return report;
  const { believed, message } = checkpoint;
  return { ...report, good: report.good && believed, summary: `${report.summary}; ${message}`, checkpoint };
}

async function compareReadModel(
  { folder, scheduler }: VerifyDependencies,
  hooks: Parameters<typeof verifyReadModel>[2],
): Promise<ReadModelReport> {
  const views = openSqliteOrderViewStore({ folder, readOnly: true });
  if (!views.ok) {
    // A read model of an older version is made again at the next start, so it proves nothing for or against the store.
    const isAbsent = ['store_missing', 'store_too_old'].includes(views.error.code);
    const state = isAbsent ? 'absent' : 'unreadable';
    return { state, message: views.error.message };
  }
  try {
    const { version } = views.value.checkpoint();
    if (version !== ordersProjection.version) {
      const message = `the read model is of version ${version}, this program writes ${ordersProjection.version}`;
      return { state: 'absent', message };
    }
    const events = openEventStoreToRead(folder, scheduler);
    if (!events.ok) return { state: 'unreadable', message: events.error.message };
    try {
      const verified = await verifyReadModel(understandingStore(events.value), views.value, hooks);
      return { state: 'compared', name: ordersProjection.name, version, ...verified };
    } finally {
      await events.value.close();
    }
  } catch (error) {
    hooks?.signal?.throwIfAborted();
    return { state: 'unreadable', message: faultFrom('read_model_unreadable', error).message };
  } finally {
    views.value.close();
  }
}

function written(events: number): string {
  return events === 1 ? '1 event is as it was written' : `${events} events are as they were written`;
}

/** The result for a consistent chain with other evidence against it: it proves nothing about the store. */
function doubted(chain: Extract<ChainReport, { intact: true }>, doubt: string): VerifyReport {
  return { good: false, summary: `${counted(chain.events, 'event')} in an unbroken chain; ${doubt}`, chain };
}

function brokenChain(chain: Extract<ChainReport, { intact: false }>): VerifyReport {
  const { position, message, events } = chain;
  return {
    good: false,
    summary: events === 0 ? message : `${message}; before it, ${written(events)}`,
    firstBadPosition: position,
    chain,
  };
}

function wholeChain(chain: Extract<ChainReport, { intact: true }>, readModel: ReadModelReport): VerifyReport {
  const { checkpoints, foreignCheckpoints } = chain;
  const signed = checkpoints === 0 ? '' : `, ${counted(checkpoints, 'signed checkpoint')} among them`;
  const foreign =
    foreignCheckpoints === 0
      ? ''
      : `; ${counted(foreignCheckpoints, 'signed checkpoint')} by a key that is not this folder's, and prove nothing here`;
  const events = `${written(chain.events)}${signed}${foreign}`;
  if (readModel.state === 'unreadable') {
    return {
      good: false,
      summary: `${events}; the read model can not be read: ${readModel.message}`,
      chain,
      readModel,
    };
  }
  if (readModel.state === 'absent') {
    return {
      good: true,
      summary: `${events}; no read model to compare: ${readModel.message}`,
      chain,
      readModel,
    };
  }
  const { orders, different, first, damage } = readModel;
  if (first === undefined && damage !== undefined) {
    return {
      good: false,
      summary: `${events}; the read model is not as it was written: ${damage}`,
      chain,
      readModel,
    };
  }
  if (first === undefined) {
    const summary = `${events}; ${counted(orders, 'order')} ${orders === 1 ? 'reads as its' : 'read as their'} events say`;
    return { good: true, summary, chain, readModel };
  }
  const summary = `${events}; ${different} of ${counted(orders, 'order')} read otherwise, first ${first.orderId} at position ${first.position}: ${first.message}`;
  return { good: false, summary, firstBadPosition: first.position, chain, readModel };
}
