/** Narrows the signals. Each filter that is on is a chip that takes it off. */
import { signalFates } from '../../../main/domain/signal/signalFates.ts';
import { fateOptions } from '../../model/signals/signalLook.ts';
import { noSignalsFilter, type SignalsFilter } from '../../model/signals/signalFilter.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { changeSignalsFilter } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { FilterSelect } from '../../ui/controls/FilterSelect.tsx';
import { SearchField } from '../../ui/controls/SearchField.tsx';
import { TimeFilter } from '../common/TimeFilter.tsx';
import { namesOf } from '../../../shared/kernel/names.ts';

interface Properties {
  readonly filter: SignalsFilter;
}

type Name = keyof SignalsFilter;

/** In the order of the chips. */
const names: Readonly<Record<Name, string>> = {
  fate: 'Outcome',
  symbol: 'Symbol',
  account: 'Account',
  strategy: 'Strategy',
  source: 'Source',
  code: 'Code',
  text: 'Text',
  from: 'From',
  to: 'To',
};
const fields = namesOf(names);

export function SignalFilters({ filter }: Properties) {
  const desk = useDesk((store) => store.desk);
  const on = fields.filter((name) => filter[name].trim() !== '');
  return (
    <fieldset className="audit-filters" aria-label="Filters">
      <FilterSelect
        label="Outcome"
        value={filter.fate}
        options={fateOptions}
        onChange={(fate) => {
          changeSignalsFilter({ fate: signalFates.find((one) => one === fate) ?? '' });
        }}
      />
      <NameFilter name="symbol" filter={filter} known={desk?.instruments.map(({ symbol }) => symbol) ?? []} />
      <NameFilter name="account" filter={filter} known={desk?.accounts ?? []} />
      <TextFilter name="strategy" filter={filter} title="The whole name of a strategy" />
      <TextFilter name="source" filter={filter} title="The whole name of a source, as the signal gives it" />
      <TextFilter name="code" filter={filter} title="The whole code of a refusal, such as price_off_tick" />
      <TextFilter
        wide
        name="text"
        filter={filter}
        title="Part of a signal's id, its order's id, its file and line, its sender or its note"
      />
      <TimeFilter label="From" value={filter.from} onChange={(from) => changeSignalsFilter({ from })} />
      <TimeFilter label="To" value={filter.to} onChange={(to) => changeSignalsFilter({ to })} />
      {on.map((name) => (
        <Button
          key={name}
          className="chip on"
          name={`${names[name]}: remove the filter`}
          onPress={() => {
            changeSignalsFilter({ [name]: '' });
          }}
        >
          {names[name]} {filter[name].trim()} ×
        </Button>
      ))}
      {on.length > 1 && (
        <Button
          look="quiet"
          name="Clear all filters"
          onPress={() => {
            changeSignalsFilter(noSignalsFilter);
          }}
        >
          Clear all ×
        </Button>
      )}
    </fieldset>
  );
}

interface NameProperties extends Properties {
  readonly name: 'symbol' | 'account';
  readonly known: readonly string[];
}

function NameFilter({ name, filter, known }: NameProperties) {
  const value = filter[name];
  // A filter may have a name that the configuration does not have any more.
  const values = value === '' || known.includes(value) ? known : [...known, value];
  return (
    <FilterSelect
      label={names[name]}
      value={value}
      options={values.map((one) => ({ value: one, label: one }))}
      onChange={(next) => {
        changeSignalsFilter({ [name]: next });
      }}
    />
  );
}

interface TextProperties extends Properties {
  readonly name: 'strategy' | 'source' | 'code' | 'text';
  readonly title: string;
  readonly wide?: boolean;
}

function TextFilter({ name, filter, title, wide = false }: TextProperties) {
  return (
    <SearchField
      wide={wide}
      label={name === 'text' ? 'Any id or text' : names[name]}
      title={title}
      value={filter[name]}
      onChange={(value) => {
        changeSignalsFilter({ [name]: value });
      }}
    />
  );
}
