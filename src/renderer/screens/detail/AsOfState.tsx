/** The order as one of its events left it, and what that event changed. */
import type { EventView } from '../../../shared/contract/events.ts';
import { orderStatuses, type OrderStatus, type OrderView } from '../../../shared/contract/orders.ts';
import { absent, averageText, groupDecimal, roundTo } from '../../format/decimals.ts';
import { changedFields, foldOrder, type OrderAsOf } from './foldOrder.ts';
import { lookOf } from '../../model/orderStatus.ts';
import { OrderStatusWord } from '../OrderStatusWord.tsx';

interface Properties {
  readonly order: OrderView;
  readonly events: readonly EventView[];
  readonly asOf: number;
  readonly onAsOf: (count: number) => void;
  readonly places: number;
}

const numbers: readonly (readonly [keyof OrderAsOf, string])[] = [
  ['quantity', 'qty'],
  ['limitPrice', 'limit'],
  ['stopPrice', 'stop'],
  ['filledQuantity', 'filled'],
  ['leavesQuantity', 'leaves'],
  ['averagePrice', 'avg'],
  ['overfilledBy', 'overfilled by'],
];
const terms: ReadonlySet<keyof OrderAsOf> = new Set(['quantity', 'limitPrice', 'stopPrice']);
const prices: ReadonlySet<keyof OrderAsOf> = new Set(['limitPrice', 'stopPrice']);

export function AsOfState({ order, events, asOf, onAsOf, places }: Properties) {
  const state = foldOrder(events.slice(0, asOf));
  const before = foldOrder(events.slice(0, asOf - 1));
  const changed = changedFields(before, state);
  const now = asOf === events.length;
  const show = (name: keyof OrderAsOf, value: OrderAsOf | undefined): string => {
    const text = value?.[name];
    if (value === undefined || text === undefined) return absent;
    if (name === 'averagePrice') {
      const { filledNotional = '0', filledQuantity } = value;
      return groupDecimal(averageText(filledNotional, filledQuantity, places) ?? absent, places);
    }
    return prices.has(name)
      ? groupDecimal(roundTo(String(text), Math.max(places, 2)), places)
      : groupDecimal(String(text));
  };
  return (
    <div className="as-of">
      <output
        className="as-of-state"
        aria-label={now ? 'State now' : `State as of event ${asOf} of ${events.length}`}
      >
        {state === undefined ? (
          <span className="dim">no order yet</span>
        ) : (
          <Status state={state} changed={changed.has('status')} before={before} />
        )}
        {state !== undefined &&
          numbers.map(([name, label]) => {
            const differs = changed.has(name) && before !== undefined;
            // The terms stand above; here only what is not as it was.
            if (state[name] === undefined || (terms.has(name) && !differs)) return null;
            return (
              <span key={name} className={differs ? 'as-of-value changed' : 'as-of-value'}>
                {label} {differs && <s>{show(name, before)}</s>} <b>{show(name, state)}</b>
              </span>
            );
          })}
        {now && order.status !== state?.status && state !== undefined && (
          <span className="tone-warn">catching up</span>
        )}
      </output>
      <div className="scrub">
        <label htmlFor="as-of-scrubber" className="dim">
          as of
        </label>
        <input
          id="as-of-scrubber"
          type="range"
          min={1}
          max={Math.max(1, events.length)}
          step={1}
          value={asOf}
          aria-valuetext={`event ${asOf} of ${events.length}, ${events[asOf - 1]?.type ?? ''}`}
          onChange={(event) => {
            onAsOf(Number(event.target.value));
          }}
        />
        <span className="mono scrub-text">
          {now ? 'now, ' : ''}event {asOf} of {events.length}
        </span>
      </div>
    </div>
  );
}

function Status({
  state,
  before,
  changed,
}: {
  readonly state: OrderAsOf;
  readonly before: OrderAsOf | undefined;
  readonly changed: boolean;
}) {
  const [was, is] = [knownStatus(before), knownStatus(state)];
  return (
    <span className={changed && before !== undefined ? 'as-of-value changed' : 'as-of-value'}>
      {changed && was !== undefined && <s>{lookOf(was).word}</s>}{' '}
      {is === undefined ? state.status : <OrderStatusWord status={is} />}
    </span>
  );
}

function knownStatus(order: OrderAsOf | undefined): OrderStatus | undefined {
  return orderStatuses.find((status): status is OrderStatus => status === order?.status);
}
