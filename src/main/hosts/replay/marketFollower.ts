/**
 * Moves held markets to the day of each signal before it is sent, so that a file made from real prices fills as it
 * would have filled then. Where an order trades on the way, the market waits until the engine has reacted.
 */
import { parseSignalId, signalStream } from '../../../shared/kernel/ids.ts';
import { readInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import type { SimVenueControl } from '../../infra/venues/sim/client/simVenueControl.ts';

export interface MarketFollower {
  /** The day to move to before this record; undefined when the market is where it belongs. */
  wants(record: IntakeRecord): EpochMicros | undefined;
  /** Resolves when every market is there and its prices have arrived. To be called with nothing on its way. */
  moveTo(day: EpochMicros): Promise<void>;
}

const dayMicros = 86_400_000_000;
/** The last instant of a day: the bar of that day is at or before it, whatever its time. */
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
      await Promise.all(
        controls.map((control) => moveMarket(engine, control, (day + dayEnd) as EpochMicros)),
      );
    },
  };
}

async function moveMarket(
  engine: Pick<Engine, 'settled'>,
  control: Pick<SimVenueControl, 'advanceTo'>,
  to: EpochMicros,
): Promise<void> {
  // The answer comes behind the reports and prices, on the same line.
  while ((await control.advanceTo(to)).underway) await engine.settled();
}

function dayOf(record: IntakeRecord): EpochMicros | undefined {
  const createdAt = fieldOf(record, 'createdAt');
  // What the door refuses moves no market.
  const instant = typeof createdAt === 'string' ? readInstant(createdAt) : undefined;
  return instant?.ok === true ? ((instant.value - (instant.value % dayMicros)) as EpochMicros) : undefined;
}

/** What was taken before, or can't be told from it, must not move the market again. */
function isNew(record: IntakeRecord, { store }: Pick<Engine, 'store'>): boolean {
  const id = parseSignalId(fieldOf(record, 'id'));
  return id !== undefined && store.streamVersion(signalStream(id)) < 0;
}

function fieldOf(record: IntakeRecord, field: string): unknown {
  if (record.type !== 'value' || typeof record.value !== 'object' || record.value === null) return undefined;
  return (record.value as Record<string, unknown>)[field];
}
