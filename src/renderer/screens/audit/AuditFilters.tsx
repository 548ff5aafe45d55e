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
import { Select, type Option } from '../../ui/controls/Select.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { TimeFilter } from '../common/TimeFilter.tsx';

interface Properties {
  readonly filter: AuditFilter;
}

const typeOptions: readonly Option<AuditFilter['type']>[] = [
  { value: '', label: 'Type: all' },
  ...storedEventTypes.map((value) => ({ value, label: value })),
];

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
      <Select
        chip
        label="Type"
        value={filter.type}
        active={filter.type !== ''}
        options={typeOptions}
        onChange={(type) => {
          changeAuditFilter({ type });
        }}
      />
      <FilterText name="actor" label="Actor" filter={filter} />
      <FilterText name="text" label="Any id or text" filter={filter} wide />
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
        <Button
          look="quiet"
          name="Clear all filters"
          onPress={() => {
            changeAuditFilter(noAuditFilter);
          }}
        >
          Clear ×
        </Button>
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

interface FieldProperties {
  readonly label: string;
  readonly filter: AuditFilter;
}

function FilterText({
  name,
  label,
  filter,
  wide = false,
}: FieldProperties & { readonly name: 'actor' | 'text'; readonly wide?: boolean }) {
  return (
    <TextField
      hideLabel
      className={wide ? 'inline wide-text' : 'inline'}
      type="search"
      label={label}
      placeholder={label}
      title={
        wide ? 'Part of an id, a type or an actor, or of the data that the event panel shows' : 'Part of it'
      }
      value={filter[name]}
      maxLength={wide ? 128 : 64}
      onChange={(value) => {
        changeAuditFilter({ [name]: value });
      }}
    />
  );
}
