/** A choice among few that are all in sight; a radio group, so arrow keys move through it. */
import { useId } from 'react';

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: React.ReactNode;
  readonly className?: string;
  readonly title?: string;
}

interface Properties<Value extends string> {
  readonly name: string;
  readonly segments: readonly Segment<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly compact?: boolean;
}

export function SegmentedControl<Value extends string>({
  name,
  segments,
  value,
  onChange,
  compact = false,
}: Properties<Value>) {
  const group = useId();
  return (
    <div role="radiogroup" aria-label={name} className={compact ? 'segments compact' : 'segments'}>
      {segments.map((segment) => (
        <label
          key={segment.value}
          className={`segment ${segment.className ?? ''}${segment.value === value ? ' on' : ''}`}
          {...(segment.title !== undefined && { title: segment.title })}
        >
          <input
            type="radio"
            className="visually-hidden"
            name={group}
            checked={segment.value === value}
            onChange={() => {
              onChange(segment.value);
            }}
          />
          {segment.label}
        </label>
      ))}
    </div>
  );
}
