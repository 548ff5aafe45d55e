/** Sums over every order that matches, loaded or not, and how live they are. */
import type { OrderStatistics } from '../../../shared/contract/orders.ts';
import { groupDecimal, groupInteger } from '../../format/decimals.ts';
import { isNothing, waitingWords, type Waiting } from './waitingRows.ts';
import { useDesk } from '../../store/deskStore.ts';
import { useIsLive } from '../../store/entryGate.ts';
import { ordersInView } from '../../store/ordersStore.ts';
import { useStatus } from '../../store/statusStore.ts';
import { changeFilter } from '../../store/uiStore.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { notional, roundNotional, subtractNotional } from '../../../shared/kernel/notional.ts';

interface Properties {
  readonly totals: OrderStatistics | undefined;
  /** Rows that match and are not loaded. */
  readonly hidden: number;
  readonly position: number;
  /** What waits outside while the rows are kept still; undefined while they are live. */
  readonly waiting: Waiting | undefined;
}

export function BlotterFooter({ totals, hidden, position, waiting }: Properties) {
  const working = useStatus((store) => store.status?.ordersWorking ?? 0);
  const doubts = useStatus((store) => store.status?.ordersInDoubt ?? 0);
  const lag = useStatus((store) => store.status?.store.lag ?? 0);
  const live = useIsLive();
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
      {totals !== undefined && <Totals totals={totals} />}
      <span className="grow" />
      {hidden > 0 && <span title="Filter or sort to see others">{groupInteger(hidden)} more not shown</span>}
      <span data-testid="blotter-liveness">
        {!live ? (
          'not live'
        ) : waiting === undefined ? (
          'live'
        ) : (
          <span
            className={isNothing(waiting) ? undefined : 'tone-warn'}
            title="The rows are kept still and show what is; new orders wait until you let them in, or leave the table and choose nothing"
          >
            frozen{isNothing(waiting) ? '' : `: ${waitingWords(waiting, ordersInView)}`}
          </span>
        )}{' '}
        · position {groupInteger(position)} · lag {groupInteger(lag)}
      </span>
    </footer>
  );
}

/** The one currency of all instruments; where there are several, a sum of them has none. */
function useCurrency(): string {
  const currencies = new Set(useDesk((store) => store.desk)?.instruments.map(({ currency }) => currency));
  return currencies.size === 1 ? ([...currencies][0] ?? '') : '';
}

function Totals({ totals }: { readonly totals: OrderStatistics }) {
  const currency = useCurrency();
  const { orders, boughtQuantity, soldQuantity, boughtNotional, soldNotional } = totals;
  const exact = subtractNotional(notional(boughtNotional), notional(soldNotional));
  const net = formatDecimal(roundNotional(exact, 2));
  const over = `over all ${groupInteger(orders)} matching orders`;
  return (
    <span data-testid="blotter-totals">
      <span title={`Filled quantity ${over}`}>
        bought <b>{groupDecimal(boughtQuantity)}</b>, sold <b>{groupDecimal(soldQuantity)}</b>
      </span>{' '}
      <span className="dim">·</span>{' '}
      <span
        title={`Notional of what is bought less that of what is sold, at the prices of the fills, ${over}`}
      >
        {net.startsWith('-') ? 'received' : 'spent'} net{' '}
        <b>
          {groupDecimal(net.replace('-', ''), 2)}
          {currency !== '' && ` ${currency}`}
        </b>
      </span>
    </span>
  );
}
