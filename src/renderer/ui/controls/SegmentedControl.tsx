/** A choice among a few options that are all visible. It is a radio group, so arrow keys move through it. */
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
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the radio inside has the keys
        <label
          key={segment.value}
          className={`segment ${segment.className ?? ''}${segment.value === value ? ' on' : ''}`}
          {...(segment.title !== undefined && { title: segment.title })}
          onClick={(event) => {
            // The second click of a double click was meant for the control that stood here before.
            if (event.detail > 1) event.preventDefault();
          }}
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
