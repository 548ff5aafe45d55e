/** Tells how many rows wait outside a frozen table. */
interface Properties {
  /** The words on the pill, such as `6 new`; empty when nothing waits. */
  readonly text: string;
  /** Whether one of the waiting rows needs a look now. */
  readonly urgent?: boolean;
  readonly onPress: () => void;
}

export function NewRowsPill({ text, urgent = false, onPress }: Properties) {
  return (
    <span aria-live="polite">
      {text !== '' && (
        <button
          type="button"
          className={urgent ? 'pill urgent' : 'pill'}
          title="Let the new rows in: the table is kept still while you point at a row, have one chosen or have scrolled"
          onClick={onPress}
        >
          {text} ↑
        </button>
      )}
    </span>
  );
}
