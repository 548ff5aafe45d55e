/** The order after one of its events, and what that event changed. */
import type { EventView } from '../../../shared/contract/events.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { absent, averageText, groupDecimal, roundTo } from '../../format/decimals.ts';
import { lookOf } from '../../model/orders/orderStatus.ts';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';
import { useOrderAt, type PastOrder } from './useOrderAt.ts';

interface Properties {
  readonly orderId: OrderId;
  /** The order after `asOf` events. */
  readonly state: PastOrder;
  readonly events: readonly EventView[];
  readonly asOf: number;
  readonly onAsOf: (count: number) => void;
  readonly places: number;
}

const numbers: readonly (readonly [keyof OrderView, string])[] = [
  ['quantity', 'qty'],
  ['limitPrice', 'limit'],
  ['stopPrice', 'stop'],
  ['filledQuantity', 'filled'],
  ['leavesQuantity', 'leaves'],
  ['averagePrice', 'avg'],
  ['overfilledBy', 'overfilled by'],
];
const terms: ReadonlySet<keyof OrderView> = new Set(['quantity', 'limitPrice', 'stopPrice']);
const prices: ReadonlySet<keyof OrderView> = new Set(['limitPrice', 'stopPrice']);

export function AsOfState({ orderId, state, events, asOf, onAsOf, places }: Properties) {
  const earlier = useOrderAt(orderId, events[asOf - 2]?.position);
  const before = earlier === 'unknown' ? undefined : earlier;
  const now = asOf === events.length;
  const show = (name: keyof OrderView, value: OrderView | undefined): string => {
    const text = value?.[name];
    if (value === undefined || text === undefined) return absent;
    if (name === 'averagePrice') return groupDecimal(averageText(value, places) ?? absent, places);
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
        ) : state === 'unknown' ? (
          <span className="dim">…</span>
        ) : (
          <>
            <Status state={state} before={before} />
            {numbers.map(([name, label]) => {
              const differs = before !== undefined && before[name] !== state[name];
              // The terms stand above. Here only values that have changed are shown.
              if (state[name] === undefined || (terms.has(name) && !differs)) return null;
              return (
                <span key={name} className={differs ? 'as-of-value changed' : 'as-of-value'}>
                  {label} {differs && <s>{show(name, before)}</s>} <b>{show(name, state)}</b>
                </span>
              );
            })}
          </>
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

function Status({ state, before }: { readonly state: OrderView; readonly before: OrderView | undefined }) {
  const changed = before !== undefined && before.status !== state.status;
  return (
    <span className={changed ? 'as-of-value changed' : 'as-of-value'}>
      {changed && <s>{lookOf(before.status).word}</s>} <OrderStatusWord order={state} />
    </span>
  );
}
