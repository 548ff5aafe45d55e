/** The overrides that operators have given, by signal. */
import type { SignalId } from '../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Override } from '../../domain/risk/override.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock } from '../ports.ts';

export class OverrideBook {
  private readonly clock: Pick<Clock, 'now'>;
  private readonly overrides = new Map<SignalId, readonly Override[]>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  apply(event: StoredEvent): void {
    if (event.type !== 'RiskOverrideGranted') return;
    const { signalId, rules, reason, expiresAt, proposed } = event.data;
    for (const id of this.overrides.keys()) if (this.of(id).length === 0) this.overrides.delete(id);
    const isOfTwo = proposed !== undefined;
    const given = { by: event.actor, reason, rules, expiresAt, isOfTwo };
    this.overrides.set(signalId, [...this.of(signalId), given]);
  }

  /** The overrides that count now, the oldest first. */
  of(signalId: SignalId): readonly Override[] {
    const now = this.now();
    return (this.overrides.get(signalId) ?? []).filter(({ expiresAt }) => expiresAt > now);
  }

  private now(): string {
    return formatMicros(this.clock.now());
  }
}
