/** Level, component and text: which entries the log shows. */
import type { LogEntry, LogFilter } from '../../../shared/contract/log.ts';
import { logLevels } from '../../../shared/kernel/logLevels.ts';
import { ClearFilters } from '../../ui/controls/ClearFilters.tsx';
import { FilterSelect } from '../../ui/controls/FilterSelect.tsx';
import { Select, type Option } from '../../ui/controls/Select.tsx';

const levelWords: Readonly<Record<LogEntry['level'], string>> = {
  debug: 'Level: all',
  info: 'Info and above',
  warn: 'Warnings and errors',
  error: 'Errors',
};
const levelChoices: readonly Option<LogEntry['level']>[] = logLevels.map((value) => ({
  value,
  label: levelWords[value],
}));

interface Properties {
  readonly filter: LogFilter;
  readonly components: readonly string[];
  readonly onChange: (filter: LogFilter) => void;
}

export function LogFilters({ filter, components, onChange }: Properties) {
  const { level = 'debug', component = '', text = '' } = filter;
  // A component that has written nothing for a while stays choosable while it is chosen.
  const names = [...new Set([...components, ...(component === '' ? [] : [component])])].toSorted();
  return (
    <fieldset className="chips" aria-label="Filters">
      <Select
        chip
        label="Level"
        value={level}
        active={level !== 'debug'}
        options={levelChoices}
        onChange={(next) => {
          onChange({ ...filter, level: next });
        }}
      />
      <FilterSelect
        label="Component"
        value={component}
        options={names.map((value) => ({ value, label: value }))}
        onChange={(next) => {
          const { component: _, ...others } = filter;
          onChange(next === '' ? others : { ...others, component: next });
        }}
      />
      <input
        type="search"
        className="chip-search"
        aria-label="Search within the log"
        placeholder="Text in message or fields"
        maxLength={200}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          onChange({ ...filter, text: event.target.value });
        }}
      />
      {(component !== '' || text !== '' || level !== 'debug') && (
        <ClearFilters
          onPress={() => {
            onChange({});
          }}
        />
      )}
    </fieldset>
  );
}
