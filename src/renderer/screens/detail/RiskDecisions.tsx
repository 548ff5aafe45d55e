/** What risk said of the order when it was made, and of each amend since. */
import type { OrderDetail } from '../../../shared/contract/api.ts';
import { clockTime } from '../../format/times.ts';
import { RiskTable } from '../RiskTable.tsx';

export function RiskDecisions({ risk, amendRisks }: Pick<OrderDetail, 'risk' | 'amendRisks'>) {
  const first = risk && <RiskTable rules={risk.rules} />;
  if (amendRisks.length === 0) return first;
  // The newest first: that is what works now, or was just refused.
  return (
    <>
      {amendRisks.toReversed().map(({ time, denied, risk: { rules } }) => (
        <section key={time}>
          <h3>
            {denied ? 'Amend refused' : 'Amend'} <span className="dim">{clockTime(time)}</span>
          </h3>
          <RiskTable rules={rules} />
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
