/** Puts together what every other part needs: the store, the alerts about it, and who may act on the desk. */
import { AlertBook } from '../../alerts/alertBook.ts';
import { SetAsideStreams } from '../../events/understanding/setAsideStreams.ts';
import { understandingStore } from '../../events/understanding/understandingStore.ts';
import { OperatorBook } from '../../operators/operatorBook.ts';
import { ProducerBook } from '../../operators/producerBook.ts';
import type { LiveConfiguration } from '../../settings/liveConfiguration.ts';
import type { EnginePorts } from './enginePorts.ts';

export function createRecord(ports: EnginePorts, configuration: LiveConfiguration) {
  const setAside = new SetAsideStreams();
  const store = understandingStore(ports.store, (event, why) => setAside.note(event, why));
  const operators = new OperatorBook({ ...ports, store });
  const producers = new ProducerBook({ ...ports, configuration, store, operators });
  // It reads its own stream without a note, because an alert that is open or acknowledged must be known before another
  // is raised. The desk's next read notes what can't be understood there.
  const alerts = new AlertBook({ ...ports, store: understandingStore(ports.store), operators });
  setAside.onNoted((alert) => void alerts.raise(alert));
  return { alerts, setAside, store, operators, producers };
}
