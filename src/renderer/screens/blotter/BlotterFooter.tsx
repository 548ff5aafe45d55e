/** Sums over the rows in view, and how live they are. */
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupDecimal, groupInteger, roundTo, signedDecimal, sum } from '../../format/decimals.ts';
import { useIsLive } from '../../store/entryGate.ts';
import { useStatus } from '../../store/statusStore.ts';
import { changeFilter } from '../../store/uiStore.ts';
import { formatDecimal, decimal, negate } from '../../../shared/kernel/decimal.ts';

interface Properties {
  readonly rows: readonly OrderView[];
  /** Rows that match and are not loaded. */
  readonly hidden: number;
  readonly position: number;
}

export function BlotterFooter({ rows, hidden, position }: Properties) {
  const working = useStatus((store) => store.status?.ordersWorking ?? 0);
  const doubts = useStatus((store) => store.status?.ordersInDoubt ?? 0);
  const lag = useStatus((store) => store.status?.store.lag ?? 0);
  const live = useIsLive();
  const totals = totalsOf(rows);
  return (
    <footer className="panel-foot">
      <button
        type="button"
        className="link"
        title="Show only these"
        onClick={() => {
          changeFilter({ group: 'working' });
        }}
      >
        {groupInteger(working)} working
      </button>
      <span aria-hidden="true">·</span>
      <button
        type="button"
        className={doubts > 0 ? 'link tone-warn' : 'link'}
        title="Show only these"
        onClick={() => {
          changeFilter({ group: 'in_doubt' });
        }}
      >
        {groupInteger(doubts)} in doubt
      </button>
      <span className="dim">·</span>
      <span title="Filled quantity of the rows in view">
        bought <b>{groupDecimal(totals.bought)}</b>, sold <b>{groupDecimal(totals.sold)}</b>
      </span>
      <span className="dim">·</span>
      <span title="Notional of what is bought less that of what is sold, at the prices of the fills of the rows in view">
        net <b>{signedDecimal(totals.net, 2)}</b>
      </span>
      <span className="grow" />
      {hidden > 0 && <span title="Filter or sort to see others">{groupInteger(hidden)} more not shown</span>}
      <span>
        {live ? 'live' : 'not live'} · position {groupInteger(position)} · lag {groupInteger(lag)}
      </span>
    </footer>
  );
}

function totalsOf(rows: readonly OrderView[]): {
  readonly bought: string;
  readonly sold: string;
  readonly net: string;
} {
  const filled = rows.filter((row) => row.executions > 0);
  const of = (side: string): readonly OrderView[] => filled.filter((row) => row.side === side);
  const notional = (side: string): string => sum(of(side).map((row) => row.filledNotional));
  const sold = formatDecimal(negate(decimal(notional('sell'))));
  return {
    bought: sum(of('buy').map((row) => row.filledQuantity)),
    sold: sum(of('sell').map((row) => row.filledQuantity)),
    net: roundTo(sum([notional('buy'), sold]), 2),
  };
}
