/** A labelled text field of one line. */
import { useId } from 'react';
import { FieldMessage } from './FieldMessage.tsx';

interface Properties {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly type?: 'text' | 'search' | 'password';
  readonly invalid?: boolean;
  /** A message below the field. Screen readers read it with the field. */
  readonly message?: string | undefined;
  readonly maxLength?: number;
  readonly className?: string;
  readonly reference?: React.Ref<HTMLInputElement>;
  readonly hideLabel?: boolean;
  readonly step?: string;
  readonly title?: string;
}

export function TextField(properties: Properties) {
  const {
    label,
    value,
    onChange,
    placeholder,
    type = 'text',
    invalid = false,
    message,
    maxLength,
    className,
    reference,
    hideLabel = false,
    step,
    title,
  } = properties;
  const id = useId();
  return (
    <label className={`field${className === undefined ? '' : ` ${className}`}`} htmlFor={id}>
      <span className={hideLabel ? 'visually-hidden' : undefined}>{label}</span>
      <input
        ref={reference}
        id={id}
        className="input"
        type={type}
        value={value}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={invalid}
        {...(step !== undefined && { step })}
        {...(title !== undefined && { title })}
        {...(maxLength !== undefined && { maxLength })}
        {...(placeholder !== undefined && { placeholder })}
        {...(message !== undefined && { 'aria-describedby': `${id}-message` })}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
      <FieldMessage id={`${id}-message`} message={message} invalid={invalid} />
    </label>
  );
}
