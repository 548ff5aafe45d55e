/** How `desk run` comes to the record: at once, or as a standby that waits for its lease. */
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../../shared/kernel/result.ts';
import type { LeaseTaken } from '../../../../domain/lease/leaseTaken.ts';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../../infra/clock/systemClock.ts';
import type { DeskConfiguration } from '../../../../infra/configuration/deskConfiguration.ts';
import type { IntakeRecord } from '../../../../infra/intake/intakeRecord.ts';
import { ndjsonRecords } from '../../../../infra/intake/ndjsonRecords.ts';
import { ofComponent } from '../../../../infra/logging/ofComponent.ts';
import { HandedRecords } from '../../../feed/handedRecords.ts';
import { StandbyDesk, venueDoors } from '../../../standby/standbyDesk.ts';
import type { Call } from '../../desk/call.ts';
import { deskLog } from '../../desk/openDesk.ts';
import { UsageError } from '../../terminal/exitCode.ts';

export interface LeaseWait {
  /** The lease that was taken; absent where the engine takes it at its start. */
  readonly lease: LeaseTaken | undefined;
  /** What the ready line says of the takeover. */
  readonly facts: () => { readonly epoch?: number; readonly ms?: number };
  /** The lines of signals that nobody has answered yet. */
  readonly records: () => Promise<AsyncIterable<IntakeRecord>>;
}

interface Waiting {
  readonly folder: string;
  readonly configuration: DeskConfiguration;
  readonly ended: AbortSignal;
}

/** Resolves with the lease, or when `ended` aborts. Faults: those of StandbyDesk.wait. */
export async function awaitLease(
  { io, host, json }: Call,
  { standby, signals }: { readonly standby?: boolean; readonly signals?: string },
  { folder, configuration, ended }: Waiting,
): Promise<Result<LeaseWait, Fault>> {
  const { store } = configuration;
  const isStandby = standby === true || (store.kind === 'postgres' && store.standby === true);
  if (!isStandby) {
    return ok({
      lease: undefined,
      facts: () => ({}),
      records: () => Promise.resolve(ndjsonRecords(io.input)),
    });
  }
  if (store.kind !== 'postgres') {
    throw new UsageError(
      'a standby waits for a record that both engines reach: expected "store": { "kind": "postgres", … } in the configuration',
    );
  }
  const { logger } = deskLog({ folder, json });
  const records = new HandedRecords(ndjsonRecords(io.input));
  const desk = new StandbyDesk({
    folder,
    host,
    settings: store.postgres,
    doors: outerDoors(configuration),
    configuration: configuration.engine,
    clock: systemClock(),
    scheduler: nodeScheduler(),
    logger: ofComponent(logger, 'standby'),
    signal: ended,
    onWaiting: ({ position, holder }) => void io.json({ type: 'standby', position, holder }),
  });
  const active = new AbortController();
  const refusing =
    signals === '-'
      ? records.takeUntil(active.signal, (record) => io.json(desk.refusal(record)))
      : Promise.resolve();
  const lease = await desk.wait();
  const tookMs = performance.now();
  logger.close();
  if (!lease.ok) return lease;
  const { epoch, why, waitedMs } = lease.value ?? {};
  if (epoch !== undefined) await io.json({ type: 'takeover', epoch, reason: why, waitedMs });
  return ok({
    lease: lease.value,
    facts: () => (epoch === undefined ? {} : { epoch, ms: Math.round(performance.now() - tookMs) }),
    async records() {
      active.abort();
      await refusing;
      return records.rest();
    },
  });
}

/** Throws UsageError where a venue runs inside the engine. */
function outerDoors(configuration: DeskConfiguration) {
  return new Map(
    [...venueDoors(configuration)].map(([venue, door]) => {
      if (door !== undefined) return [venue, door] as const;
      throw new UsageError(
        `venue ${venue} runs inside the engine and ends with it, so that no standby could take over: expected "simulator": { "at": … }, a venue that runs already, or a venue of kind "fix"`,
      );
    }),
  );
}
