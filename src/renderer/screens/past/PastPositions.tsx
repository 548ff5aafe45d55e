/** Positions as they stood. Without a price of that moment they have no worth. */
import type { PositionAt } from '../../../shared/contract/past.ts';
import { absent, groupDecimal, signedDecimal } from '../../format/decimals.ts';
import { usePricePlaces } from '../../store/desk/deskStore.ts';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

export function PastPositions({ positions }: { readonly positions: readonly PositionAt[] }) {
  const placesOf = usePricePlaces();
  return (
    <Panel
      title="Positions"
      testId="past-positions"
      extra={<span className="dim small">by average cost</span>}
    >
      {positions.length === 0 ? (
        <Notice kind="empty" title="Nothing had been traded" />
      ) : (
        <table className="table">
          <TableHead
            columns={[
              'Account',
              'Symbol',
              { number: 'Quantity' },
              { number: 'Average cost' },
              { number: 'Realized' },
              { number: 'Day’s volume' },
            ]}
          />
          <tbody>
            {positions.map(({ account, symbol, quantity, averageCost, realized, dayVolume }) => (
              <tr key={`${account} ${symbol}`}>
                <td>{account}</td>
                <th scope="row">{symbol}</th>
                <td className="n">{signedDecimal(quantity)}</td>
                <td className="n">
                  {averageCost === undefined ? absent : groupDecimal(averageCost, placesOf(symbol))}
                </td>
                <td className="n">{signedDecimal(realized, placesOf(symbol))}</td>
                <td className="n">{groupDecimal(dayVolume)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
