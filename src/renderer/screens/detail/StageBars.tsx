/** The trace of an order: how long each stage and each venue attempt took, by the times of its events. */
import type { EventView } from '../../../shared/contract/events.ts';
import { millisecondsNumber } from '../../format/times.ts';
import { stagesOf, type OrderStage } from './orderStages.ts';
import { Bar } from '../../ui/display/Bar.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

const places: Readonly<Record<OrderStage['at'], string>> = {
  here: 'this desk',
  venue: 'the venue',
  market: 'the market',
};

export function StageBars({
  events,
  asOf,
}: {
  readonly events: readonly EventView[];
  readonly asOf: number;
}) {
  const stages = stagesOf(events.slice(0, asOf));
  if (stages.length === 0) {
    return (
      <Notice
        kind="empty"
        title="No stage yet"
        text="The order was not made from a signal, or nothing has happened to it."
      />
    );
  }
  const longest = Math.max(1, ...stages.map(({ micros = 0 }) => micros));
  return (
    <table className="table stage-bars" data-testid="stage-bars">
      <caption className="visually-hidden">Time by stage</caption>
      <TableHead columns={['Stage', 'Spent at', { number: 'ms' }, 'Share of the longest', 'From, to']} />
      <tbody>
        {stages.map(({ name, at, micros, from, to }) => (
          <tr key={`${name} ${from.eventId}`} data-stage={name}>
            <th scope="row">{name}</th>
            <td className="dim">{places[at]}</td>
            <td className="n">{micros === undefined ? 'goes on' : millisecondsNumber(micros / 1_000)}</td>
            <td>
              {micros !== undefined && <Bar share={micros / longest} tone={at === 'here' ? 'ok' : 'live'} />}
            </td>
            <td className="wrap dim">
              {from.type} → {to?.type ?? '…'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
