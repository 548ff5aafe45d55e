/**
 * The book of the day's losses: what each account has lost since midnight UTC. It reads the events of the day once
 * somebody needs them, and reads them again after an execution was corrected or taken back.
 */
import type { AccountId } from '../../../../shared/kernel/ids.ts';
import type { Decimal } from '../../../../shared/kernel/decimal.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import { isExecutionEvent, isRevision } from '../../../domain/order/executions.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { isOrderEvent } from '../../orders/projectOrder.ts';
import { DailyProfit, type DailyProfitDependencies } from './dailyProfit.ts';

/**
 * `revised`: an execution was corrected or taken back since the day was read, so the day is read again when somebody
 * needs it. `before`: what counts until a reading is done.
 */
type Day =
  | { readonly status: 'unread' }
  | {
      readonly status: 'reading' | 'reading_revised';
      readonly before: DailyProfit | undefined;
      readonly next: DailyProfit;
      readonly done: Promise<DailyProfit>;
    }
  | { readonly status: 'read' | 'revised'; readonly profit: DailyProfit };

export class DayLosses {
  private readonly dependencies: DailyProfitDependencies;
  private day: Day = { status: 'unread' };
  /** By account and currency, until the next execution or the next look at prices. */
  private readonly losses = new Map<string, Decimal>();

  constructor(dependencies: DailyProfitDependencies) {
    this.dependencies = dependencies;
  }

  /** Whether somebody has needed the day: it is then kept up to date. */
  get isKept(): boolean {
    return this.profit !== undefined;
  }

  observe(events: readonly StoredEvent[]): void {
    for (const profit of this.kept()) profit.apply(events);
    if (events.some((event) => isOrderEvent(event) && isRevision(event))) this.day = revised(this.day);
    if (events.some(isExecutionEvent)) this.losses.clear();
  }

  /**
   * The loss of an account since midnight UTC; undefined while it, or a price for it, is not known. It counts the prices
   * of the last look.
   */
  of(account: AccountId, currency: string): Decimal | undefined {
    const key = `${account} ${currency}`;
    const known = this.losses.get(key);
    if (known !== undefined) return known;
    const loss = this.profit?.loss(account, currency);
    if (loss !== undefined) this.losses.set(key, loss);
    return loss;
  }

  /** Looks at the prices again. */
  lookAtPrices(): void {
    this.losses.clear();
  }

  /** The day's profit. Reads all events of the day at the first call, and after a revision of an execution. */
  known(): Promise<DailyProfit> {
    switch (this.day.status) {
      case 'read':
        return Promise.resolve(this.day.profit);
      case 'reading':
      case 'reading_revised':
        return this.day.done;
      case 'unread':
      case 'revised':
        return this.read();
      default:
        return assertNever(this.day);
    }
  }

  /** What counts now. */
  private get profit(): DailyProfit | undefined {
    if ('profit' in this.day) return this.day.profit;
    return 'before' in this.day ? this.day.before : undefined;
  }

  /** What follows the events: what counts now, and what is being read. */
  private kept(): readonly DailyProfit[] {
    const { profit } = this;
    return [...(profit ? [profit] : []), ...('next' in this.day ? [this.day.next] : [])];
  }

  private read(): Promise<DailyProfit> {
    const before = this.profit;
    const next = new DailyProfit(this.dependencies);
    const done = next.load().then(
      () => {
        this.day = { status: this.day.status === 'reading_revised' ? 'revised' : 'read', profit: next };
        this.losses.clear();
        return next;
      },
      (error: unknown) => {
        this.day = before === undefined ? { status: 'unread' } : { status: 'revised', profit: before };
        throw error;
      },
    );
    this.day = { status: 'reading', before, next, done };
    return done;
  }
}

function revised(day: Day): Day {
  if (day.status === 'reading') return { ...day, status: 'reading_revised' };
  return day.status === 'read' ? { ...day, status: 'revised' } : day;
}
