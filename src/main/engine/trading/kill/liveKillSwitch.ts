/** One kill switch in the running engine: its state, and the ledger that people see. */
import { engineActor } from '../../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import { evolveKillSwitch } from '../../../domain/trading/killSwitch/evolveKillSwitch.ts';
import { killLedgerOf, type KillLedger } from '../../../domain/trading/killSwitch/killLedger.ts';
import type { KillSwitchEvent } from '../../../domain/trading/killSwitch/killSwitchEvents.ts';
import {
  engagedKillSwitch,
  type KillOrigin,
  type KillSwitch,
} from '../../../domain/trading/killSwitch/killSwitchState.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';

/** The actor of everything that a kill switch does by itself. */
export const killActor = engineActor('kill-switch');

export function originOf({
  data: { killId, scope, flatten, leavesExternal, reason, offRecord },
  actor,
  time,
}: StoredEvent<Extract<DeskEvent, { type: 'KillSwitchEngaged' }>>): KillOrigin {
  const startedAt = offRecord?.since ?? formatMicros(time);
  return { killId, scope, flatten, ...(leavesExternal && { leavesExternal }), reason, actor, startedAt };
}

export class LiveKillSwitch {
  private current: KillSwitch;
  private shown: KillLedger | undefined;

  constructor(origin: KillOrigin, fault: string | undefined) {
    this.current = engagedKillSwitch(origin, fault);
  }

  get state(): KillSwitch {
    return this.current;
  }

  tell(event: KillSwitchEvent): void {
    const before = this.current;
    this.current = evolveKillSwitch(before, event);
    if (this.current !== before) this.shown = undefined;
  }

  /** The ledger; the same object until the state changes. */
  ledger(): KillLedger {
    this.shown ??= killLedgerOf(this.current);
    return this.shown;
  }
}
