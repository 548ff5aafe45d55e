/** Positions as they stood. Without a price of that moment they have no worth. */
import type { PositionAt } from '../../../shared/contract/past.ts';
import { absent, groupDecimal, signedDecimal } from '../../format/decimals.ts';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';

export function PastPositions({ positions }: { readonly positions: readonly PositionAt[] }) {
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
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Symbol</th>
              <th scope="col" className="n">
                Quantity
              </th>
              <th scope="col" className="n">
                Average cost
              </th>
              <th scope="col" className="n">
                Realized
              </th>
              <th scope="col" className="n">
                Day’s volume
              </th>
            </tr>
          </thead>
          <tbody>
            {positions.map(({ account, symbol, quantity, averageCost, realized, dayVolume }) => (
              <tr key={`${account} ${symbol}`}>
                <td>{account}</td>
                <th scope="row">{symbol}</th>
                <td className="n">{signedDecimal(quantity)}</td>
                <td className="n">{averageCost === undefined ? absent : groupDecimal(averageCost)}</td>
                <td className="n">{signedDecimal(realized)}</td>
                <td className="n">{groupDecimal(dayVolume)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
