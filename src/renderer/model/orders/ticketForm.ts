/** What the operator typed into the ticket, what is sent, and the warnings before that. */
import {
  hasLimitPrice,
  hasStopPrice,
  type OrderType,
  type Side,
  type TimeInForce,
} from '../../../main/domain/order/orderTerms.ts';
import { routeTaken } from '../../../main/domain/signal/route.ts';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { Ticket } from '../../../shared/contract/signals.ts';
import type { MarketView } from '../../../shared/contract/status.ts';
import { absolute, decimal } from '../../../shared/kernel/decimal.ts';
import { readInstant } from '../../../shared/kernel/time.ts';
import { age } from '../../format/times.ts';
import { distancePercent, groupDecimal, placesOf, tryDecimal, typedDecimal } from '../../format/decimals.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

export type Instrument = DeskInfo['instruments'][number];

export interface TicketForm {
  readonly side: Side;
  readonly account: string;
  readonly strategy: string;
  readonly symbol: string;
  /** Empty: by the desk's routes. */
  readonly venue: string;
  readonly quantity: string;
  readonly orderType: OrderType;
  readonly limitPrice: string;
  readonly stopPrice: string;
  readonly timeInForce: TimeInForce;
  readonly goodTill: string;
  readonly takeProfit: string;
  readonly stopLoss: string;
  readonly reduceOnly: boolean;
  readonly note: string;
}

/** The strategy name of an operator's own orders, which belong to no strategy. */
export const manualStrategy = 'manual';

export function emptyForm(desk: DeskInfo | undefined): TicketForm {
  const instrument = desk?.instruments[0];
  const terms = { account: desk?.accounts[0] ?? '', symbol: instrument?.symbol ?? '', venue: '' };
  const venue = desk && venueOf(terms, desk);
  return {
    side: 'buy',
    ...terms,
    strategy: manualStrategy,
    quantity: '',
    orderType: venue?.orderTypes.includes('limit') === false ? (venue.orderTypes[0] ?? 'limit') : 'limit',
    limitPrice: '',
    stopPrice: '',
    timeInForce: venue?.timesInForce[0] ?? 'DAY',
    goodTill: '',
    takeProfit: '',
    stopLoss: '',
    reduceOnly: false,
    note: '',
  };
}

/**
 * Whether the operator has entered something. `foreign` is a symbol that another program has put in, and that nobody
 * here has chosen.
 */
export function isEntered(form: TicketForm, desk: DeskInfo, foreign: string | undefined): boolean {
  const empty = emptyForm(desk);
  const fields = namesOf(empty);
  return fields.some(
    (field) => form[field] !== empty[field] && !(field === 'symbol' && form.symbol === foreign),
  );
}

/** The venue where the order goes: the chosen one, or the one to which the desk's routes lead. */
export function venueOf(
  { account, symbol, venue }: Pick<TicketForm, 'account' | 'symbol' | 'venue'>,
  { instruments, routes, venues }: DeskInfo,
): DeskInfo['venues'][number] | undefined {
  const instrument = instruments.find((one) => one.symbol === symbol);
  if (instrument === undefined) return undefined;
  const [own = ''] = instrument.venues;
  const route = routeTaken({ account, symbol, venue: venue === '' ? undefined : venue }, own, routes);
  return venues.find((one) => one.venue === route.venue);
}

/**
 * The ticket that is sent. Fields without a use for the order type are left out, so that a hidden value is never sent.
 */
export function buildTicket(form: TicketForm, signalId: string): Ticket {
  const given = (name: string, value: string, wanted = true): Record<string, string> => {
    const trimmed = value.trim();
    return wanted && trimmed !== '' ? { [name]: trimmed } : {};
  };
  const number = (name: string, value: string, wanted = true): Record<string, string> =>
    given(name, typedDecimal(value), wanted);
  return {
    signalId,
    account: form.account,
    strategy: form.strategy,
    symbol: form.symbol,
    ...given('venue', form.venue),
    side: form.side,
    quantity: typedDecimal(form.quantity),
    orderType: form.orderType,
    ...number('limitPrice', form.limitPrice, hasLimitPrice(form.orderType)),
    ...number('stopPrice', form.stopPrice, hasStopPrice(form.orderType)),
    timeInForce: form.timeInForce,
    ...given('goodTill', goodTillInstant(form.goodTill) ?? form.goodTill, form.timeInForce === 'GTD'),
    ...number('takeProfit', form.takeProfit),
    ...number('stopLoss', form.stopLoss),
    ...(form.reduceOnly && { reduceOnly: true }),
    ...given('note', form.note),
  };
}

