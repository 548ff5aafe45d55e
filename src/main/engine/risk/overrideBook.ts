/** The overrides that operators have given, by signal. */
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Override } from '../../domain/risk/override.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock } from '../ports.ts';

export class OverrideBook {
  private readonly clock: Pick<Clock, 'now'>;
  private readonly overrides = new Map<string, Override>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  apply(event: StoredEvent): void {
    if (event.type !== 'RiskOverrideGranted') return;
    const { signalId, rules, reason, expiresAt } = event.data;
    for (const [id, { expiresAt: end }] of this.overrides) if (end <= this.now()) this.overrides.delete(id);
    this.overrides.set(signalId, { by: event.actor, reason, rules, expiresAt });
  }

  /** The override that counts now. */
  of(signalId: string): Override | undefined {
    const override = this.overrides.get(signalId);
    return override !== undefined && override.expiresAt > this.now() ? override : undefined;
  }

  private now(): string {
    return formatMicros(this.clock.now());
  }
}
