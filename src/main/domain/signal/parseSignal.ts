/**
 * Makes a Signal from untrusted input, or names every reason at once. Only the form is judged here: types, lengths,
 * decimals, known words. validateSignal judges what the values mean.
 */
import { isRecord } from '../../../shared/kernel/records.ts';
import { parseDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  idExpectation,
  parseAccountId,
  parseSignalId,
  parseStrategyId,
  parseTicker,
  parseVenueId,
} from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { readInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';
import { orderTypes, sides, timesInForce } from '../order/orderTerms.ts';
import { confidenceOf } from './confidenceNumber.ts';
import { NumberText } from './numberText.ts';
import type { Signal } from './signal.ts';

/** Every field that a signal may have; also the names in a CSV header. */
export const signalFields = [
  'id',
  'source',
  'strategy',
  'account',
  'symbol',
  'venue',
  'side',
  'quantity',
  'orderType',
  'limitPrice',
  'stopPrice',
  'timeInForce',
  'expiresAt',
  'goodTill',
  'targetPrice',
  'takeProfit',
  'stopLoss',
  'confidence',
  'reduceOnly',
  'createdAt',
  'note',
] as const;
export type SignalField = (typeof signalFields)[number];

/** Fields that must be decimal strings: a JSON number there may have lost its last digits on its way. */
export const exactFields = [
  'quantity',
  'limitPrice',
  'stopPrice',
  'targetPrice',
  'takeProfit',
  'stopLoss',
] as const satisfies readonly SignalField[];

export const noteLengthMax = 500;
export const sourceLengthMax = 128;
const shownLengthMax = 80;

const knownFields: ReadonlySet<string> = new Set(signalFields);

/** The words that a field takes, with the phrases for refusals: made once, and not for each signal. */
interface Words<Word> {
  readonly words: readonly Word[];
  readonly expected: string;
  readonly oneOf: string;
}

function wordsOf<Word extends string>(words: readonly Word[]): Words<Word> {
  const expected = words.join(', ');
  return { words, expected, oneOf: `one of ${expected}` };
}

const sideWords = wordsOf(sides);
const orderTypeWords = wordsOf(orderTypes);
const timeInForceWords = wordsOf(timesInForce);

type Input = Readonly<Record<string, unknown>>;

/**
 * Reads an untrusted value as a signal. Prices and quantities must be decimal strings. A JSON number there is refused,
 * because most programs put it through floating point. `null`, an absent key and, for optional fields, an empty string
 * all mean "not given".
 */
export function parseSignal(input: unknown): Result<Signal, readonly Refusal[]> {
  if (!isRecord(input)) {
    const message = 'a signal must be a JSON object';
    return err([{ code: 'malformed', message, actual: show(input), expected: 'an object' }]);
  }
  const reader = new Reader(input);
  for (const key of Object.keys(input)) if (!knownFields.has(key)) reader.refuse(unknownField(key));
  const id = reader.id('id', parseSignalId);
  const source = reader.text('source', sourceLengthMax);
  const strategy = reader.id('strategy', parseStrategyId);
  const account = reader.id('account', parseAccountId);
  const symbol = reader.id('symbol', parseTicker);
  const venue = reader.optional('venue', () => reader.id('venue', parseVenueId));
  const side = reader.word('side', sideWords);
  const quantity = reader.decimal('quantity');
  const orderType = reader.word('orderType', orderTypeWords);
  const limitPrice = reader.optional('limitPrice', () => reader.decimal('limitPrice'));
  const stopPrice = reader.optional('stopPrice', () => reader.decimal('stopPrice'));
  const timeInForce = reader.word('timeInForce', timeInForceWords);
  const expiresAt = reader.optional('expiresAt', () => reader.instant('expiresAt'));
  const goodTill = reader.optional('goodTill', () => reader.instant('goodTill'));
  const targetPrice = reader.optional('targetPrice', () => reader.decimal('targetPrice'));
  const takeProfit = reader.optional('takeProfit', () => reader.decimal('takeProfit'));
  const stopLoss = reader.optional('stopLoss', () => reader.decimal('stopLoss'));
  const confidence = reader.confidence();
  const reduceOnly = reader.optional('reduceOnly', () => reader.flag('reduceOnly'));
  const createdAt = reader.instant('createdAt');
  const note = reader.optional('note', () => reader.text('note', noteLengthMax));
  if (
    reader.refusals.length > 0 ||
    id === undefined ||
    source === undefined ||
    strategy === undefined ||
    account === undefined ||
    symbol === undefined ||
    side === undefined ||
    quantity === undefined ||
    orderType === undefined ||
    timeInForce === undefined ||
    confidence === undefined ||
    createdAt === undefined
  ) {
    return err(reader.refusals);
  }
  return ok({
    id,
    source,
    strategy,
    account,
    symbol,
    ...(venue !== undefined && { venue }),
    side,
    quantity,
    orderType,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    timeInForce,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(goodTill !== undefined && { goodTill }),
    ...(targetPrice !== undefined && { targetPrice }),
    ...(takeProfit !== undefined && { takeProfit }),
    ...(stopLoss !== undefined && { stopLoss }),
    confidence,
    reduceOnly: reduceOnly ?? false,
    createdAt,
    ...(note !== undefined && { note }),
  });
}

function unknownField(field: string): Required<Refusal> {
  const actual = show(field);
  const message = `unknown field ${actual}`;
  return { code: 'unknown_field', field, message, actual, expected: 'a field of a signal' };
}

class Reader {
  readonly refusals: Refusal[] = [];
  private readonly input: Input;

  constructor(input: Input) {
    this.input = input;
  }

  refuse(refusal: Required<Refusal>): undefined {
    this.refusals.push(refusal);
    return undefined;
  }

  optional<T>(field: SignalField, read: () => T | undefined): T | undefined {
    const value = this.value(field);
    return value === undefined || value === null || value === '' ? undefined : read();
  }

  id<Id>(field: SignalField, parse: (text: unknown) => Id | undefined): Id | undefined {
    const text = this.required(field, 'a string');
    if (text === undefined) return undefined;
    return (
      parse(text) ??
      this.refuse({
        code: 'id_malformed',
        field,
        message: `${field} is not a valid identifier`,
        actual: show(text),
        expected: idExpectation,
      })
    );
  }

  text(field: SignalField, lengthMax: number): string | undefined {
    const text = this.required(field, `text of at most ${lengthMax} characters`);
    if (text === undefined) return undefined;
    if (text.length > lengthMax) {
      const expected = `at most ${lengthMax} characters`;
      return this.refuse({
        code: 'oversized',
        field,
        message: `${field} is ${text.length} characters long, ${expected} are allowed`,
        actual: show(text),
        expected,
      });
    }
    return text;
  }

  word<Word extends string>(field: SignalField, { words, expected, oneOf }: Words<Word>): Word | undefined {
    const text = this.required(field, oneOf);
    if (text === undefined) return undefined;
    const word = words.find((candidate) => candidate === text);
    return (
      word ??
      this.refuse({
        code: `${snake(field)}_unknown`,
        field,
        message: `${field} must be ${oneOf}`,
        actual: show(text),
        expected,
      })
    );
  }

  decimal(field: SignalField): Decimal | undefined {
    const text = this.required(field, 'a decimal in quotes, such as "1432.25"');
    if (text === undefined) return undefined;
    const parsed = parseDecimal(text);
    if (parsed.ok) return parsed.value;
    const { code, expected } = parsed.error;
    return this.refuse({
      code,
      field,
      message: `${field} is not an exact decimal: expected ${expected}`,
      actual: show(text),
      expected,
    });
  }

  /**
   * Takes a string like the other decimals, or a JSON number, because producers that compute the confidence write a
   * number.
   */
  confidence(): Decimal | undefined {
    const value = this.value('confidence');
    if (typeof value !== 'number' && !(value instanceof NumberText)) return this.decimal('confidence');
    const read = confidenceOf(textOf(value));
    if (read !== undefined) return read;
    const message = `confidence ${show(value)} is outside 0 to 1`;
    return this.refuse({
      code: 'confidence_out_of_range',
      field: 'confidence',
      message,
      actual: show(value),
      expected: '0 to 1',
    });
  }

  instant(field: SignalField): EpochMicros | undefined {
    const text = this.required(field, 'an ISO 8601 instant with a zone, such as 2026-11-23T09:31:07.412Z');
    if (text === undefined) return undefined;
    const read = readInstant(text);
    if (read.ok) return read.value;
    const { code, expected } = read.error;
    const wrong = code === 'instant_malformed' ? 'is not an instant' : 'is beyond the years 1970 to 2200';
    return this.refuse({ code, field, message: `${field} ${wrong}`, actual: show(text), expected });
  }

  flag(field: SignalField): boolean | undefined {
    const value = this.value(field);
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    return this.refuse({
      code: 'wrong_type',
      field,
      message: `${field} must be true or false`,
      actual: show(value),
      expected: 'true or false',
    });
  }

  private required(field: SignalField, expected: string): string | undefined {
    const value = this.value(field);
    if (value === undefined || value === null || value === '') {
      return this.refuse({
        code: 'missing',
        field,
        message: `${field} is missing`,
        actual: 'nothing',
        expected,
      });
    }
    if (typeof value !== 'string') {
      return this.refuse({
        code: 'wrong_type',
        field,
        message: `${field} must be ${expected}, not ${kindOf(value)}`,
        actual: show(value),
        expected,
      });
    }
    return value;
  }

  private value(field: SignalField): unknown {
    return Object.hasOwn(this.input, field) ? this.input[field] : undefined;
  }
}

function kindOf(value: unknown): string {
  if (value instanceof NumberText || typeof value === 'number') return `the number ${show(value)}`;
  return `a ${Array.isArray(value) ? 'list' : typeof value}`;
}

function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof NumberText) return value.text;
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** The value as text that a person can read in a refusal, cut where it is long. */
function show(value: unknown): string {
  const text = visibleLine(textOf(value));
  return text.length > shownLengthMax
    ? `${text.slice(0, shownLengthMax)}… (${text.length} characters)`
    : text;
}
