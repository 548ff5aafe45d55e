/** Whether new orders may be entered now, and why not. */
import { holds, rights, standingWords, type Right, type Standing } from '../../../shared/kernel/roles.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { Connection } from '../../model/desk/connection.ts';
import { useConnection } from '../link/connectionStore.ts';
import { staleAfterMs, useStatus } from './statusStore.ts';
import { useNow } from '../../ui/useNow.ts';

export function whyNoEntry(
  connection: Connection,
  status: Status | undefined,
  ageMs: number,
): string | undefined {
  if (connection.state === 'gone') return 'The engine has stopped: no order can be sent';
  if (connection.state === 'connecting' || status === undefined) return 'Waiting for the engine';
  if (ageMs > staleAfterMs) {
    return `The status is ${Math.round(ageMs / 1000)} s old: the desk may have changed`;
  }
  const notAllowed = whyNotAllowed(status.session.standing, 'trade');
  if (notAllowed !== undefined) return notAllowed;
  // Gives only the first sentence; the banner has the whole message.
  if (!status.accepting) {
    return status.fault?.message.split(/(?<=[.!?]) /)[0] ?? 'The engine takes no orders now';
  }
  if (status.alerts.some(({ holdsOrders }) => holdsOrders)) {
    return 'An alert holds orders until somebody acknowledges it';
  }
  if (status.tradingState === 'halted') return 'The desk is halted';
  return undefined;
}

export function useWhyNoEntry(): string | undefined {
  const connection = useConnection();
  const { status, receivedAt } = useStatus();
  const now = useNow(500);
  return whyNoEntry(connection, status, Math.max(0, now - receivedAt));
}

/** Why a command can't be used: it needs an engine that answers, and a person with the right to. */
export function useWhyNoCommand(right: Right): string | undefined {
  const connection = useConnection();
  const standing = useStatus((store) => store.status?.session.standing);
  if (connection.state === 'gone') return 'The engine has stopped';
  if (connection.state !== 'connected') return 'Waiting for the engine';
  return standing && whyNotAllowed(standing, right);
}

function whyNotAllowed(standing: Standing, right: Right): string | undefined {
  if (holds(standing, right)) return undefined;
  const who = standing === 'nobody' ? 'Nobody is logged in' : `A ${standingWords(standing)} may not`;
  return `${who}: it needs the right to ${rights[right]}`;
}

/**
 * Whether the shown state is the present one: the window is connected, and the last status is recent. False before the
 * first status.
 */
export function useIsLive(): boolean {
  const connected = useConnection((connection) => connection.state === 'connected');
  const receivedAt = useStatus((store) => store.receivedAt);
  const now = useNow(500);
  return receivedAt === 0 || (connected && now - receivedAt <= staleAfterMs);
}
