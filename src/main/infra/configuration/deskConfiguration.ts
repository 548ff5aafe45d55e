/** The configuration that a desk runs on: the engine's, and what each venue's adapter needs. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, type EngineConfiguration } from '../../engine/configuration.ts';
import type { Codes, CustomTags } from '../venues/fix/application/dialect.ts';
import type { FixCapabilities } from '../venues/fix/fixVenueOptions.ts';
import type { ThrottleSigns } from '../venues/fix/application/tooFast.ts';
import type { SessionSchedule } from '../venues/fix/session/sessionSchedule.ts';
import type { SessionSettings } from '../venues/fix/session/sessionState.ts';
import type { PeerFiles } from '../link/peerFiles.ts';
import type { HostAndPort } from '../paths/hostAndPort.ts';
import type { PostgresSettings } from '../postgres/recordAddress.ts';
import type { CredentialSettings } from '../venues/fix/transport/credentials.ts';
import type { FixAddress } from '../venues/fix/transport/fixConnection.ts';

export interface SimSettings {
  /** Time between two prices while the market moves by itself. */
  readonly tickMs: number;
  readonly atEnd: 'stop' | 'wrap';
  readonly seed: number;
  /** Absolute paths of price files, by symbol. */
  readonly prices: Readonly<Record<string, string>>;
  /** Price at which a symbol without a price file begins its random walk. */
  readonly startPrices: Readonly<Record<string, Decimal>>;
  /** Where the venue runs already; absent where the desk starts it. */
  readonly at?: SimPlace;
}

/** Where a simulated venue runs that the desk did not start. */
export interface SimPlace {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the file with the token that the venue asks for. */
  readonly tokenFile: string;
}

/** The session on which a venue sends copies of its reports. */
export interface DropCopySettings extends Pick<
  FixSettings,
  'address' | 'session' | 'schedule' | 'credentials'
> {
  /** Milliseconds for which one of the two sessions may have an execution alone. */
  readonly graceMs: number;
  /** Milliseconds for which the session may be down before an alert says so. */
  readonly downAfterMs: number;
}

export const dropCopyDefaults = { graceMs: 5_000, downAfterMs: 60_000 } as const;

/** The session of a venue of kind `fix`. */
export interface FixSettings {
  /** The venue is a test system: no order there is real. */
  readonly paper: boolean;
  readonly address: FixAddress;
  readonly session: SessionSettings;
  readonly schedule: SessionSchedule | undefined;
  readonly capabilities: FixCapabilities;
  readonly dropCopy?: DropCopySettings;
  readonly credentials: CredentialSettings;
  readonly codes: Codes;
  readonly tags: CustomTags;
  readonly throttle: ThrottleSigns;
  /** Names of tags for people, by number. */
  readonly tagNames: Readonly<Record<string, string>>;
}

/** Where the events are kept: in the data folder, or in PostgreSQL with a copy in the data folder. */
export type StoreSettings =
  | { readonly kind: 'sqlite' }
  | {
      readonly kind: 'postgres';
      readonly postgres: PostgresSettings;
      /** Whether `desk run` waits as a standby where another engine has the record. */
      readonly standby?: true;
    };

/** Where the record is of which the data folder keeps a copy; undefined where the folder has the record itself. */
export function recordOf(store: StoreSettings): PostgresSettings | undefined {
  return store.kind === 'postgres' ? store.postgres : undefined;
}

/** How consoles on other machines reach the engine: paths of PEM files, and where it listens. */
export interface RemoteSettings extends PeerFiles {
  readonly listen: HostAndPort;
  /** The lists of certificates that the authorities have withdrawn; absent where none are. */
  readonly crlFile?: string;
}

/** Each venue of the engine is in one of the two maps, by its kind. */
export interface DeskConfiguration {
  readonly engine: EngineConfiguration;
  readonly sims: ReadonlyMap<VenueId, SimSettings>;
  readonly fixes: ReadonlyMap<VenueId, FixSettings>;
  readonly store: StoreSettings;
  /** Consoles on other machines; absent where none are taken. */
  readonly remote?: RemoteSettings;
}

export const defaultSimSettings: SimSettings = {
  tickMs: 250,
  atEnd: 'wrap',
  seed: 1,
  prices: {},
  startPrices: {},
};

/** One account, one simulated venue and one symbol, so that a first signal needs no configuration. */
export function defaultDeskConfiguration(): DeskConfiguration {
  const engine = defaultConfiguration();
  const sims = new Map(engine.venues.map(({ venue }) => [venue, defaultSimSettings]));
  return { engine, sims, fixes: new Map(), store: { kind: 'sqlite' } };
}
