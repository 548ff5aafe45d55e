/** The risk decisions on the order and on each of its amends. */
import type { OrderDetail } from '../../../shared/contract/api.ts';
import { clockTime } from '../../format/times.ts';
import { RiskTable } from '../common/RiskTable.tsx';

export function RiskDecisions({ risk, amendRisks }: Pick<OrderDetail, 'risk' | 'amendRisks'>) {
  const first = risk && <RiskTable {...risk} />;
  if (amendRisks.length === 0) return first;
  // The newest decision comes first: it belongs to the terms that work now, or that were just refused.
  return (
    <>
      {amendRisks.toReversed().map(({ time, denied, risk: judged }) => (
        <section key={time}>
          <h3>
            {denied ? 'Amend refused' : 'Amend'} <span className="dim">{clockTime(time)}</span>
          </h3>
          <RiskTable {...judged} />
        </section>
      ))}
      {first !== undefined && (
        <section>
          <h3>New order</h3>
          {first}
        </section>
      )}
    </>
  );
}
