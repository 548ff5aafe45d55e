/** The whole desk as it stood right after the event of a position, made from the events alone. Times are UTC text. */
import type { AccountId, Ticker, VenueId, Actor, StrategyId } from '../../../shared/kernel/ids.ts';
import type { AlertMute } from '../../domain/alert/alertMutes.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { LimitRecord } from '../../domain/risk/limitRecord.ts';
import type { LimitName } from '../../domain/risk/limits.ts';
import type { BreakerState } from '../../domain/venue/venueEvents.ts';
import type { CurrentAlert } from '../alerts/alertRegister.ts';
import type { ScopeState } from '../trading/tradingControl.ts';

export interface BreakerAt {
  readonly state: BreakerState;
  readonly reason: string;
  readonly actor: Actor;
  /** Absent while the state never changed. */
  readonly since?: string;
}

export interface VenueAt {
  readonly venue: VenueId;
  readonly connected: boolean;
  /** How the venue was connected, or why it was not. */
  readonly detail: string;
  readonly since?: string;
  /** When the venue's last message had come; present while it was connected and did not answer. */
  readonly silentSince?: string;
  /** Present while the venue had said "too fast". */
  readonly throttled?: { readonly reason: string; readonly ratePerSecond: number; readonly since: string };
  readonly breaker: BreakerAt;
}

export interface PositionAt {
  readonly account: AccountId;
  readonly symbol: Ticker;
  /** Long is positive, short is negative. */
  readonly quantity: string;
  /** Cost of one unit of the open quantity; absent for a flat position. */
  readonly averageCost?: string;
  /** By average cost, since the first event. */
  readonly realized: string;
  /** Units executed on the trading day of the position. */
  readonly dayVolume: string;
}

export interface LimitAt extends LimitRecord {
  readonly limit: LimitName;
  readonly scope: string;
  /** Who had set it over the configuration, why and when; absent for a limit of the configuration. */
  readonly set?: { readonly by: Actor; readonly at: string; readonly reason: string };
}

export interface KillAt {
  readonly killId: string;
  readonly scope: string;
  readonly reason: string;
  readonly actor: Actor;
  readonly since: string;
  readonly flatten: boolean;
}

export interface EngineAt {
  readonly running: boolean;
  /** The program and machine, or why the engine had stopped. */
  readonly detail: string;
  readonly since: string;
}

/** A console of another process that was connected to the engine. */
export interface ConsoleAt {
  /** Names the console in the audit trail. */
  readonly console: string;
  /** `nobody` where nobody had logged in. */
  readonly operator: string;
  readonly machine: string;
  readonly certificate?: string;
  readonly address?: string;
  readonly since: string;
}

export interface DeskAt {
  readonly position: number;
  /** Time of the last event up to the position; absent before the first event. */
  readonly time?: string;
  readonly engine?: EngineAt;
  /** The desk always, another scope while it was not active. */
  readonly scopes: readonly ScopeState[];
  /** Kill switches that were not done. */
  readonly kills: readonly KillAt[];
  readonly strategies: readonly StrategyId[];
  /** Oldest first. */
  readonly consoles: readonly ConsoleAt[];
  readonly venues: readonly VenueAt[];
  readonly riskBreaker: BreakerAt;
  readonly positions: readonly PositionAt[];
  readonly limits: readonly LimitAt[];
  /** Alerts that were not over, oldest first. */
  readonly alerts: readonly CurrentAlert[];
  readonly mutes: readonly AlertMute[];
  /** Orders in each status; a status without orders is absent. */
  readonly orders: Readonly<Partial<Record<OrderStatus, number>>>;
}
