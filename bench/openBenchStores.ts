/** Opens the stores of a data folder as the hosts open them. */
import { invariant } from '../src/shared/kernel/invariant.ts';
import { defaultConfiguration } from '../src/main/engine/configuration.ts';
import type { EventStore } from '../src/main/engine/events/eventStore.ts';
import { closeStores, openStores } from '../src/main/hosts/stores.ts';
import type { StoreSettings } from '../src/main/infra/configuration/deskConfiguration.ts';
import { nodeScheduler } from '../src/main/infra/clock/nodeScheduler.ts';
import { systemClock } from '../src/main/infra/clock/systemClock.ts';

export async function openBenchStores(
  folder: string,
  store: StoreSettings = { kind: 'sqlite' },
): Promise<{ readonly events: EventStore; readonly close: () => Promise<void> }> {
  const opened = await openStores({
    folder,
    store,
    owner: 'bench',
    clock: systemClock(),
    scheduler: nodeScheduler(),
    logger: { log: () => undefined },
    settings: defaultConfiguration().eventSourcing,
    onDamage: () => undefined,
    onReaderEnded: () => undefined,
  });
  invariant(opened.ok, 'the bench has its own folder');
  return { events: opened.value.events, close: () => closeStores(opened.value) };
}
