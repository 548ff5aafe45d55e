/** Narrows the events by stream, type, actor, text and time. */
import { knownEventTypes, noAuditFilter, streamKinds, type AuditFilter } from '../../model/auditFilter.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';

interface Properties {
  readonly filter: AuditFilter;
  readonly seenTypes: readonly string[];
  readonly onChange: (filter: AuditFilter) => void;
}

export function AuditFilters({ filter, seenTypes, onChange }: Properties) {
  const change = (part: Partial<AuditFilter>): void => {
    onChange({ ...filter, ...part });
  };
  const types = [...new Set([...knownEventTypes, ...seenTypes])];
  const active = JSON.stringify(filter) !== JSON.stringify(noAuditFilter);
  return (
    <div className="audit-filters" role="group" aria-label="Filters">
      <Select
        chip
        label="Streams"
        value={filter.streamPrefix}
        active={filter.streamPrefix !== ''}
        options={streamKinds}
        onChange={(streamPrefix) => {
          change({ streamPrefix, streamId: '' });
        }}
      />
      <Select
        chip
        label="Type"
        value={filter.type}
        active={filter.type !== ''}
        options={[{ value: '', label: 'Type: all' }, ...types.map((value) => ({ value, label: value }))]}
        onChange={(type) => {
          change({ type });
        }}
      />
      <TextField
        hideLabel
        className="inline"
        label="Actor"
        placeholder="Actor"
        value={filter.actor}
        maxLength={64}
        onChange={(actor) => {
          change({ actor });
        }}
      />
      <TextField
        hideLabel
        className="inline wide-text"
        type="search"
        label="Any id or text"
        placeholder="Any id or text"
        value={filter.text}
        maxLength={128}
        onChange={(text) => {
          change({ text });
        }}
      />
      <TextField
        hideLabel
        className="inline"
        type="datetime-local"
        step="1"
        label="From, UTC"
        value={filter.from}
        onChange={(from) => {
          change({ from });
        }}
      />
      <TextField
        hideLabel
        className="inline"
        type="datetime-local"
        step="1"
        label="To, UTC, exclusive"
        value={filter.to}
        onChange={(to) => {
          change({ to });
        }}
      />
      {filter.streamId !== '' && (
        <Button
          className="chip on"
          name={`Stream ${filter.streamId}: remove`}
          onPress={() => {
            change({ streamId: '' });
          }}
        >
          {filter.streamId} ×
        </Button>
      )}
      {active && (
        <Button
          look="quiet"
          name="Clear all filters"
          onPress={() => {
            onChange(noAuditFilter);
          }}
        >
          Clear ×
        </Button>
      )}
    </div>
  );
}
