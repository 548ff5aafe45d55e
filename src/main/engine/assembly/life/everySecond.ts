/**
 * The engine's work of each second: it looks at queues, the write-ahead log, orders in doubt and signals that were
 * never sent, and closes a second of the metrics. It also watches the wall clock.
 */
import { WalWatch } from '../../alerts/walWatch.ts';
import { recordOnDesk } from '../../events/desk/recordOnDesk.ts';
import type { Timer } from '../../ports.ts';
import { watchClock } from '../../telemetry/clockWatch.ts';
import type { EngineParts } from '../parts/engineParts.ts';
import { engineActor } from '../../../../shared/kernel/ids.ts';

const intervalMs = 1_000;

export function everySecond(parts: EngineParts): Timer {
  const { ports, alerts, store } = parts;
  const wal = new WalWatch(alerts, ports.clock);
  const looks = ports.scheduler.every(intervalMs, () => closeSecond(parts, wal));
  const clock = watchClock(ports, (data) => {
    ports.logger.log('warn', 'the wall clock was set', { ...data });
    void recordOnDesk({ store, ids: ports.ids }, [{ type: 'ClockStepped', data }], engineActor());
  });
  return {
    cancel() {
      looks.cancel();
      clock.cancel();
    },
  };
}

function closeSecond(
  { ports, guards, store, metrics, intake, doubts, neverSent }: EngineParts,
  wal: WalWatch,
): void {
  let venueQueued = 0;
  for (const guard of guards.values()) {
    guard.lookAtQueues();
    const { limiter, bulkhead } = guard.snapshot();
    venueQueued += limiter.queued + bulkhead.queued;
  }
  const { commitMs, walBytes } = store.health();
  wal.look(walBytes);
  doubts.look();
  neverSent.look();
  ports.logger.look();
  metrics.tick({ intakeQueued: intake.queued, venueQueued, commitP99Ms: commitMs.p99 });
}
