/** Narrows the events by stream, type, actor, text and time. */
import { storedEventTypes } from '../../../main/domain/eventGravity.ts';
import { groupInteger } from '../../format/decimals.ts';
import { shortStream } from '../../format/ids.ts';
import {
  noAuditFilter,
  positionExpected,
  positionTyped,
  streamKinds,
  type AuditFilter,
} from '../../model/events/auditFilter.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { changeAuditFilter } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { ClearFilters } from '../../ui/controls/ClearFilters.tsx';
import { FilterSelect } from '../../ui/controls/FilterSelect.tsx';
import { SearchField } from '../../ui/controls/SearchField.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { TimeFilter } from '../common/TimeFilter.tsx';

interface Properties {
  readonly filter: AuditFilter;
}

const typeOptions = storedEventTypes.map((value) => ({ value, label: value }));

export function AuditFilters({ filter }: Properties) {
  const active = Object.values(filter).some((value) => value !== '');
  return (
    <fieldset className="audit-filters" aria-label="Filters">
      <Select
        chip
        label="Streams"
        value={filter.streamPrefix}
        active={filter.streamPrefix !== ''}
        options={streamKinds}
        onChange={(streamPrefix) => {
          changeAuditFilter({ streamPrefix, streamId: '' });
        }}
      />
      <FilterSelect
        label="Type"
        value={filter.type}
        options={typeOptions}
        onChange={(type) => {
          changeAuditFilter({ type });
        }}
      />
      <SearchField
        label="Actor"
        title="Part of it"
        value={filter.actor}
        onChange={(actor) => changeAuditFilter({ actor })}
      />
      <SearchField
        wide
        label="Any id or text"
        title="Part of an id, a type or an actor, or of the data that the event panel shows"
        value={filter.text}
        onChange={(text) => changeAuditFilter({ text })}
      />
      <TimeFilter label="From" value={filter.from} onChange={(from) => changeAuditFilter({ from })} />
      <TimeFilter label="To" value={filter.to} onChange={(to) => changeAuditFilter({ to })} />
      <PositionFilter value={filter.at} />
      {filter.streamId !== '' && (
        <Button
          className="chip on"
          name={`Stream ${filter.streamId}: remove`}
          title={filter.streamId}
          onPress={() => {
            changeAuditFilter({ streamId: '' });
          }}
        >
          {shortStream(filter.streamId)} ×
        </Button>
      )}
      {active && (
        <ClearFilters
          onPress={() => {
            changeAuditFilter(noAuditFilter);
          }}
        />
      )}
    </fieldset>
  );
}

function PositionFilter({ value }: { readonly value: string }) {
  const head = useStatus((store) => store.status?.store.headPosition);
  const position = positionTyped(value);
  const isThere = position === undefined || head === undefined || position <= head;
  const fault =
    value.trim() !== '' && position === undefined
      ? `No position: expected ${positionExpected}`
      : isThere
        ? undefined
        : `There is no such position yet: the newest is ${groupInteger(head)}`;
  return (
    <TextField
      hideLabel
      className="inline"
      label="Go to position"
      title="Shows the event at this position and those before it"
      placeholder="Go to position"
      value={value}
      maxLength={20}
      invalid={fault !== undefined}
      message={fault}
      onChange={(at) => {
        changeAuditFilter({ at });
      }}
    />
  );
}
