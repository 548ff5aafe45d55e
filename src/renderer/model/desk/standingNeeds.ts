/** Needs of a person that no recorded alert stands for. Each is shown among the alerts while its cause lasts. */
import type { Status } from '../../../shared/contract/status.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { faultAdvice } from './faultAdvice.ts';
import { sentence } from '../../format/sentence.ts';
import { parkedSubscribers } from './subscriberLook.ts';
import { scopeWords } from './tradingScope.ts';

export interface StandingNeed {
  readonly id: string;
  /** Two or three words, such as `disk full`. */
  readonly kind: string;
  readonly message: string;
  readonly advice: string;
  /** Whether no new order leaves while it stands. */
  readonly holdsOrders: boolean;
}

export function standingNeeds({
  accepting,
  fault,
  store,
  trading,
  subscribers,
}: Status): readonly StandingNeed[] {
  return [
    ...(accepting ? [] : [notAccepting(fault, store.ended === true)]),
    ...trading.kills.map(unprovenKill),
    ...parkedSubscribers(subscribers).map(({ name, error = 'it failed too often' }) => ({
      id: `parked:${name}`,
      kind: 'subscriber parked',
      message: sentence(`${name} gets no events: ${error}`),
      advice: 'Resume it on the Metrics screen once the cause is gone.',
      holdsOrders: false,
    })),
  ];
}

function notAccepting(fault: Status['fault'], ended: boolean): StandingNeed {
  const advice = faultAdvice(fault?.code) ?? '';
  return {
    id: 'fault',
    kind: fault?.code.replaceAll('_', ' ') ?? 'no orders taken',
    message: sentence(fault?.message ?? 'The engine takes no orders and gave no reason'),
    advice: ended ? `${neverAgain} ${advice}`.trim() : advice,
    holdsOrders: true,
  };
}

const neverAgain =
  'The store takes nothing more before the engine is started again: this stands on no record, and what is halted now trades again then.';

function unprovenKill({
  killId,
  scope,
  ended,
  orders,
  inDoubt,
}: Status['trading']['kills'][number]): StandingNeed {
  const doubts = inDoubt === 0 ? '' : `, ${counted(inDoubt, 'order')} in doubt`;
  const how =
    orders === 0
      ? 'no order was working'
      : `${groupInteger(ended)} of ${counted(orders, 'order')} ended${doubts}`;
  return {
    id: `kill:${killId}`,
    kind: 'kill not proven',
    message: sentence(`the kill switch on ${scopeWords(scope)} is at work: ${how}`),
    advice: 'It goes on by itself until the venue has proven it; its ledger says what it waits for.',
    holdsOrders: false,
  };
}
