/** The message below a field. Screen readers read it with the field that names its id. */
interface Properties {
  readonly id: string;
  readonly message: string | undefined;
  readonly invalid: boolean;
}

export function FieldMessage({ id, message, invalid }: Properties) {
  if (message === undefined) return null;
  return (
    <span id={id} className={invalid ? 'field-message tone-bad' : 'field-message'}>
      {message}
    </span>
  );
}
