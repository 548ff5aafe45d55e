/** A labelled choice from a list, on the browser's own control: typing ahead and all keys work. */
import { useId } from 'react';
import { FieldMessage } from './FieldMessage.tsx';

export interface Option<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
}

interface Properties<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
  readonly invalid?: boolean;
  readonly message?: string | undefined;
  /** Looks like a chip in a header. Then only screen readers get the label. */
  readonly chip?: boolean;
  readonly active?: boolean;
  readonly className?: string;
}

export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  invalid = false,
  message,
  chip = false,
  active = false,
  className,
}: Properties<Value>) {
  const id = useId();
  const control = (
    <select
      id={id}
      className={chip ? `chip-select${active ? ' on' : ''}` : 'input'}
      value={value}
      aria-invalid={invalid}
      {...(chip && { title: label })}
      {...(message !== undefined && { 'aria-describedby': `${id}-message` })}
      onChange={(event) => {
        const chosen = options[event.target.selectedIndex];
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
  return (
    <label
      className={chip ? 'chip-field' : `field${className === undefined ? '' : ` ${className}`}`}
      htmlFor={id}
    >
      <span className={chip ? 'visually-hidden' : undefined}>{label}</span>
      {control}
      <FieldMessage id={`${id}-message`} message={message} invalid={invalid} />
    </label>
  );
}
