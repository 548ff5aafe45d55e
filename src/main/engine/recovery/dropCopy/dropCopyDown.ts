/** Raises an alert when a drop copy is down for too long. Outside the hours of its session it may be down. */
import { alertIdOf } from '../../../../shared/kernel/ids.ts';
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

type Outage =
  | { readonly status: 'none' }
  | { readonly status: 'counting'; readonly sinceMs: number }
  | { readonly status: 'told' };

export class DropCopyDown {
  private readonly copy: DropCopy;
  private readonly dependencies: DropCopyDownDependencies;
  private outage: Outage = { status: 'none' };

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
      if (connected && this.outage.status !== 'none') {
        void this.dependencies.alerts.end(isOver, 'the drop copy is up, and all that was missed has come');
      }
      this.outage = { status: 'none' };
      return;
    }
    const now = this.dependencies.clock.monotonicMs();
    if (this.outage.status === 'none') this.outage = { status: 'counting', sinceMs: now };
    if (this.outage.status === 'told' || now - this.outage.sinceMs < this.copy.downAfterMs) return;
    this.outage = { status: 'told' };
    this.dependencies.raise(this.alert(why));
  }

  private alert(why = 'it has not been up yet'): Alert {
    const { venue, downAfterMs } = this.copy;
    return {
      alertId: alertIdOf(`${kind}:${venue}:${formatMicros(this.dependencies.clock.now())}`),
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
