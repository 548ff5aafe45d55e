/** A field for a time in UTC. A text that is no time is refused in the field, with what is expected. */
import { todayUtc } from '../../format/times.ts';
import { utcInstant } from '../../model/events/auditFilter.ts';
import { TextField } from '../../ui/controls/TextField.tsx';

interface Properties {
  readonly label: 'From' | 'To';
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export const timeExpected = '09:31, 09:31:07.412 or 2026-11-23 09:31, in UTC';

export function TimeFilter({ label, value, onChange }: Properties) {
  const text = value.trim();
  const invalid = text !== '' && utcInstant(text, todayUtc()) === undefined;
  return (
    <TextField
      hideLabel
      className="inline"
      label={label === 'To' ? 'To, exclusive, UTC' : 'From, UTC'}
      title={`${label}: ${timeExpected}`}
      placeholder={`${label} 09:31 UTC`}
      value={value}
      maxLength={32}
      invalid={invalid}
      message={invalid ? `No time: expected ${timeExpected}` : undefined}
      onChange={onChange}
    />
  );
}
