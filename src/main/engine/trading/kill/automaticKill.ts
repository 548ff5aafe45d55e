/**
 * Engages the kill switch by itself where the configuration says so: on an account whose loss of the day exceeds its
 * limit, and on a venue that has been away for too long.
 */
import { add, decimal, formatDecimal, negate, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { addNotional, roundNotional } from '../../../../shared/kernel/notional.ts';
import type { AccountId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import type { KillTrigger } from '../../../domain/trading/tradingEvents.ts';
import { formatTradingScope, type TradingScope } from '../../../domain/trading/tradingScope.ts';
import type { EngineConfiguration } from '../../configuration.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../ports.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import type { DailyProfit } from '../../risk/day/dailyProfit.ts';
import type { DayLosses } from '../../risk/day/dayLosses.ts';

export interface AutomaticKillDependencies {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly dayLosses: DayLosses;
  readonly configuration: EngineConfiguration;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  /** Whether a limit of risk asks for the day's loss. */
  readonly needsLoss: () => boolean;
  readonly isKilled: (scope: string) => boolean;
  readonly kill: (scope: TradingScope, reason: string, trigger: KillTrigger) => Promise<boolean>;
  readonly record: (event: DeskEvent) => Promise<unknown>;
}

/**
 * A venue that is away, and for how long. Time in which this process slept does not count, because nobody watched the
 * venue then. `acted`: the kill switch was engaged for this absence.
 */
type Absence =
  | {
      readonly status: 'counting';
      readonly awayMs: number;
      /** When the venue was looked at last, in milliseconds on the monotonic clock. */
      readonly lookedMs: number;
    }
  | { readonly status: 'acted' };

const lookMs = 1_000;
/** If more time than this lies between two looks, this process slept between them. */
const apartMsMax = 2 * lookMs;

export class AutomaticKill {
  private readonly dependencies: AutomaticKillDependencies;
  private readonly absences = new Map<VenueId, Absence>();
  /** By account, the loss on which the kill switch was engaged last. An operator who enables the account accepts it. */
  private readonly acted = new Map<string, { readonly day: string; readonly loss: string }>();
  private timer: Timer | undefined;
  private looking = false;

  constructor(dependencies: AutomaticKillDependencies) {
    this.dependencies = dependencies;
  }

  /** Applies an event of the desk, at a start and after each commit. */
  applyDesk(event: StoredEvent): void {
    const trigger = event.type === 'KillSwitchEngaged' ? event.data.trigger : undefined;
    if (trigger?.rule === 'daily_loss') this.acted.set(trigger.account, trigger);
  }

  async start(): Promise<void> {
    const { needsLoss, dayLosses } = this.dependencies;
    if (needsLoss()) await dayLosses.known();
    this.timer = this.dependencies.scheduler.every(lookMs, () => void this.look());
  }

  close(): void {
    this.timer?.cancel();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      await this.lookAtVenues();
      await this.lookAtLosses();
    } catch (error) {
      this.dependencies.logger.log('error', 'losses and venues not looked at', { error: String(error) });
    } finally {
      this.looking = false;
    }
  }

  private async lookAtVenues(): Promise<void> {
    const { configuration, guards, clock, isKilled, kill } = this.dependencies;
    const { venueLostAfterMs } = configuration.killSwitch;
    const now = clock.monotonicMs();
    for (const [id, { venue }] of guards) {
      if (venue.connected || venueLostAfterMs === undefined) {
        this.absences.delete(id);
        continue;
      }
      const before = this.absences.get(id) ?? { status: 'counting', awayMs: 0, lookedMs: now };
      if (before.status === 'acted') continue;
      const countedMs = before.awayMs + Math.min(now - before.lookedMs, apartMsMax);
      this.absences.set(id, { status: 'counting', awayMs: countedMs, lookedMs: now });
      const awayMs = Math.round(countedMs);
      const scope: TradingScope = { kind: 'venue', id };
      if (awayMs < venueLostAfterMs || isKilled(formatTradingScope(scope))) continue;
      const reason = `venue ${id} has been away for ${awayMs} ms, ${venueLostAfterMs} ms are allowed`;
      const isEngaged = await kill(scope, reason, { rule: 'venue_lost', venue: id, awayMs });
      if (isEngaged) this.absences.set(id, { status: 'acted' });
    }
  }

  private async lookAtLosses(): Promise<void> {
    const { configuration, dayLosses, needsLoss, record } = this.dependencies;
    const limits = new Map(Object.entries(configuration.killSwitch.dailyLossMax ?? {}));
    dayLosses.lookAtPrices();
    // Once somebody has asked for the day's profit, it is kept up to date.
    if (limits.size === 0 && !needsLoss() && !dayLosses.isKept) return;
    const profit = await dayLosses.known();
    // What was lost since the last look of a day belongs to that day.
    if (profit.hasEndedWithin(apartMsMax)) await this.lookAtAccounts(profit, limits);
    const marks = profit.mark();
    if (marks !== undefined) await record(marks);
    await this.lookAtAccounts(profit, limits);
  }

  private async lookAtAccounts(profit: DailyProfit, limits: ReadonlyMap<string, Decimal>): Promise<void> {
    for (const account of this.dependencies.configuration.accounts) {
      const most = limits.get(account);
      if (most !== undefined) await this.lookAtLoss(profit, account, most);
    }
  }

  private async lookAtLoss(profit: DailyProfit, account: AccountId, most: Decimal): Promise<void> {
    const { isKilled, kill, configuration } = this.dependencies;
    const scope: TradingScope = { kind: 'account', id: account };
    if (isKilled(formatTradingScope(scope))) return;
    const { realized, unrealized } = profit.of(account);
    const loss = negate(roundNotional(addNotional(realized, unrealized)));
    const acted = this.acted.get(account);
    const accepted = acted?.day === profit.day ? acted.loss : undefined;
    const limit = accepted === undefined ? most : add(most, decimal(accepted));
    if (loss < limit) return;
    const currency = configuration.instruments[0]?.currency ?? '';
    const after = accepted === undefined ? '' : `, ${formatDecimal(most)} more than at the last time`;
    const reason = `account ${account} has lost ${formatDecimal(loss)} ${currency} on ${profit.day} (realized ${formatDecimal(roundNotional(realized))}, open ${formatDecimal(roundNotional(unrealized))}), the limit is ${formatDecimal(limit)}${after}`;
    await kill(scope, reason, { rule: 'daily_loss', account, day: profit.day, loss: formatDecimal(loss) });
  }
}
