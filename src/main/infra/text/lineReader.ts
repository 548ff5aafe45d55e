/** Cuts a stream of text into lines of a bounded length. */

/** Takes decoded text. A line that is too long is reported once, and skipped to its end. */
export class LineReader {
  private readonly lengthMax: number;
  private readonly onLine: (line: string) => void;
  private readonly onOverlong: () => void;
  private rest = '';
  private skipping = false;

  constructor(lengthMax: number, onLine: (line: string) => void, onOverlong: () => void) {
    this.lengthMax = lengthMax;
    this.onLine = onLine;
    this.onOverlong = onOverlong;
  }

  /** Whether a line has begun whose end has not come yet. */
  get isHalfway(): boolean {
    return this.rest !== '' || this.skipping;
  }

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.finish(text.slice(start, end));
      start = end + 1;
    }
    this.keep(text.slice(start));
  }

  private finish(end: string): void {
    const line = this.rest + end;
    this.rest = '';
    if (this.skipping) this.skipping = false;
    else if (line.length > this.lengthMax) this.onOverlong();
    else if (line.trim() !== '') this.onLine(line);
  }

  private keep(text: string): void {
    if (this.skipping) return;
    this.rest += text;
    if (this.rest.length <= this.lengthMax) return;
    this.rest = '';
    this.skipping = true;
    this.onOverlong();
  }
}
