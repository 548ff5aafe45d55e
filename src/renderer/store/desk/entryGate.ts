/** Whether new orders may be entered now, and why not. */
import {
  holdersWords,
  holds,
  rights,
  standingWords,
  type Right,
  type Standing,
} from '../../../shared/kernel/roles.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { goneWords, type Connection } from '../../model/desk/connection.ts';
import { onBeat } from '../../ui/beat.ts';
import { useConnection } from '../link/connectionStore.ts';
import { staleAfterMs, useStatus } from './statusStore.ts';
import { useSyncExternalStore } from 'react';

export function whyNoEntry(
  connection: Connection,
  status: Status | undefined,
  ageMs: number,
): string | undefined {
  if (connection.state === 'gone') return `${goneWords(connection.fault)}: no order can be sent`;
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

/** Renders again only when the answer changes, not with each status. */
export function useWhyNoEntry(): string | undefined {
  return useSyncExternalStore(onLink, () => {
    const { status, receivedAt } = useStatus.getState();
    return whyNoEntry(useConnection.getState(), status, Math.max(0, Date.now() - receivedAt));
  });
}

/** Calls back when the connection or the status changes, and at an interval, so that a missing status is noticed. */
function onLink(call: () => void): () => void {
  const ends = [useConnection.subscribe(call), useStatus.subscribe(call), onBeat(500, call)];
  return () => {
    for (const end of ends) end();
  };
}

/** Why a command can't be used: it needs an engine that answers, and a person with the right. */
export function useWhyNoCommand(right: Right): string | undefined {
  const connection = useConnection();
  const standing = useStatus((store) => store.status?.session.standing);
  if (connection.state === 'gone') return goneWords(connection.fault);
  if (connection.state !== 'connected') return 'Waiting for the engine';
  return standing && whyNotAllowed(standing, right);
}

/** Why a person with this standing lacks the right; undefined where the person has it. */
export function whyNotAllowed(standing: Standing, right: Right): string | undefined {
  if (holds(standing, right)) return undefined;
  const who = standing === 'nobody' ? 'Nobody is logged in' : `A ${standingWords(standing)} may not`;
  return `${who}: it needs the right to ${rights[right]}; ${holdersWords(right)} may`;
}

/**
 * Whether the shown state is the present one: the window is connected, and the last status is recent. Before the first
 * status there is nothing to doubt, unless there is no engine.
 */
export function useIsLive(): boolean {
  return useSyncExternalStore(onLink, () => {
    const { receivedAt } = useStatus.getState();
    const { state } = useConnection.getState();
    if (receivedAt === 0) return state !== 'gone';
    return state === 'connected' && Date.now() - receivedAt <= staleAfterMs;
  });
}
