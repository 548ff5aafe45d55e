/**
 * A JSON number, as it was written, in a place where a decimal string belongs: for messages, never for calculations.
 */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
