/**
 * The field for a reason that the audit trail keeps, with usual reasons below it. A digit in the empty field or an arrow
 * key chooses one of them, so that an action under stress needs no typing.
 */
import { Button } from '../controls/Button.tsx';
import { TextField } from '../controls/TextField.tsx';

export const reasonLengthMin = 3;
const reasonLengthMax = 500;

export interface UsualReasons {
  /** Each is chosen by its number, from 1 on. */
  readonly presets: readonly string[];
  /** The reason that was given last for such an action; it is chosen by 0. */
  readonly last: string | undefined;
  /** Called with the reason of an action that was carried out. */
  readonly used: (reason: string) => void;
}

interface Properties {
  readonly value: string;
  readonly onChange: (reason: string) => void;
  readonly reasons: UsualReasons | undefined;
  readonly label?: string;
  readonly reference?: React.RefObject<HTMLInputElement | null>;
  /** Called when a usual reason was chosen, after its change. */
  readonly onChosen?: () => void;
}

interface Choice {
  readonly key: string;
  readonly reason: string;
}

export function ReasonField({
  value,
  onChange,
  reasons,
  label = 'Reason, kept in the audit trail',
  reference,
  onChosen,
}: Properties) {
  const choices = reasons === undefined ? [] : choicesOf(reasons);
  const choose = (reason: string): void => {
    onChange(reason);
    if (onChosen === undefined) reference?.current?.focus();
    else onChosen();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears the keys of the field inside
    <div
      className="reason"
      onKeyDown={(event) => {
        if (!(event.target instanceof HTMLInputElement)) return;
        const chosen = chosenBy(event, choices, value);
        if (chosen === undefined) return;
        event.preventDefault();
        if (event.key.startsWith('Arrow')) onChange(chosen);
        else choose(chosen);
      }}
    >
      <TextField
        label={label}
        value={value}
        maxLength={reasonLengthMax}
        {...(reference !== undefined && { reference })}
        onChange={onChange}
      />
      {choices.length > 0 && (
        <div
          className="quick-reasons"
          role="group"
          aria-label="Usual reasons: a digit or an arrow chooses one"
        >
          {choices.map(({ key, reason }) => (
            <Button
              key={key}
              className="chip"
              tabIndex={-1}
              keys={key}
              onPress={() => {
                choose(reason);
              }}
            >
              {reason}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

/** The presets keep their numbers, whatever was used last. */
function choicesOf({ presets, last }: UsualReasons): readonly Choice[] {
  return [
    ...presets.map((reason, at) => ({ key: String(at + 1), reason })),
    ...(last === undefined || presets.includes(last) ? [] : [{ key: '0', reason: last }]),
  ];
}

function chosenBy(
  event: Pick<React.KeyboardEvent, 'key' | 'repeat' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  choices: readonly Choice[],
  value: string,
): string | undefined {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || choices.length === 0) {
    return undefined;
  }
  if (value === '') {
    const chosen = choices.find(({ key }) => key === event.key);
    if (chosen !== undefined) return chosen.reason;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return undefined;
  const at = choices.findIndex(({ reason }) => reason === value);
  const next = at === -1 && step === -1 ? choices.length - 1 : (at + step + choices.length) % choices.length;
  return choices[next]?.reason;
}
