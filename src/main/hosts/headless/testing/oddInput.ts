/** What should never come in at a door: signals and amends with odd JSON, instants, decimals, texts and sizes. Seeded. */
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import type { Random } from '../../../engine/ports.ts';

const decimals = [
  '0',
  '-0',
  '-1',
  '1.5',
  '1e-400',
  '1E5',
  '+1',
  '.5',
  '5.',
  '1,000',
  '0x10',
  'NaN',
  'Infinity',
  '٣',
  '999999999999999',
  '9999999999999999',
  '0.0000000001',
  '0.000000001',
  '-0.25',
  ' 1',
  `${'9'.repeat(60)}.${'9'.repeat(60)}`,
];
const instants = [
  '9999-12-31T23:59:59.999999Z',
  '9999-12-31T23:59:59.9999999Z',
  '2200-12-31T23:59:59.999999Z',
  '2201-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999999Z',
  '1970-01-01T00:00:00+14:00',
  '2200-12-31T23:59:59-14:00',
  '0000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '2000-02-30T00:00:00Z',
  '2000-06-30T23:59:60Z',
  '2000-01-03T24:00:00Z',
  '2000-W01-1T00:00:00Z',
  '2000-01-03t00:00:00z',
  '2000-01-03T21:00:00',
  '2000-01-03T21:00:00.1234567890Z',
];
const texts = [
  '',
  ' ',
  '\u0000',
  '\u001b[2J',
  '\u202e',
  '\ud800',
  '\u{1f600}',
  '\ufeff',
  '__proto__',
  'constructor',
  '"',
  '\\',
  "'; DROP TABLE events; --",
  'x'.repeat(600),
];
const raws = [
  'null',
  'true',
  '17',
  '-0',
  '1e400',
  '1300.10',
  '12345678901234567890.123',
  '[]',
  '{}',
  '[[[]]]',
  '{"a":1,"a":2}',
  `${'['.repeat(40)}${']'.repeat(40)}`,
];
const noSignals = ['null', '[]', '17', '"text"', '{}', '{', ']', '"', '{"id":', 'NaN'];
const fields = Object.keys(
  sampleSignal('x', {
    limitPrice: '',
    stopPrice: '',
    takeProfit: '',
    stopLoss: '',
    targetPrice: '',
    goodTill: '',
    expiresAt: '',
    note: '',
    reduceOnly: true,
  }),
);

function pick<T>(list: readonly T[], random: Random): T {
  const found = list[Math.floor(random.next() * list.length)];
  if (found === undefined) throw new RangeError('there is nothing to pick from');
  return found;
}

function oddValue(random: Random): unknown {
  return pick([pick(decimals, random), pick(instants, random), pick(texts, random)], random);
}

/** One line that is never blank; every few of them are good signals that trade. */
export function oddLine(index: number, random: Random): Buffer {
  // Now and then an id comes again.
  const id = random.next() < 0.02 ? `odd-${Math.floor(random.next() * index)}` : `odd-${index}`;
  const side = random.next() < 0.5 ? 'buy' : 'sell';
  const good: Record<string, unknown> = { ...sampleSignal(id, { side, quantity: '1' }) };
  const kind = Math.floor(random.next() * 10);
  if (kind === 0) return Buffer.from(JSON.stringify(good));
  if (kind === 1) return Buffer.from(pick(noSignals, random));
  for (let changes = 1 + Math.floor(random.next() * 3); changes > 0; changes--) {
    good[random.next() < 0.9 ? pick(fields, random) : pick(texts, random)] = oddValue(random);
  }
  let text = JSON.stringify(good);
  if (kind === 2) text = text.replace(/:"[^"]*"/, `:${pick(raws, random)}`);
  if (kind === 3) text = text.replace('{', `{"${pick(fields, random)}":${pick(raws, random)},`);
  if (kind === 4) text = `${text.slice(0, -1)},"note":"${'n'.repeat(random.next() < 0.02 ? 70_000 : 400)}"}`;
  const bytes = Buffer.from(text);
  if (kind === 5) return bytes.subarray(0, 1 + Math.floor(random.next() * bytes.length));
  // Any byte but a line feed, which would make two lines of it; the first one stays, so that no line is blank.
  if (kind === 6) {
    bytes[1 + Math.floor(random.next() * (bytes.length - 1))] = 11 + Math.floor(random.next() * 245);
  }
  return bytes;
}

/** Terms of an amend as a program might send them through the control channel. */
export function oddAmendment(orderId: string, random: Random): Record<string, unknown> {
  const value = (): unknown =>
    random.next() < 0.8 ? pick(decimals, random) : pick([17, null, true, [], {}], random);
  const target = random.next() < 0.9 ? orderId : pick(texts, random);
  return {
    orderId: target,
    ...(random.next() < 0.6 && { quantity: value() }),
    ...(random.next() < 0.6 && { limitPrice: value() }),
    ...(random.next() < 0.2 && { stopPrice: value() }),
    ...(random.next() < 0.05 && { [pick(texts, random)]: oddValue(random) }),
  };
}
