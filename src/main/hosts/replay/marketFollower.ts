/**
 * Moves held markets to the day of each signal before the signal is sent, so that a file made from real prices fills as
 * it would have filled then. Where an order trades during the move, the market waits until the engine has reacted.
 */
import { isRecord } from '../../../shared/kernel/records.ts';
import { signalStream } from '../../../shared/kernel/ids.ts';
import { epochMicros, readInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import type { SimVenueControl } from '../../infra/venues/sim/client/simVenueControl.ts';
import { inputOf, signalIdOf } from '../feed/takeRecord.ts';

export interface MarketFollower {
  /** The day to move to before this record; undefined when the market is already there. */
  wants(record: IntakeRecord): EpochMicros | undefined;
  /** Resolves when every market is at the day and its prices have arrived. Call it while nothing is in flight. */
  moveTo(day: EpochMicros): Promise<void>;
}

const dayMicros = 86_400_000_000;
/** Offset of the last moment of a day. The day's bar is at or before it, whatever the bar's time. */
const dayEnd = dayMicros - 1;

export function marketFollower(
  engine: Pick<Engine, 'store' | 'settled'>,
  controls: readonly Pick<SimVenueControl, 'advanceTo'>[],
): MarketFollower {
  let current: EpochMicros | undefined;
  return {
    wants(record) {
      const day = dayOf(record);
      return day === undefined || day === current || !isNew(record, engine) ? undefined : day;
    },
    async moveTo(day) {
      current = day;
      await Promise.all(controls.map((control) => moveMarket(engine, control, epochMicros(day + dayEnd))));
    },
  };
}

async function moveMarket(
  engine: Pick<Engine, 'settled'>,
  control: Pick<SimVenueControl, 'advanceTo'>,
  to: EpochMicros,
): Promise<void> {
  // On the same connection the answer comes after the reports and prices.
  while ((await control.advanceTo(to)).underway) await engine.settled();
}

function dayOf(record: IntakeRecord): EpochMicros | undefined {
  const input = inputOf(record);
  const createdAt = isRecord(input) ? input['createdAt'] : undefined;
  // A signal that the intake refuses moves no market.
  const instant = typeof createdAt === 'string' ? readInstant(createdAt) : undefined;
  return instant?.ok === true ? epochMicros(instant.value - (instant.value % dayMicros)) : undefined;
}

/** A signal that was taken before, or may have been, must not move the market again. */
function isNew(record: IntakeRecord, { store }: Pick<Engine, 'store'>): boolean {
  const id = signalIdOf(record);
  return id !== undefined && store.streamVersion(signalStream(id)) < 0;
}
