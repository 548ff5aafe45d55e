/** Profit, loss and exposure of the desk and of each account, in each currency by itself. */
import { useMemo } from 'react';
import { positionSums } from '../../../shared/contract/positionSums.ts';
import type { ExposureRow, PositionRow } from '../../../shared/contract/positions.ts';
import { absent, groupDecimal, roundTo } from '../../format/decimals.ts';
import { money, moneyTone } from './positions/positionLook.ts';
import { scopeShort } from '../../model/desk/tradingScope.ts';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

interface Properties {
  readonly positions: readonly PositionRow[] | undefined;
  readonly exposures: readonly ExposureRow[] | undefined;
}

const methodWords = { average: 'average cost', fifo: 'FIFO' } as const;

export function SumsPanel({ positions, exposures }: Properties) {
  const sums = useMemo(() => (positions === undefined ? [] : positionSums(positions)), [positions]);
  const method = positions?.[0]?.method ?? 'average';
  const exposed = new Map(exposures?.map((one) => [`${one.scope} ${one.currency}`, one]));
  return (
    <Panel
      title="Profit, loss and exposure"
      className="sums"
      testId="sums"
      extra={<span className="count">by currency, never added across</span>}
    >
      {sums.length === 0 ? (
        <Notice
          kind={positions === undefined ? 'loading' : 'empty'}
          title={positions === undefined ? "Reading the day's executions" : 'Nothing was traded yet'}
        />
      ) : (
        <ScrollArea name="Profit, loss and exposure">
          <table className="table">
            <caption className="visually-hidden">Profit, loss and exposure by currency</caption>
            <TableHead
              columns={[
                'Of',
                'Ccy',
                { number: 'Today' },
                { number: 'Open' },
                { number: 'Realized' },
                { number: 'Gross' },
                { number: 'Net' },
              ]}
            />
            <tbody>
              {sums.map(({ scope, currency, realized, open, today }) => {
                const exposure = exposed.get(`${scope} ${currency}`);
                return (
                  <tr key={`${scope} ${currency}`} data-scope={scope} data-currency={currency}>
                    <th scope="row">{scopeShort(scope)}</th>
                    <td className="dim">{currency}</td>
                    <Money value={today} />
                    <Money value={open} />
                    <Money value={realized} />
                    <td className="n">{exposureText(exposure?.gross)}</td>
                    <td className="n">{exposureText(exposure?.net)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <p className="sums-note dim">
            Exposure counts open orders at their worst. Open and realized are by {methodWords[method]};
            “today” is since midnight UTC.
          </p>
        </ScrollArea>
      )}
    </Panel>
  );
}

function Money({ value }: { readonly value: string }) {
  return (
    <td className={`n tone-${moneyTone(value)}`} title={value}>
      {money(value)}
    </td>
  );
}

function exposureText(value: string | undefined): string {
  return value === undefined ? absent : groupDecimal(roundTo(value, 0));
}
