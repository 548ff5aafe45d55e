/** Checksums of the rows of a derived file. They show a row that anything but its writer has changed. */
import { hash } from 'node:crypto';

const digits = 16;
const half = digits / 2;

/** Checksum over the values in their order, as SQLite gives them back, and over their types; lower-case hex. */
export function checksumOf(values: readonly unknown[]): string {
  let text = '';
  for (const value of values) {
    if (typeof value === 'string') text += `'${value}\n`;
    else text += Buffer.isBuffer(value) ? `x${value.toString('latin1')}\n` : `${String(value)}\n`;
  }
  return hash('sha256', text, 'hex').slice(0, digits);
}

/** Sum of the checksums of many rows, whatever their order. A missing or added row changes the sum. */
export class ChecksumSum {
  private high: number;
  private low: number;

  constructor(text = '0'.repeat(digits)) {
    [this.high, this.low] = halvesOf(text);
  }

  /** Adds a row's checksum, or takes it out again. */
  toggle(checksum: string): void {
    const [high, low] = halvesOf(checksum);
    this.high ^= high;
    this.low ^= low;
  }

  get text(): string {
    return [this.high, this.low].map((part) => (part >>> 0).toString(16).padStart(half, '0')).join('');
  }
}

function halvesOf(text: string): [number, number] {
  return [Number.parseInt(text.slice(0, half), 16), Number.parseInt(text.slice(half), 16)];
}
