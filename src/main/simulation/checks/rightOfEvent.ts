/**
 * The right that a person needs to cause an event. It is derived from the meaning of the events, not from the tables of
 * the doors, so that a door that forgets to check is found.
 */
import { personOf } from '../../../shared/kernel/ids.ts';
import type { Right } from '../../../shared/kernel/roles.ts';
import { compareStrictness } from '../../domain/trading/tradingState.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';

const needed: { readonly [T in StoredEvent['type']]?: Right } = {
  SignalReceived: 'trade',
  SignalRejected: 'trade',
  OrderCancelRequested: 'cancel',
  OrderReplaceRequested: 'trade',
  OrderReplaceDenied: 'trade',
  ReconciliationAccepted: 'settle',
  ReconciliationReported: 'settle',
  KillSwitchOrdersListed: 'kill',
  KillSwitchFlattenRequested: 'stop',
  RiskLimitChanged: 'limits',
  RiskOverrideGranted: 'limits',
  LimitChangeProposed: 'propose',
  RiskOverrideProposed: 'propose',
  AlertAcknowledged: 'acknowledge',
  AlertsUnmuted: 'acknowledge',
  OperatorAdded: 'administer',
  OperatorRoleChanged: 'administer',
  OperatorRemoved: 'administer',
  OperatorLoggedIn: 'view',
  OperatorLoggedOut: 'enter',
  OperatorLoginFailed: 'enter',
  ActionRefused: 'enter',
};

/** Undefined where no person causes such an event by an act of their own. */
export function rightOfEvent(event: StoredEvent): Right | undefined {
  switch (event.type) {
    case 'BreakerStateChanged':
      return ['open', 'isolated'].includes(event.data.to) ? 'stop' : 'resume';
    case 'TradingStateChanged': {
      const { from, to } = event.data;
      if (compareStrictness(to, from) < 0) return 'resume';
      return to === 'halted' ? 'kill' : 'stop';
    }
    case 'KillSwitchEngaged':
      return event.data.flatten ? 'stop' : 'kill';
    case 'RiskProposalEnded':
      return event.data.end === 'withdrawn' ? 'propose' : 'limits';
    case 'OperatorPasswordChanged':
      return personOf(event.actor) === event.data.operator ? 'enter' : 'administer';
    default:
      return needed[event.type];
  }
}

/** What follows from an act of before, in the name of whoever did it: the events of an order that a signal has made. */
export function isFollowUp({ type }: StoredEvent): boolean {
  return type.startsWith('Order') && needed[type] === undefined;
}
