/** Totals below the table: of all matching orders, or of the chosen ones. */
import { useState } from 'react';
import { orderStatuses } from '../../../../main/domain/order/orderState.ts';
import { namedOrdersMax, type OrderFilter } from '../../../../shared/contract/orders.ts';
import { formatDecimal } from '../../../../shared/kernel/decimal.ts';
import { notional, roundNotional } from '../../../../shared/kernel/notional.ts';
import { groupDecimal, groupInteger } from '../../../format/decimals.ts';
import { toOrderFilter } from '../../../model/orders/orderFilter.ts';
import { lookOf } from '../../../model/orders/orderStatus.ts';
import { orderTotals, type OrderTotals, type SideTotals } from './orderTotals.ts';
import { useDesk } from '../../../store/desk/deskStore.ts';
import { useUi } from '../../../store/window/uiStore.ts';
import { SegmentedControl } from '../../../ui/controls/SegmentedControl.tsx';
import { ScrollArea } from '../../../ui/display/ScrollArea.tsx';
import { TableHead } from '../../../ui/display/TableHead.tsx';
import { useOrderLines } from './useOrderLines.ts';

type Scope = 'matching' | 'chosen';

interface Properties {
  readonly matching: number;
  readonly chosen: number;
  /** The position that the table holds. */
  readonly position: number;
}

export function TotalsPanel({ matching, chosen, position }: Properties) {
  const [scope, setScope] = useState<Scope>('matching');
  const filter = useScopeFilter(scope);
  const { value, fault } = useOrderLines(filter, position);
  const desk = useDesk((store) => store.desk);
  const currencies = new Map(desk?.instruments.map(({ symbol, currency }) => [symbol, currency]));
  const totals = value && orderTotals(value.lines, orderStatuses, (symbol) => currencies.get(symbol));
  return (
    <section className="order-totals" aria-label="Totals" data-testid="order-totals">
      <div className="order-totals-head">
        <SegmentedControl<Scope>
          compact
          name="Totals of"
          value={scope}
          onChange={setScope}
          segments={[
            { value: 'matching', label: `${groupInteger(matching)} matching` },
            { value: 'chosen', label: `${groupInteger(chosen)} chosen` },
          ]}
        />
        <output>{totals === undefined ? '' : <ByStatus totals={totals} />}</output>
        <span className="grow" />
        <span className="dim">
          {value === undefined ? '' : `as of position ${groupInteger(value.position)}`}
        </span>
      </div>
      {totals === undefined ? (
        <p className={fault === undefined ? 'dim' : 'tone-bad'}>
          {fault ?? (filter === undefined ? whyNone(chosen) : 'Summing up…')}
        </p>
      ) : (
        <Sums totals={totals} />
      )}
    </section>
  );
}

function whyNone(chosen: number): string {
  return chosen === 0
    ? 'Choose orders in the table to sum them up.'
    : `Up to ${groupInteger(namedOrdersMax)} orders chosen one by one are summed up; choose all that match with Ctrl A for more.`;
}

/** The engine's filter for the scope; undefined where there is nothing to sum up. */
function useScopeFilter(scope: Scope): OrderFilter | undefined {
  const filter = toOrderFilter(useUi((ui) => ui.filter));
  const { ids, all } = useUi((ui) => ui.selection);
  if (scope === 'matching') return filter;
  if (all !== undefined) return { ...filter, createdToPosition: all.before };
  return ids.size === 0 || ids.size > namedOrdersMax ? undefined : { orderIds: [...ids] };
}

function ByStatus({ totals: { orders, byStatus } }: { readonly totals: OrderTotals }) {
  return (
    <>
      <b>{groupInteger(orders)}</b> {orders === 1 ? 'order' : 'orders'}
      {byStatus.map(([status, count]) => (
        <span key={status}>
          {' · '}
          <b>{groupInteger(count)}</b> {lookOf(status).word.toLowerCase()}
        </span>
      ))}
    </>
  );
}

const money = (text: string): string => groupDecimal(formatDecimal(roundNotional(notional(text), 2)), 2);

/** Empty for a side without orders. */
function sideCells(name: string, { orders, ordered, filled, open, value }: SideTotals) {
  return [
    groupInteger(orders),
    groupDecimal(ordered),
    groupDecimal(filled),
    groupDecimal(open),
    money(value),
  ].map((text, index) => (
    <td key={`${name} ${index}`} className="n">
      {orders === 0 ? '' : text}
    </td>
  ));
}

const sideColumns = (side: string, verb: string) =>
  [`${side} orders`, `${side} qty`, verb, `open to ${side.slice(2).toLowerCase()}`, `value ${verb}`].map(
    (number) => ({ number }),
  );

function Sums({ totals: { bySymbol, byCurrency } }: { readonly totals: OrderTotals }) {
  return (
    <ScrollArea name="Totals by symbol" className="order-totals-scroll">
      <table className="table">
        <TableHead
          columns={['Symbol', ...sideColumns('▲ Buy', 'bought'), ...sideColumns('▼ Sell', 'sold')]}
        />
        <tbody>
          {bySymbol.map(({ symbol, currency, buy, sell }) => (
            <tr key={symbol}>
              <th scope="row">
                {symbol} <span className="dim">{currency ?? 'unknown currency'}</span>
              </th>
              {sideCells('buy', buy)}
              {sideCells('sell', sell)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          {byCurrency.map(({ currency, bought, sold }) => (
            <tr key={currency ?? ''}>
              <th scope="row">All {currency ?? 'unknown currency'}</th>
              <td colSpan={5} className="n">
                <b>{money(bought)}</b>
              </td>
              <td colSpan={5} className="n">
                <b>{money(sold)}</b>
              </td>
            </tr>
          ))}
        </tfoot>
      </table>
    </ScrollArea>
  );
}
