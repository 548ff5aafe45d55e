/** Tells the windows of other desks how this one is: at each change, and every second that it is as it was. */
import type { DeskSummary } from '../../../shared/contract/desks.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { Connection } from '../../model/desk/connection.ts';
import { useStatus } from '../desk/statusStore.ts';
import { useConnection } from '../link/connectionStore.ts';
import { tellSummary } from './desksStore.ts';

const whyLengthMax = 1_000;

/** Milliseconds after which the same is told again: silence means that the window hangs. */
const againMs = 1_000;

export function tellSummaries(): void {
  let told = '';
  let toldAt = -Infinity;
  const tell = (): void => {
    const summary = summaryOf(useConnection.getState(), useStatus.getState().status);
    const text = JSON.stringify(summary);
    const now = performance.now();
    if (text === told && now - toldAt < againMs) return;
    told = text;
    toldAt = now;
    tellSummary(summary);
  };
  // A status from before a lost connection is not of the present.
  let fresh = false;
  useStatus.subscribe(() => {
    fresh = true;
    tell();
  });
  useConnection.subscribe(({ state }) => {
    if (state !== 'connected') fresh = false;
    if (fresh || state !== 'connected') tell();
  });
}

export function summaryOf(connection: Connection, status: Status | undefined): DeskSummary {
  if (connection.state === 'gone') {
    const { code, message } = connection.fault;
    return { state: 'gone', code, why: message.slice(0, whyLengthMax) };
  }
  if (connection.state === 'connecting' || status === undefined) return { state: 'connecting' };
  return {
    state: 'connected',
    environment: status.environment,
    locked: status.session.login === 'out',
    trading: status.tradingState,
    held: status.alerts.some(({ holdsOrders }) => holdsOrders),
    accepting: status.accepting,
    kills: status.trading.kills.length,
    alerts: status.alertsOpen,
  };
}
