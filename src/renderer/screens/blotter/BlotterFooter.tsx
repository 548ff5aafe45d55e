/** Sums over every order that matches, loaded or not, and whether the rows are live. */
import type { OrderStatistics } from '../../../shared/contract/orders.ts';
import { counted, groupDecimal, groupInteger } from '../../format/decimals.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { ExportButton } from './ExportButton.tsx';
import { isNothing, waitingWords, type Waiting } from './rows/waitingRows.ts';
import { statusGroups } from '../../model/orders/orderStatus.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { useIsLive } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { changeFilter } from '../../store/window/uiStore.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { notional, roundNotional, subtractNotional } from '../../../shared/kernel/notional.ts';

interface Properties {
  /** Sums over every order that matches. */
  readonly totals: OrderStatistics | undefined;
  readonly chosen: number;
  /** How many orders match; undefined until they are counted. */
  readonly matching: number | undefined;
  /** Whether all that match are chosen as soon as they are counted. */
  readonly awaiting: boolean;
  readonly onChooseAll: () => void;
  readonly withTotals: boolean;
  readonly onTotals: (shown: boolean) => void;
  readonly filtering: boolean;
  /** How many orders match and are not in the table. */
  readonly hidden: number;
  readonly position: number;
  /** The rows that wait outside while the table is frozen; undefined while it is live. */
  readonly waiting: Waiting | undefined;
}

export function BlotterFooter(properties: Properties) {
  const {
    chosen,
    matching,
    awaiting,
    onChooseAll,
    totals,
    withTotals,
    onTotals,
    filtering,
    hidden,
    position,
    waiting,
  } = properties;
  const lag = useStatus((store) => store.status?.store.lag ?? 0);
  const live = useIsLive();
  return (
    <footer className="panel-foot">
      <Button
        look="quiet"
        expanded={withTotals}
        title="Quantities by symbol and value by currency, of what matches or of what is chosen"
        onPress={() => {
          onTotals(!withTotals);
        }}
      >
        Totals
      </Button>
      <ExportButton matching={matching} />
      <Chosen chosen={chosen} matching={matching} awaiting={awaiting} onChooseAll={onChooseAll} />
      {totals !== undefined && <Totals totals={totals} filtering={filtering} />}
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
            frozen{isNothing(waiting) ? '' : `: ${waitingWords(waiting)}`}
          </span>
        )}{' '}
        · position {groupInteger(position)} · lag {groupInteger(lag)}
      </span>
    </footer>
  );
}

type ChosenProperties = Pick<Properties, 'chosen' | 'matching' | 'awaiting' | 'onChooseAll'>;

/** Says how many of the matching orders are chosen, where more than one is or could be. */
function Chosen({ chosen, matching, awaiting, onChooseAll }: ChosenProperties) {
  if (awaiting) return <output data-testid="blotter-chosen">all that match are chosen: counting…</output>;
  if (chosen === 0) return null;
  if (matching === undefined) {
    return (
      <output data-testid="blotter-chosen">
        <b>{groupInteger(chosen)}</b> chosen, counting those that match…
      </output>
    );
  }
  return (
    <>
      <output data-testid="blotter-chosen">
        <b>{groupInteger(chosen)}</b> of {groupInteger(matching)} matching chosen
      </output>
      {chosen < matching && (
        <Button look="quiet" keys="Ctrl A" hideKeys onPress={onChooseAll}>
          Choose all {groupInteger(matching)}
        </Button>
      )}
    </>
  );
}

/** The currency of all instruments; undefined where they have several, because then a sum has none. */
function useCurrency(): string {
  const currencies = new Set(useDesk((store) => store.desk)?.instruments.map(({ currency }) => currency));
  return currencies.size === 1 ? ([...currencies][0] ?? '') : '';
}

/** Sums over the same orders. The words say which orders those are. */
function Totals({ totals, filtering }: { readonly totals: OrderStatistics; readonly filtering: boolean }) {
  const currency = useCurrency();
  const { orders, boughtQuantity, soldQuantity, boughtNotional, soldNotional } = totals;
  const exact = subtractNotional(notional(boughtNotional), notional(soldNotional));
  const net = formatDecimal(roundNotional(exact, 2));
  const scope = filtering ? `the ${counted(orders, 'order')} that match` : 'all orders';
  return (
    <span data-testid="blotter-totals">
      <span className="dim">{filtering ? `of ${groupInteger(orders)} that match:` : 'all orders:'}</span>{' '}
      <GroupCount totals={totals} group="working" scope={scope} /> <span className="dim">·</span>{' '}
      <GroupCount totals={totals} group="in_doubt" scope={scope} /> <span className="dim">·</span>{' '}
      <span title={`Filled quantity over ${scope}`}>
        bought <b>{groupDecimal(boughtQuantity)}</b>, sold <b>{groupDecimal(soldQuantity)}</b>
      </span>{' '}
      <span className="dim">·</span>{' '}
      <span
        title={`Notional of what is bought less that of what is sold, at the prices of the fills, over ${scope}`}
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

interface GroupProperties {
  readonly totals: OrderStatistics;
  readonly group: 'working' | 'in_doubt';
  readonly scope: string;
}

function GroupCount({ totals, group, scope }: GroupProperties) {
  const { label, statuses } = statusGroups[group];
  const count = statuses.reduce((sum, status) => sum + (totals.byStatus[status] ?? 0), 0);
  return (
    <button
      type="button"
      className={group === 'in_doubt' && count > 0 ? 'link tone-warn' : 'link'}
      title={`Of ${scope}; show only these`}
      onClick={() => {
        changeFilter({ group });
      }}
    >
      {groupInteger(count)} {label.toLowerCase()}
    </button>
  );
}
