/** A number as text, with steps by arrow keys and buttons. The owner decides the size of a step. */
import { useId } from 'react';
import { FieldMessage } from './FieldMessage.tsx';

interface Properties {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Called with the number of steps, positive upwards. Page keys ask for ten at once. */
  readonly onStep: (steps: number) => void;
  /** The size of one step for people, such as `0.25`. */
  readonly stepText: string;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly message?: string | undefined;
  readonly reference?: React.Ref<HTMLInputElement>;
  readonly className?: string;
  /** Handles a further key of the field; true when it is used. `keysText` says for people what they do. */
  readonly onKey?: (key: string) => boolean;
  readonly keysText?: string;
}

/** Longer than any number that can be read: pasted text that is no number stays visible as it is. */
const numberLengthMax = 40;
const keySteps: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

export function NumberField(properties: Properties) {
  const {
    label,
    value,
    onChange,
    onStep,
    stepText,
    unit,
    placeholder,
    invalid = false,
    message,
    reference,
    className,
    onKey,
    keysText,
  } = properties;
  const id = useId();
  return (
    <div className={`field${className === undefined ? '' : ` ${className}`}`}>
      <label htmlFor={id}>
        {label}
        {unit !== undefined && <span className="unit"> {unit}</span>}
      </label>
      <div className="number-field">
        <input
          ref={reference}
          id={id}
          className="input n"
          inputMode="decimal"
          maxLength={numberLengthMax}
          autoComplete="off"
          spellCheck={false}
          value={value}
          aria-invalid={invalid}
          title={`Arrow keys step by ${stepText}, Page keys by ten steps${keysText === undefined ? '' : `; ${keysText}`}`}
          {...(placeholder !== undefined && { placeholder })}
          {...(message !== undefined && { 'aria-describedby': `${id}-message` })}
          onChange={(event) => {
            onChange(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.altKey || event.metaKey) return;
            const steps = keySteps[event.key];
            if (steps === undefined) {
              if (onKey?.(event.key) === true) event.preventDefault();
              return;
            }
            event.preventDefault();
            onStep(event.shiftKey ? steps * 10 : steps);
          }}
        />
        <span className="steppers">
          <StepButton
            shape="M2 6l3-3 3 3"
            onStep={() => {
              onStep(1);
            }}
          />
          <StepButton
            shape="M2 3l3 3 3-3"
            onStep={() => {
              onStep(-1);
            }}
          />
        </span>
      </div>
      <FieldMessage id={`${id}-message`} message={message} invalid={invalid} />
    </div>
  );
}

/** A step button for the pointer. Keys do the same, so it takes no tab stop. */
function StepButton({ shape, onStep }: { readonly shape: string; readonly onStep: () => void }) {
  return (
    <button type="button" tabIndex={-1} aria-hidden="true" className="stepper" onClick={onStep}>
      <svg viewBox="0 0 10 9" aria-hidden="true">
        <path d={shape} fill="none" stroke="currentColor" strokeWidth="1.4" />
      </svg>
    </button>
  );
}
