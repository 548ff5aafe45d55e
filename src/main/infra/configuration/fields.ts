/** The building blocks of the configuration's schema; every refusal says what was expected. */
import { z } from 'zod';
import { parseDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { idExpectation } from '../../../shared/kernel/ids.ts';

/** An object that refuses keys it does not know. The refusal names the keys that it knows. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.entries(shape).flatMap(([key, value]) => (value === noPassword ? [] : [key]));
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `unknown key; expected one of ${known.join(', ')}` : undefined,
  });
}

/** The schema of a key that is refused with words of its own, whatever its value. No message repeats the value. */
export const noPassword = z
  .never({
    error: 'a password never stands in this file; expected passwordFile, which names the file with it',
  })
  .optional();

export function identifier<Id extends string>(parse: (text: unknown) => Id | undefined) {
  return z.string().transform((text, context) => {
    const id = parse(text);
    if (id !== undefined) return id;
    context.addIssue({ code: 'custom', message: `expected ${idExpectation}` });
    return z.NEVER;
  });
}

/** A decimal as text, so that no value passes through floating point. */
export const decimalText = z
  .string({ error: 'expected a decimal in quotes, such as "0.25"' })
  .transform((text, context): Decimal => {
    const parsed = parseDecimal(text);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: `expected ${parsed.error.expected}` });
    return z.NEVER;
  });

export const positiveDecimal = decimalText.refine((value) => value > zero, 'expected more than "0"');

/**
 * Reads a value by `first` where the test says so, otherwise by `other`; the refusal is that of the schema which was
 * used.
 */
export function either<A, B>(isFirst: (value: unknown) => boolean, first: z.ZodType<A>, other: z.ZodType<B>) {
  return z.unknown().transform((value, context): A | B => {
    const read = (isFirst(value) ? first : other).safeParse(value);
    if (read.success) return read.data;
    for (const { path, message } of read.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return z.NEVER;
  });
}

const limitValue = either((value) => value === 'none', z.literal('none'), decimalText);

/** A hard limit, `"none"`, or a hard limit with a soft one, four eyes, or both. */
export const limit = either(
  (value) => typeof value === 'object',
  strict({
    soft: decimalText.optional(),
    hard: limitValue,
    fourEyes: z.boolean({ error: 'expected true or false' }).optional(),
  }),
  limitValue,
);

/** A decimal from 0 to 1. */
export const share = decimalText.refine(
  (value) => value >= zero && value <= 1_000_000_000n,
  'expected a decimal from "0" to "1"',
);

/** A whole number within bounds, for milliseconds, counts and depths. */
export function whole(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** Milliseconds, from 1 up to a day. */
export const milliseconds = whole(1, 86_400_000);
