/** Raises an alert when a drop copy is down for too long. Outside the hours of its session it may be down. */
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { Alert } from '../../../domain/desk/alert.ts';
import type { Alerts } from '../../alerts/alertBook.ts';
import type { Clock, DropCopy } from '../../ports.ts';

const kind = 'drop_copy_down';

export interface DropCopyDownDependencies {
  readonly clock: Clock;
  readonly raise: (alert: Alert) => void;
  readonly alerts: Pick<Alerts, 'end'>;
}

export class DropCopyDown {
  private readonly copy: DropCopy;
  private readonly dependencies: DropCopyDownDependencies;
  private downSinceMs: number | undefined;
  private isTold = false;

  constructor(copy: DropCopy, dependencies: DropCopyDownDependencies) {
    this.copy = copy;
    this.dependencies = dependencies;
  }

  /** Called once a second. */
  look(): void {
    const { connected, isClosed, why } = this.copy.state();
    if (connected || isClosed) {
      const { venue } = this.copy;
      const isOver = (alert: Alert): boolean => alert.kind === kind && alert.venue === venue;
      if (connected && this.downSinceMs !== undefined) {
        void this.dependencies.alerts.end(isOver, 'the drop copy is up, and all that was missed has come');
      }
      this.downSinceMs = undefined;
      this.isTold = false;
      return;
    }
    const now = this.dependencies.clock.monotonicMs();
    this.downSinceMs ??= now;
    if (this.isTold || now - this.downSinceMs < this.copy.downAfterMs) return;
    this.isTold = true;
    this.dependencies.raise(this.alert(why));
  }

  private alert(why = 'it has not been up yet'): Alert {
    const { venue, downAfterMs } = this.copy;
    return {
      alertId: `${kind}:${venue}:${formatMicros(this.dependencies.clock.now())}`,
      kind,
      cause: `${kind}:${venue}`,
      lasts: true,
      holdsOrders: false,
      message: `the drop copy of venue ${venue} is down for more than ${downAfterMs / 1_000} s, so its executions are compared with nothing: ${why}`,
      advice:
        'The desk goes on trying, and asks for what it has missed; a session that is held waits until somebody releases it (desk fix-release --drop-copy). Where the two sides disagree on numbers, have the venue set its own, or set dropCopy.resetOnLogon for one start.',
      venue,
    };
  }
}
