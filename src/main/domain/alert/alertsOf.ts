/** The alerts that one event calls for by itself. Pure, so that the same event raises the same alerts after a crash. */
import { alertIdOf } from '../../../shared/kernel/ids.ts';
import type { DomainEvent } from '../domainEvent.ts';
import type { DeskEvent } from '../desk/deskEvents.ts';
import type { FillSurprise, OrderEventOf } from '../order/orderEvents.ts';
import type { Contradiction } from '../order/orderState.ts';
import type { Alert, AlertKind } from '../desk/alert.ts';
import type { EventPlace } from './eventPlace.ts';
import { venueAlerts } from './venueAlerts.ts';

export function alertsOf(event: DomainEvent & EventPlace): readonly Alert[] {
  switch (event.type) {
    case 'OrderFilled':
      return fillAlerts(event);
    case 'KillSwitchEngaged':
      return automaticKillAlerts(event);
    case 'ConfigurationRefused':
      return [configurationAlert(event)];
    case 'OrderReplaceRejected':
      return refusedReplaceAlerts(event);
    case 'OrderSettlementContradicted':
      return [contradictionAlert(event)];
    case 'OrderExecutionBusted':
    case 'OrderExecutionCorrected':
      return [revisionAlert(event)];
    case 'OrderRestated':
      return [restatementAlert(event)];
    case 'OrderReinstated':
      return [reinstatementAlert(event)];
    case 'VenueDisconnected':
    case 'VenueFellSilent':
    case 'VenueThrottled':
    case 'BreakerStateChanged':
    case 'RiskBreakerStateChanged':
      return venueAlerts(event);
    default:
      return [];
  }
}

interface SurpriseAlert {
  readonly kind: AlertKind;
  readonly what: string;
  readonly advice?: string;
}

const surpriseAlerts: Readonly<Record<FillSurprise, SurpriseAlert>> = {
  after_end: { kind: 'fill_after_end', what: 'came after the order had ended' },
  never_sent: { kind: 'fill_never_sent', what: 'is of an order that was never sent' },
  worse_than_limit: { kind: 'fill_worse_than_limit', what: "is worse than the order's limit" },
  price_not_taken: {
    kind: 'fill_price_not_taken',
    what: 'is at a price that the instrument does not take: below its priceMin, or not above 0 where it has none',
    advice: "Ask the venue whether the price is real, and set the instrument's priceMin if it trades there.",
  },
};

const closeIt = 'Ask the venue, and close what is too much.';

function fillAlerts({
  data,
  streamId,
  position,
}: OrderEventOf<'OrderFilled'> & EventPlace): readonly Alert[] {
  const { executionId, lastQuantity, lastPrice, overfilledBy, surprises = [] } = data;
  const alert = ({ kind, what, advice = closeIt }: SurpriseAlert): Alert => ({
    alertId: alertIdOf(`${kind}:${streamId}:${executionId}`),
    kind,
    cause: `${kind}:${streamId}`,
    holdsOrders: false,
    message: `the fill of ${lastQuantity} at ${lastPrice} ${what}`,
    advice,
    stream: streamId,
    position,
  });
  const over = `takes the order ${overfilledBy} beyond its quantity`;
  return [
    ...(overfilledBy === undefined ? [] : [alert({ kind: 'overfill', what: over })]),
    ...surprises.map((surprise) => alert(surpriseAlerts[surprise])),
  ];
}

/** The desk may have acted on an execution that no longer stands. */
function revisionAlert(
  event: OrderEventOf<'OrderExecutionBusted' | 'OrderExecutionCorrected'> & EventPlace,
): Alert {
  const { streamId, position } = event;
  const isBust = event.type === 'OrderExecutionBusted';
  const { executionId, struck, cumulativeQuantity, overfilledBy, reason } = event.data;
  const old = struck === undefined ? 'that did not count here' : `of ${struck.quantity} at ${struck.price}`;
  const what = isBust
    ? `took back execution ${executionId} ${old}`
    : `corrected execution ${event.data.corrects} ${old}: it is ${event.data.lastQuantity} at ${event.data.lastPrice} now, as ${executionId}`;
  const over = overfilledBy === undefined ? '' : `, ${overfilledBy} beyond its quantity`;
  const kind = isBust ? 'execution_busted' : 'execution_corrected';
  return {
    alertId: alertIdOf(`${kind}:${streamId}:${position}`),
    kind,
    cause: `${kind}:${streamId}`,
    holdsOrders: false,
    message: `the venue ${what}; the order has ${cumulativeQuantity} filled${over}${reason === undefined ? '' : ` (${reason})`}`,
    advice:
      'Compare position and profit with the venue, and what was traded on the strength of the execution.',
    stream: streamId,
    position,
  };
}

