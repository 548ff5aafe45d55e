/** A drop copy of the desk with its record, for tests: what it tells, in words. */
import { join } from 'node:path';
import { formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import { parseVenueId, trusted } from '../../../../../shared/kernel/ids.ts';
import type { CopiedExecution } from '../../../../domain/order/dropCopy/copiedOrders.ts';
import type { Scheduler } from '../../../../engine/ports.ts';
import { nodeScheduler } from '../../../clock/nodeScheduler.ts';
import { systemClock } from '../../../clock/systemClock.ts';
import { Dialect } from '../application/dialect.ts';
import { DropCopySession } from '../dropCopy/dropCopySession.ts';
import type { FixNotice } from '../fixVenueOptions.ts';
import type { SessionSettings } from '../session/sessionState.ts';
import { openFixStore } from '../store/fixStore.ts';
import { fixConnection } from '../transport/fixConnection.ts';
import type { FixTestBed } from './fixTestBed.ts';

export interface CopyDesk {
  readonly session: DropCopySession;
  readonly notices: readonly FixNotice[];
  /** What has ended of that which notices told. */
  readonly over: readonly FixNotice['kind'][];
  /** What its record told when it was opened. */
  readonly before: readonly string[];
  /** What it has told since then. */
  readonly heard: () => readonly string[];
}

interface CopyDeskOptions extends Partial<SessionSettings> {
  readonly port: number;
  /** The record; that of the test's other desks where absent. */
  readonly file?: string;
  readonly scheduler?: Scheduler;
}

/** A session that is opened; it closes with the bed. */
export function openCopy(
  bed: FixTestBed,
  { port, file = 'copy.db', scheduler = nodeScheduler(), ...change }: CopyDeskOptions,
): CopyDesk {
  const settings: SessionSettings = {
    beginString: 'FIX.4.4',
    senderCompId: 'DESK',
    targetCompId: 'VENUE',
    heartbeatSeconds: 30,
    resetOnLogon: false,
    ...change,
  };
  const store = openFixStore(join(bed.folder, file), settings);
  if (!store.ok) throw new Error(store.error.message);
  const notices: FixNotice[] = [];
  const over: FixNotice['kind'][] = [];
  const heard: CopiedExecution[] = [];
  const session = new DropCopySession({
    venue: trusted(parseVenueId, 'exec'),
    graceMs: 5_000,
    downAfterMs: 60_000,
    settings,
    schedule: undefined,
    dialect: new Dialect(),
    store: store.value,
    openWire: fixConnection({ host: '127.0.0.1', port, tls: undefined }),
    credentials: undefined,
    clock: systemClock(),
    scheduler,
    logger: undefined,
    onNotice: (notice) => notices.push(notice),
    onOver: (kind) => over.push(kind),
  });
  bed.onEnd(() => session.close());
  const before = [...session.told()].map(words);
  session.open((copied) => heard.push(copied));
  return { session, notices, over, before, heard: () => heard.map(words) };
}

function words({ clientOrderId, executionId, revises, side, symbol, quantity, price }: CopiedExecution) {
  const figures = `${formatDecimal(quantity)}@${formatDecimal(price)}`;
  return [clientOrderId, executionId, revises ?? '', side, symbol, figures].join(' ');
}
