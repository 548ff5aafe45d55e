/** A chip that narrows a list by one value. Its first choice, an empty one, takes the filter off. */
import { Select, type Option } from './Select.tsx';

interface Properties<Value extends string> {
  readonly label: string;
  readonly value: Value | '';
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value | '') => void;
}

export function FilterSelect<Value extends string>({ label, value, options, onChange }: Properties<Value>) {
  return (
    <Select<Value | ''>
      chip
      label={label}
      value={value}
      active={value !== ''}
      options={[{ value: '', label: `${label}: all` }, ...options]}
      onChange={onChange}
    />
  );
}