const goodTillTyped = /^(\d{4}-\d{2}-\d{2})[T ]+(\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?(?:Z| ?UTC)?$/;

/** Reads a day and a time that a person typed as UTC, as the label says; undefined for any other text. */
function goodTillInstant(value: string): string | undefined {
  const [, day, time, seconds = ':00'] = goodTillTyped.exec(value.trim()) ?? [];
  const instant = `${day ?? ''}T${time ?? ''}${seconds}Z`;
  return readInstant(instant).ok ? instant : undefined;
}

/** The ticket's only format of a time. Shown orders use the same format. */
export const goodTillExample = '2026-12-24 17:30';

/** Says what is wrong with the typed time; undefined when it is right or empty. */
export function goodTillProblem({ timeInForce, goodTill }: TicketForm): string | undefined {
  const typed = goodTill.trim();
  if (timeInForce !== 'GTD' || typed === '' || goodTillInstant(typed) !== undefined) return undefined;
  return `"${typed}" is no time: expected ${goodTillExample}, in UTC`;
}

/** What must be typed before a question to the engine makes sense; undefined when nothing is missing. */
export function missingField(form: TicketForm): string | undefined {
  if (form.symbol === '') return 'Choose a symbol';
  if (form.quantity.trim() === '') return 'Enter a quantity';
  if (hasStopPrice(form.orderType) && form.stopPrice.trim() === '') return 'Enter a stop price';
  if (hasLimitPrice(form.orderType) && form.limitPrice.trim() === '') return 'Enter a limit price';
  if (form.timeInForce === 'GTD' && form.goodTill.trim() === '') return 'Enter until when the order is good';
  if (goodTillProblem(form) !== undefined) return `Enter good till as ${goodTillExample}, in UTC`;
  return undefined;
}

/** A limit or stop price that is farther than this from the last price is probably a typing mistake. */
const farPercent = '2';

/** The terms that warnings are about: the form of a ticket, or an order with the terms of an amend. */
export type WarnedTerms = Pick<
  TicketForm,
  'side' | 'account' | 'symbol' | 'orderType' | 'quantity' | 'limitPrice' | 'stopPrice'
>;

export interface TicketWarning {
  readonly code:
    | 'far_from_market'
    | 'crosses_market'
    | 'stop_triggers_now'
    | 'no_market'
    | 'stale_market'
    | 'unusual_size'
    | 'unusual_value'
    | 'duplicate'
    | 'crosses_own';
  readonly message: string;
}

/** Warnings about the terms by the market. */
export function marketWarnings(
  form: WarnedTerms,
  market: MarketView | undefined,
  instrument: Instrument | undefined,
  old: boolean,
): readonly TicketWarning[] {
  if (form.symbol === '') return [];
  if (market === undefined) {
    return [
      { code: 'no_market', message: `No market price for ${form.symbol}: the distance can't be checked` },
    ];
  }
  const places = placesOf(instrument?.tickSize ?? '1');
  const price = (text: string): string => groupDecimal(text, places);
  const warnings: TicketWarning[] = [];
  if (old) {
    warnings.push({
      code: 'stale_market',
      message: `The market price is ${age(market.ageMs ?? 0)} old: nobody tells what it is now`,
    });
  }
  const buy = form.side === 'buy';
  const limit = hasLimitPrice(form.orderType) ? tryDecimal(typedDecimal(form.limitPrice)) : undefined;
  const stop = hasStopPrice(form.orderType) ? tryDecimal(typedDecimal(form.stopPrice)) : undefined;
  for (const [name, text, value] of [
    ['Limit', form.limitPrice, limit],
    ['Stop', form.stopPrice, stop],
  ] as const) {
    const distance = value === undefined ? undefined : distancePercent(typedDecimal(text), market.last);
    if (distance === undefined || absolute(decimal(distance)) <= decimal(farPercent)) continue;
    const direction = distance.startsWith('-') ? 'below' : 'above';
    warnings.push({
      code: 'far_from_market',
      message: `${name} ${price(typedDecimal(text))} is ${distance.replace('-', '')} % ${direction} the last price ${price(market.last)}`,
    });
  }
  const touch = buy ? market.ask : market.bid;
  const opposite = touch === undefined ? undefined : tryDecimal(touch);
  if (
    limit !== undefined &&
    stop === undefined &&
    touch !== undefined &&
    opposite !== undefined &&
    (buy ? limit >= opposite : limit <= opposite)
  ) {
    warnings.push({
      code: 'crosses_market',
      message: `Crosses the ${buy ? 'ask' : 'bid'} ${price(touch)}: would trade at once`,
    });
  }
  const last = tryDecimal(market.last);
  if (stop !== undefined && last !== undefined && (buy ? stop <= last : stop >= last)) {
    warnings.push({
      code: 'stop_triggers_now',
      message: `Stop ${price(typedDecimal(form.stopPrice))} is ${buy ? 'at or below' : 'at or above'} the last price: would trigger at once`,
    });
  }
  return warnings;
}
