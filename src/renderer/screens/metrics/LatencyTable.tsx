/** Latency from the receipt of a signal to the venue's answer on disk, by venue and symbol. */
import type { VenueLatencyView } from '../../../shared/contract/status.ts';
import { groupInteger } from '../../format/decimals.ts';
import { millisecondsNumber } from '../../format/times.ts';
import { Notice } from '../../ui/display/Notice.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

const percentiles = [
  ['p50', 'p50Ms'],
  ['p95', 'p95Ms'],
  ['p99', 'p99Ms'],
  ['Max', 'maxMs'],
] as const;

export function LatencyTable({ latencies }: { readonly latencies: readonly VenueLatencyView[] }) {
  if (latencies.length === 0) {
    return <Notice kind="empty" title="No order was answered yet" />;
  }
  return (
    <ScrollArea name="Acknowledgement by venue and symbol" className="table-scroll">
      <table className="table">
        <TableHead
          columns={[
            'Venue and symbol',
            ...percentiles.map(([label]) => ({ number: label })),
            { number: 'Orders' },
          ]}
        />
        <tbody>
          {latencies.map((series) => (
            <tr key={`${series.venue} ${series.symbol}`}>
              <th scope="row">
                {series.symbol} <span className="dim">{series.venue}</span>
              </th>
              {percentiles.map(([label, key]) => (
                <td key={label} className="n">
                  {millisecondsNumber(series[key])}
                </td>
              ))}
              <td className="n dim">{groupInteger(series.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
