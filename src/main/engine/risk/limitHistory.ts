/**
 * Who set each limit and what it has denied, made from the events: the report of `desk controls`, kept up to date while
 * the engine runs.
 */
import { formatMicros } from '../../../shared/kernel/time.ts';
import {
  ControlsReporter,
  type DenialRecords,
  type Denials,
  type LimitInForce,
} from '../../domain/controls/controlsReport.ts';
import { isSameLimit } from '../../domain/risk/limitRecord.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { isNameOf } from '../../../shared/kernel/names.ts';
import { settingsIn } from '../../domain/controls/countingWindows.ts';
import type { OrderEventData, OrderEventType } from '../../domain/order/orderEvents.ts';

/** The events with which risk or another check has denied something: each has every reason, and the decision of risk. */
type DenialType = {
  readonly [Type in OrderEventType]: OrderEventData[Type] extends { readonly reasons: unknown }
    ? Type
    : never;
}[OrderEventType];
const denials: Readonly<Record<DenialType, true>> = { OrderDenied: true, OrderReplaceDenied: true };

export class LimitHistory {
  private readonly reporter = new ControlsReporter();
  private known: readonly LimitInForce[] = [];
  private isCurrent = false;

  apply(event: StoredEvent): void {
    if (event.type === 'EventNotUnderstood') return;
    const sets = settingsIn(event) !== undefined;
    if (!sets && !isNameOf(denials, event.type)) return;
    this.reporter.take({ ...event, time: formatMicros(event.time) });
    if (sets) this.isCurrent = false;
  }

  /**
   * The desk's limits, and those of each scope that has some. A limit stays the same object until it is set anew; what
   * it has denied meanwhile is told by `denialsOf`.
   */
  limits(): readonly LimitInForce[] {
    if (this.isCurrent) return this.known;
    const before = new Map(this.known.map((one) => [`${one.limit} ${one.scope}`, one]));
    this.known = this.reporter.report().limits.map((one) => {
      const earlier = before.get(`${one.limit} ${one.scope}`);
      return earlier !== undefined && isSame(earlier, one) ? earlier : one;
    });
    this.isCurrent = true;
    return this.known;
  }

  /** Stays the same object until the limit denies again. */
  denialsOf({ rule, scope }: LimitInForce): Denials | undefined {
    return this.reporter.denialsOf(rule, scope);
  }

  denials(): DenialRecords {
    return this.reporter.denials();
  }

  restoreDenials(records: DenialRecords): void {
    this.reporter.restoreDenials(records);
  }
}

const fields = ['by', 'at', 'reason', 'windowMs', 'configuredWindowMs'] as const;

function isSame(a: LimitInForce, b: LimitInForce): boolean {
  const isEqual = fields.every((field) => a[field] === b[field]);
  if (!isEqual || !isSameLimit(a, b)) return false;
  return a.over === undefined || b.over === undefined ? a.over === b.over : isSameLimit(a.over, b.over);
}
