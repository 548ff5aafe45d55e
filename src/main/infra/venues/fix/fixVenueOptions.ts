/** The options of a FIX venue. */
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { OrderType, TimeInForce } from '../../../domain/order/orderTerms.ts';
import type { Clock, Logger, Scheduler } from '../../../engine/ports.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { Codes, CustomTags } from './application/dialect.ts';
import type { ThrottleSigns } from './application/tooFast.ts';
import type { OrderNotice } from './application/fixFact.ts';
import type { MarketDataUpdates } from './marketData/marketDataFeed.ts';
import type { SessionSchedule } from './session/sessionSchedule.ts';
import type { SessionSettings } from './session/sessionState.ts';
import type { SessionRecord } from './store/sessionRecord.ts';
import type { Credentials } from './transport/credentials.ts';
import type { OpenWire } from './transport/fixConnection.ts';

/** What the venue can do, as its operator has configured it. */
export interface FixCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly replace: boolean;
  readonly statusRequest: boolean;
  /** It lists its open orders on request (OrderMassStatusRequest). */
  readonly massStatus: boolean;
  /** It cancels what works when the session ends, by an arrangement with the venue. */
  readonly cancelOnDisconnect?: true;
  /** How the venue is asked for market data; absent: it has none. */
  readonly marketData?: MarketDataUpdates | undefined;
}

/** Something that a person must see. The same cause has the same id, so that it is raised once. */
export interface FixNotice extends Omit<OrderNotice, 'kind'> {
  /** `jumped`: the venue moved its next number on, and reports may be missing. */
  readonly kind: OrderNotice['kind'] | 'held' | 'jumped' | 'lacking' | 'fault' | 'market_data';
  /** Absent: the session of orders. */
  readonly session?: 'drop_copy';
}

export interface FixVenueOptions {
  readonly id: VenueId;
  readonly session: SessionSettings;
  readonly schedule: SessionSchedule | undefined;
  readonly capabilities: FixCapabilities;
  /**
   * The instruments that the venue trades or gives prices of; market data are requested for them where the venue has
   * market data.
   */
  readonly quoted?: readonly Instrument[];
  /** The venue's own codes; plain FIX where absent. */
  readonly codes?: Codes;
  /** The venue's own tags in messages about orders; none where absent. */
  readonly tags?: CustomTags;
  /** How the venue says that it is called too fast; the usual signs where absent. */
  readonly throttle?: ThrottleSigns;
  /** Names of the venue's own tags for people, by number; none where absent. */
  readonly tagNames?: Readonly<Record<string, string>>;
  readonly store: SessionRecord;
  readonly openWire: OpenWire;
  /** Name and password of a Logon; none where absent. */
  readonly credentials?: () => Result<Credentials, Fault>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger?: Logger;
  readonly onNotice: (notice: FixNotice) => void;
  /** Called when the cause of notices of this kind has ended; `how` says in which way. */
  readonly onOver: (kind: FixNotice['kind'], how: string) => void;
  /** Why the session must not log on before a person releases it; absent as a rule. */
  readonly heldWhy?: string;
}
