/** Everything that the engine gets from its host. */
import type { EngineConfiguration } from '../../configuration.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { SubscriptionCheckpoints } from '../../events/subscriptions/subscriptionCheckpoints.ts';
import type { OrderReader } from '../../queries/orderReader.ts';
import type { Clock, DropCopy, IdSource, Logger, Random, Scheduler, Venue } from '../../ports.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';

export interface EnginePorts {
  readonly configuration: EngineConfiguration;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: EventStore;
  /** Follows the log of `store`. The engine starts it and closes it. */
  readonly reader: OrderReader;
  /** Without these checkpoints every durable subscriber begins with the first event at each start. */
  readonly subscriptionCheckpoints?: SubscriptionCheckpoints;
  readonly venues: readonly Venue[];
  /** The drop copies of the venues that have one. */
  readonly dropCopies?: readonly DropCopy[];
  /** Gets telemetry of single signals; absent where nobody wants it. */
  readonly telemetry?: Telemetry;
  /** EngineStarted records these values. */
  readonly host: {
    /** The program that runs: `console`, `desk run`. */
    readonly name: string;
    readonly version: string;
    /** The name of the machine. */
    readonly machine?: string;
    readonly processId: number;
  };
}
