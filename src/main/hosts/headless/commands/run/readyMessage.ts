/** What `desk run` says of itself once it takes orders. */
import { sqliteSentence } from '../../../../../shared/contract/sqliteVersion.ts';
import type { SignalDoorsView } from '../../../../../shared/contract/signalDoors.ts';
import type { Runtime } from '../../../runtime.ts';
import { programVersion } from '../../desk/resourcesFolder.ts';

export function readyMessage(runtime: Runtime, folder: string, consolePort: number | undefined) {
  const { engine, venues, prometheusPort, prometheusTokenFile, signalDoors } = runtime;
  const { accounts, instruments } = engine.configuration;
  const { sqliteVersion, record } = engine.store.health();
  const waiting = engine.reconciliation.waiting();
  return {
    type: 'ready',
    version: programVersion(),
    pid: process.pid,
    dataFolder: folder,
    venues: venues.map(({ venue, kind }) => {
      const connected = engine.guards.get(venue)?.venue.connected === true;
      return { venue, kind, connected, ordersLeave: !waiting.includes(venue) };
    }),
    accounts,
    symbols: instruments.map(({ symbol }) => symbol),
    lastPosition: engine.store.head().position,
    ...(sqliteVersion !== undefined && { sqlite: sqliteSentence(sqliteVersion) }),
    ...(record !== undefined && { postgres: record }),
    ...(prometheusPort !== undefined && { metrics: `http://127.0.0.1:${prometheusPort}/metrics` }),
    ...(prometheusTokenFile !== undefined && { metricsToken: prometheusTokenFile }),
    ...intakeAddress(signalDoors),
    ...(consolePort !== undefined && { consolePort }),
  };
}

function intakeAddress({ network, folder }: SignalDoorsView) {
  return {
    ...(network?.address !== undefined && { intake: network.address, intakeToken: network.tokenFile }),
    ...(folder !== undefined && { intakeFolder: folder.path }),
  };
}
