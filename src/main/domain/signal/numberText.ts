/** A number of a JSON text where a decimal string belongs, as it was written: to be shown, never to be counted with. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
