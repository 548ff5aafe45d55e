/** A search within a list. Its label stands in the empty field. */
import { TextField } from './TextField.tsx';

interface Properties {
  readonly label: string;
  readonly title?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly wide?: boolean;
}

export function SearchField({ wide = false, ...properties }: Properties) {
  return (
    <TextField
      {...properties}
      hideLabel
      className={wide ? 'inline wide-text' : 'inline'}
      type="search"
      placeholder={properties.label}
      maxLength={wide ? 128 : 64}
    />
  );
}
