/** The incident of an engine that takes no orders: a store that can't write, or another fault. */
import type { Status } from '../../../../shared/contract/status.ts';
import { capital } from '../../../format/sentence.ts';
import { standingNeeds } from '../standingNeeds.ts';
import type { Incident } from './incident.ts';

export function faultIncident(status: Status): readonly Incident[] {
  const { fault, store } = status;
  return standingNeeds(status)
    .filter(({ holdsOrders }) => holdsOrders)
    .map(({ kind, message, advice }) => ({
      id: 'fault',
      kind: 'no_orders_taken' as const,
      title: fault === undefined ? 'The engine takes no orders' : `${capital(kind)}: no order is taken`,
      why: message,
      advice: [advice, ...storeWords(store, advice !== '')].join(' ').trim(),
      record: 'none' as const,
      code: fault?.code,
    }));
}

function storeWords({ dataFolder, writable, ended }: Status['store'], advised: boolean): readonly string[] {
  return [
    ...(advised ? [`What was acknowledged is safe in ${dataFolder}.`] : []),
    ...(writable ? [] : [ended === true ? untilStartWords : meanwhileWords]),
  ];
}

const meanwhileWords =
  'A single cancel is refused meanwhile; the kill switch cancels all the same, also for one strategy or symbol.';
const untilStartWords =
  'Until then a single cancel is refused; the kill switch cancels all the same, and is forgotten when the engine stops: use it again after the start.';
