/** The form for the settlement of an order in doubt, and what is sent. */
import type { InDoubtOrder, Settlement } from '../../../shared/contract/recovery.ts';
import { absolute, decimal, formatDecimal, subtract } from '../../../shared/kernel/decimal.ts';
import { distancePercent, groupDecimal, sum, tryDecimal, typedDecimal } from '../../format/decimals.ts';

export type Outcome = Settlement['outcome'];

export interface SettleExecution {
  readonly quantity: string;
  readonly price: string;
}

export interface SettleForm {
  /** The outcome; undefined until the operator has chosen one, because a settlement has no default. */
  readonly outcome: Outcome | undefined;
  readonly venueOrderId: string;
  readonly executions: readonly SettleExecution[];
}

export const emptySettleForm: SettleForm = { outcome: undefined, venueOrderId: '', executions: [] };

export interface OutcomeChoice {
  readonly value: Outcome;
  readonly label: string;
  readonly says: string;
}

const workingSays: Readonly<Record<InDoubtOrder['subject'], string>> = {
  submission: 'The venue has it, and it may fill.',
  cancel: 'The cancel was not done: it goes on working as it was.',
  replace: 'The replace was not done: it goes on working as it was.',
};

/** The outcomes that are possible for this order. */
export function outcomeChoices(order: InDoubtOrder): readonly OutcomeChoice[] {
  const { subject } = order;
  const neverReceived: OutcomeChoice = {
    value: 'never_received',
    label: 'Never received',
    says: 'The venue has no such order, and never had. It is closed as rejected and not sent again.',
  };
  const replaced: OutcomeChoice = {
    value: 'replaced',
    label: 'Replaced',
    says: 'It works with the terms that the replace asked for.',
  };
  const isUnknown = subject === 'submission' && !isPositive(order.filledQuantity);
  return [
    ...(isUnknown && order.venueOrderId === undefined ? [neverReceived] : []),
    { value: 'working', label: 'Working', says: workingSays[subject] },
    ...(subject === 'replace' ? [replaced] : []),
    { value: 'filled', label: 'Filled', says: 'The executions below fill it whole.' },
    { value: 'canceled', label: 'Canceled', says: 'It has ended; what was executed before stands below.' },
    { value: 'expired', label: 'Expired', says: 'It has ended; what was executed before stands below.' },
  ];
}

/** The quantity that nobody here knows as filled. */
export function leavesOf({ quantity, filledQuantity }: InDoubtOrder): string {
  return formatDecimal(subtract(decimal(quantity), decimal(filledQuantity)));
}

export function takesExecutions(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome !== 'never_received';
}

/** Whether the venue order id is needed: the order is said to have reached the venue, and nobody here knows the id. */
export function wantsVenueId(order: InDoubtOrder, { outcome, executions }: SettleForm): boolean {
  return (
    order.venueOrderId === undefined &&
    executions.length === 0 &&
    (outcome === 'working' || outcome === 'replaced' || outcome === 'filled')
  );
}

/** What must be typed before the settlement can be sent; undefined when nothing is missing. */
export function whyNoSettlement(order: InDoubtOrder, form: SettleForm): string | undefined {
  const { outcome, venueOrderId, executions } = form;
  if (outcome === undefined) return 'Choose what the venue says of it';
  if (executions.some(({ quantity, price }) => quantity.trim() === '' || price.trim() === '')) {
    return 'Enter quantity and price of each execution';
  }
  const unreadable = executions
    .flatMap(({ quantity, price }) => [quantity, price])
    .find((text) => tryDecimal(typedDecimal(text)) === undefined);
  if (unreadable !== undefined) return `"${unreadable}" is not a number`;
  const leaves = leavesOf(order);
  if (
    outcome === 'filled' &&
    tryDecimal(sum(executions.map(({ quantity }) => typedDecimal(quantity)))) !== decimal(leaves)
  ) {
    return `Enter executions of ${groupDecimal(leaves)} in all: that is what is left to fill`;
  }
  if (wantsVenueId(order, form) && venueOrderId.trim() === '') return "Enter the venue's id of the order";
  return undefined;
}

/** A price that is farther than this from the market is probably a mistake, in percent. */
const farPercent = decimal('2');

/** Warnings about unlikely executions. They can still be true, so the form warns and does not refuse. */
export function settleWarnings(
  { side, limitPrice }: InDoubtOrder,
  { outcome, executions }: SettleForm,
  last: string | undefined,
): readonly string[] {
  if (!takesExecutions(outcome)) return [];
  const limit = tryDecimal(limitPrice);
  return [...new Set(executions.map(({ price }) => typedDecimal(price)))].flatMap((text) => {
    const price = tryDecimal(text);
    if (price === undefined) return [];
    const beyond = limit !== undefined && (side === 'buy' ? price > limit : price < limit);
    const distance = last === undefined ? undefined : distancePercent(text, last);
    const far = distance !== undefined && absolute(decimal(distance)) > farPercent;
    const shown = groupDecimal(text);
    return [
      ...(beyond
        ? [
            `${shown} is ${side === 'buy' ? 'above' : 'below'} the order's limit ${groupDecimal(limitPrice ?? '')}: a venue does not fill it there`,
          ]
        : []),
      ...(far && last !== undefined
        ? [
            `${shown} is ${distance.replace('-', '')} % ${distance.startsWith('-') ? 'below' : 'above'} the last price ${groupDecimal(last)}`,
          ]
        : []),
    ];
  });
}

export function settlementOf({ outcome, venueOrderId, executions }: SettleForm): Settlement | undefined {
  if (outcome === undefined) return undefined;
  const id = venueOrderId.trim();
  const typed = takesExecutions(outcome)
    ? executions.map(({ quantity, price }) => ({
        quantity: typedDecimal(quantity),
        price: typedDecimal(price),
      }))
    : [];
  return {
    outcome,
    ...(id !== '' && takesExecutions(outcome) && { venueOrderId: id }),
    ...(typed.length > 0 && { executions: typed }),
  };
}

function isPositive(text: string): boolean {
  return (tryDecimal(text) ?? decimal('0')) > decimal('0');
}
