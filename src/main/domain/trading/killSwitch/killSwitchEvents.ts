/**
 * What changes a kill switch: its own events on the desk's stream, and facts of the running engine. The facts need not
 * survive a restart: they follow again from the desk's stream and from the orders as they are.
 */
import type { OrderId, Ticker, VenueId } from '../../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { TradingEventData, VenueProof } from '../tradingEvents.ts';
import type { ListedCancel, SeenOrder } from './ledgerRow.ts';
import { isNameOf } from '../../../../shared/kernel/names.ts';

export type KillSwitchEventType = Exclude<keyof TradingEventData, 'TradingDayMarked'>;

const ofKillSwitches: Readonly<Record<KillSwitchEventType, true>> = {
  TradingStateChanged: true,
  KillSwitchEngaged: true,
  KillSwitchFlattenRequested: true,
  KillSwitchOrdersListed: true,
  KillSwitchProgressed: true,
  KillSwitchFlattening: true,
  KillSwitchCompleted: true,
};

/** Whether an event of the desk can change a kill switch. */
export function isKillSwitchEvent<Event extends { readonly type: string }>(
  event: Event,
): event is Extract<Event, { readonly type: KillSwitchEventType }> {
  return isNameOf(ofKillSwitches, event.type);
}

/** An event before it is put on the desk's stream. */
export type KillSwitchRecord = {
  readonly [Type in KillSwitchEventType]: { readonly type: Type; readonly data: TradingEventData[Type] };
}[KillSwitchEventType];

/** Times are in milliseconds of the monotonic clock, where nothing else is said. */
interface KillSwitchFacts {
  /** Orders of the ledger or of the scope, as they are now. */
  readonly OrdersSeen: { readonly orders: readonly SeenOrder[] };
  readonly OrderNeverCreated: { readonly orderId: OrderId; readonly detail: string };
  readonly OrderCanceledByList: { readonly order: SeenOrder; readonly cancel: ListedCancel };
  /** `at` is UTC with microseconds. */
  readonly CancelsAsked: { readonly orderIds: readonly OrderId[]; readonly at: string };
  readonly CancelAnswered: {
    readonly orderId: OrderId;
    readonly nowMs: number;
    /**
     * `done`: the cancel is on disk, or not needed. `sent`: the cancel went directly to the venue. Otherwise it was
     * refused.
     */
    readonly answer: 'done' | 'sent' | { readonly refusal: string };
  };
  /** The venue does not list the order as open any more. */
  readonly OrderNotListed: { readonly orderId: OrderId; readonly dueMs: number };
  /** The next cancel of each order at the venue, or of the named orders, may be asked for at `dueMs`. */
  readonly CancelsDue: {
    readonly venue: VenueId;
    readonly dueMs: number;
    readonly orderIds?: readonly OrderId[];
  };
  /** `venue`: a symbol where no venue is configured for its position. */
  readonly VenueNoted: { readonly venue: VenueId | Ticker; readonly note: string | undefined };
  readonly VenueProved: { readonly proof: VenueProof };
  /** Why the store can't write; undefined while it can. */
  readonly StoreLookedAt: { readonly fault: string | undefined };
  /** Numbers up to `last` are taken by orders that close positions. */
  readonly FlattenNumbersTaken: { readonly last: number };
  /** A newer kill switch holds the scope. */
  readonly Superseded: object;
}
export type KillSwitchFact = {
  readonly [Type in keyof KillSwitchFacts]: { readonly type: Type } & KillSwitchFacts[Type];
}[keyof KillSwitchFacts];

export type KillSwitchEvent = (KillSwitchRecord & { readonly time: EpochMicros }) | KillSwitchFact;