function restatementAlert({ data, streamId, position }: OrderEventOf<'OrderRestated'> & EventPlace): Alert {
  const { before, reason } = data;
  const names = { quantity: 'quantity', limitPrice: 'limit price', stopPrice: 'stop price' } as const;
  const changes = (['quantity', 'limitPrice', 'stopPrice'] as const).flatMap((key) =>
    before[key] === data[key] ? [] : [`${names[key]} ${before[key] ?? 'none'} is ${data[key] ?? 'none'} now`],
  );
  return {
    alertId: alertIdOf(`order_restated:${streamId}:${position}`),
    kind: 'order_restated',
    cause: `order_restated:${streamId}`,
    holdsOrders: false,
    message: `the venue has changed the order by itself: ${changes.join(', ')} (${reason})`,
    advice: 'The order works with these terms. Amend or cancel it if they are not wanted.',
    stream: streamId,
    position,
  };
}

function refusedReplaceAlerts({
  data: { overfilledBy },
  streamId,
  position,
}: OrderEventOf<'OrderReplaceRejected'> & EventPlace): readonly Alert[] {
  if (overfilledBy === undefined) return [];
  const message = `the venue refused a larger quantity after it had filled ${overfilledBy} of it: the order is filled beyond its quantity`;
  return [
    {
      alertId: alertIdOf(`overfill:${streamId}:${position}`),
      kind: 'overfill',
      cause: `overfill:${streamId}`,
      holdsOrders: false,
      message,
      advice: closeIt,
      stream: streamId,
      position,
    },
  ];
}

/** Only a kill switch that engaged by itself raises an alert: the desk knows of one that a person engaged. */
function automaticKillAlerts({
  data: { killId, scope, reason, trigger },
  streamId,
  position,
}: Extract<DeskEvent, { type: 'KillSwitchEngaged' }> & EventPlace): readonly Alert[] {
  if (trigger === undefined) return [];
  return [
    {
      alertId: alertIdOf(`kill_switch_engaged:${killId}`),
      kind: 'kill_switch_engaged',
      holdsOrders: false,
      message: `the kill switch engaged by itself on ${scope}: ${reason}`,
      advice: 'Look into why, and enable the scope when orders may leave again.',
      stream: streamId,
      position,
    },
  ];
}

/** How many mistakes of a file one alert names; all of them are in the event and in the log. */
const mistakesNamedMax = 3;

/**
 * A person who makes a mistake while lowering a limit in the file believes that the limit is in force; the alert says
 * that it is not.
 */
function configurationAlert({
  data: { message },
  streamId,
  position,
}: Extract<DeskEvent, { type: 'ConfigurationRefused' }> & EventPlace): Alert {
  const [head = '', ...mistakes] = message.split('\n').map((line) => line.trim());
  const named = mistakes.slice(0, mistakesNamedMax).join('; ');
  const others = mistakes.length - mistakesNamedMax;
  const why = mistakes.length === 0 ? head : `${head} ${named}${others > 0 ? `; and ${others} more` : ''}`;
  return {
    alertId: alertIdOf(`configuration_refused:${position}`),
    kind: 'configuration_refused',
    cause: 'configuration_refused',
    lasts: true,
    holdsOrders: false,
    message: `another configuration was refused, and the limits from before stayed in force: ${why}`,
    advice: 'Mend the file: it is read again when it changes.',
    stream: streamId,
    position,
  };
}

function reinstatementAlert({
  data,
  streamId,
  position,
}: OrderEventOf<'OrderReinstated'> & EventPlace): Alert {
  return {
    alertId: alertIdOf(`reinstated:${streamId}:${position}`),
    kind: 'reinstated',
    cause: `reinstated:${streamId}`,
    holdsOrders: false,
    message: `an order that had ended works at the venue again: ${data.reason}`,
    advice: 'Cancel it, unless it is wanted.',
    stream: streamId,
    position,
  };
}

const venueSays: Readonly<Record<Contradiction, string>> = {
  accepted: 'the venue says now that it has accepted it',
  working: 'the venue works it',
  canceled: 'the venue says that it was canceled',
  expired: 'the venue says that it has expired',
  rejected: 'the venue says that it was rejected',
};

function contradictionAlert({
  data,
  streamId,
  position,
}: OrderEventOf<'OrderSettlementContradicted'> & EventPlace): Alert {
  const { says, settledAs, reason } = data;
  return {
    alertId: alertIdOf(`settlement_contradicted:${streamId}:${says}`),
    kind: 'settlement_contradicted',
    holdsOrders: false,
    message: `it was settled by hand as ${settledAs}, and ${venueSays[says]}${reason === undefined ? '' : `: ${reason}`}`,
    advice:
      'Compare with the venue and ask it: what it works is canceled there or by the kill switch, and the position here may be wrong.',
    stream: streamId,
    position,
  };
}
