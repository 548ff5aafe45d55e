/** Latency of each stage of the pipeline. */
import type { StageMetricsView } from '../../../shared/contract/status.ts';
import { groupInteger } from '../../format/decimals.ts';
import { millisecondsNumber } from '../../format/times.ts';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

export function StageTable({ stages }: { readonly stages: readonly StageMetricsView[] }) {
  if (stages.every((stage) => stage.processed === 0)) {
    return (
      <Notice
        kind="empty"
        title="No signal has passed yet"
        text="Start a strategy or replay the sample on the Signals screen."
      />
    );
  }
  return (
    <ScrollArea name="Stages of the pipeline" className="table-scroll">
      <table className="table">
        <TableHead
          columns={[
            'Stage',
            { number: 'p50' },
            { number: 'p95' },
            { number: 'p99' },
            { number: 'Processed' },
            { number: 'Refused' },
            { number: 'Failed' },
          ]}
        />
        <tbody>
          {stages.map((stage) => (
            <tr key={stage.stage}>
              <th scope="row">
                {stage.stage} <span className="dim">{stage.priority}</span>
              </th>
              <td className="n">{millisecondsNumber(stage.p50Ms)}</td>
              <td className="n">{millisecondsNumber(stage.p95Ms)}</td>
              <td className="n">{millisecondsNumber(stage.p99Ms)}</td>
              <td className="n dim">{groupInteger(stage.processed)}</td>
              <td className={stage.refused > 0 ? 'n tone-warn' : 'n dim'}>
                {stage.refused === 0 ? '·' : groupInteger(stage.refused)}
              </td>
              <td className={stage.failed > 0 ? 'n tone-bad' : 'n dim'}>
                {stage.failed === 0 ? '·' : groupInteger(stage.failed)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
