/** Chips that narrow the blotter. */
import { statusGroupNames, statusGroups } from '../../model/orders/orderStatus.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { isFiltering, type NamedOrders } from '../../model/orders/orderFilter.ts';
import { takePastedIds } from '../../store/orders/namedOrders.ts';
import { useOrders } from '../../store/orders/ordersStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { periods, periodWords, sinceOf, sinceWords } from '../../model/orders/period.ts';
import { manualStrategy } from '../../model/orders/ticketForm.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { backFromAskedOrders, changeFilter, clearFilter, useUi } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { ClearFilters } from '../../ui/controls/ClearFilters.tsx';
import { FilterSelect } from '../../ui/controls/FilterSelect.tsx';
import type { Option } from '../../ui/controls/Select.tsx';

export function BlotterFilters() {
  const keysOf = useKeys();
  const filter = useUi((ui) => ui.filter);
  const asked = useUi((ui) => ui.asked);
  const desk = useDesk((store) => store.desk);
  const seen = useOrders((orders) => orders.seen);
  const accounts = withChosen(desk?.accounts ?? [], filter.account);
  const venues = withChosen(desk?.venues.map(({ venue }) => venue) ?? [], filter.venue);
  const groups = statusGroupNames.map((value) => ({
    value,
    label: statusGroups[value].label,
  }));
  return (
    <fieldset className="chips" aria-label="Filters">
      {filter.ids !== undefined && <IdsChip ids={filter.ids} />}
      <Named label="Status" name="group" options={groups} />
      <Named
        label="Side"
        name="side"
        options={[
          { value: 'buy', label: '▲ Buy' },
          { value: 'sell', label: '▼ Sell' },
        ]}
      />
      <Named
        label="Symbol"
        name="symbol"
        options={named([...(desk?.instruments.map(({ symbol }) => symbol) ?? []), ...sorted(seen.symbol)])}
      />
      {accounts.length > 1 && <Named label="Account" name="account" options={named(accounts)} />}
      {venues.length > 1 && <Named label="Venue" name="venue" options={named(venues)} />}
      <Named
        label="Strategy"
        name="strategy"
        options={named([manualStrategy, ...(desk?.strategies ?? []), ...sorted(seen.strategy)])}
      />
      <Chip
        label="Time"
        value={filter.since?.period}
        options={periods.map((value) => ({
          value,
          label: filter.since?.period === value ? sinceWords(filter.since) : periodWords[value],
        }))}
        onChange={(period) => {
          changeFilter({ since: period && sinceOf(period, Date.now()) });
        }}
      />
      <input
        type="search"
        className="chip-search"
        aria-label="Search orders"
        title={`Part of an order, client, venue or signal id (${keysOf('filter')})`}
        placeholder="Search ids"
        maxLength={64}
        spellCheck={false}
        value={filter.text}
        onChange={(event) => {
          changeFilter({ text: event.target.value });
        }}
        onPaste={(event) => {
          if (takePastedIds(event.clipboardData.getData('text/plain'))) event.preventDefault();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || filter.text === '') return;
          event.stopPropagation();
          changeFilter({ text: '' });
        }}
      />
      {filter.text !== '' && (
        <Button
          look="quiet"
          name="Clear the filter by text"
          onPress={() => {
            changeFilter({ text: '' });
          }}
        >
          ×
        </Button>
      )}
      {asked !== undefined && (
        <span className="chip-group asked-orders" data-testid="asked-orders">
          <span className="dim small" title={`Asked for by ${asked.from}`}>
            asked for by {asked.from}
          </span>
          <Button
            look="quiet"
            name="Show the orders as before"
            title="Show the orders as before"
            onPress={backFromAskedOrders}
          >
            ×
          </Button>
        </span>
      )}
      {isFiltering(filter) && <ClearFilters onPress={clearFilter} />}
    </fieldset>
  );
}

/** Says how many ids were pasted, and names those that no order has. */
function IdsChip({ ids: { asked, unknown, orderIds } }: { readonly ids: NamedOrders }) {
  const none = unknown.length === 0 ? '' : `, ${groupInteger(unknown.length)} unknown`;
  const title = `The ${counted(orderIds.length, 'order')} of the ids that were pasted${unknown.length === 0 ? '' : `. No order has ${unknown.join(', ')}`}`;
  return (
    <span className="chip-group">
      <span
        className={`ids-chip chip-select on${unknown.length === 0 ? '' : ' tone-warn'}`}
        title={title}
        data-testid="ids-chip"
      >
        {counted(asked, 'id')}
        {none}
      </span>
      <Button
        look="quiet"
        name="Clear the filter by ids"
        onPress={() => {
          changeFilter({ ids: undefined });
        }}
      >
        ×
      </Button>
    </span>
  );
}

function sorted(names: ReadonlySet<string>): readonly string[] {
  return [...names].toSorted();
}

interface NamedProperties {
  readonly name: 'group' | 'side' | 'symbol' | 'account' | 'venue' | 'strategy';
  readonly label: string;
  readonly options: readonly Option[];
}

function Named({ name, label, options }: NamedProperties) {
  const value: string | undefined = useUi((ui) => ui.filter[name]);
  return (
    <Chip label={label} value={value} options={options} onChange={(next) => changeFilter({ [name]: next })} />
  );
}

interface ChipProperties<Value extends string> {
  readonly label: string;
  readonly value: Value | undefined;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value | undefined) => void;
}

function Chip<Value extends string>({ label, value, options, onChange }: ChipProperties<Value>) {
  return (
    <span className="chip-group">
      <FilterSelect
        label={label}
        value={value ?? ''}
        options={options}
        onChange={(next) => {
          onChange(next === '' ? undefined : next);
        }}
      />
      {value !== undefined && (
        <Button
          look="quiet"
          name={`Clear the filter by ${label.toLowerCase()}`}
          onPress={() => {
            onChange(undefined);
          }}
        >
          ×
        </Button>
      )}
    </span>
  );
}

/** The configured names, and the filter's name where the configuration does not have it any more. */
function withChosen(names: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen === undefined || names.includes(chosen) ? names : [...names, chosen];
}

function named(values: readonly string[]): readonly Option[] {
  return [...new Set(values)].map((value) => ({ value, label: value }));
}
