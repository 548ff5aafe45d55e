/** The limits of risk that were in force. */
import { limitKindOf } from '../../../main/domain/risk/limits.ts';
import type { LimitAt } from '../../../shared/contract/past.ts';
import { dateTime } from '../../format/times.ts';
import { scopeShort } from '../../model/desk/tradingScope.ts';
import { useInstruments } from '../../store/desk/deskStore.ts';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { valueWithUnit } from '../common/limitUnits.ts';
import { ruleName } from '../common/RiskTable.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

export function PastLimits({ limits }: { readonly limits: readonly LimitAt[] }) {
  const instruments = useInstruments();
  return (
    <Panel title="Limits" testId="past-limits">
      {limits.length === 0 ? (
        <Notice kind="empty" title="No limit was on record" />
      ) : (
        <table className="table">
          <TableHead columns={['Limit', 'Scope', { number: 'Soft' }, { number: 'Hard' }, 'From']} />
          <tbody>
            {limits.map(({ limit, scope, soft, hard, fourEyes, set }) => (
              <tr key={`${limit} ${scope}`}>
                <th scope="row" title={`${limit}: ${limitKindOf(limit).counts}`}>
                  {ruleName(limitKindOf(limit).rule)}
                </th>
                <td>{scopeShort(scope)}</td>
                <td className="n">
                  {soft === undefined ? '' : valueWithUnit(soft, { limit, scope }, instruments)}
                </td>
                <td className="n">{valueWithUnit(hard, { limit, scope }, instruments)}</td>
                <td className="wrap">
                  {set === undefined ? 'the configuration' : `${set.by}, ${dateTime(set.at)}: ${set.reason}`}
                  {fourEyes === true && ', four eyes'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
