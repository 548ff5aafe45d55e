/**
 * Finds codes of FIX venues that stand for two words, or words that the desk does not have. What a venue reports could
 * then not be told apart.
 */
import { quotedAt } from '../../domain/instrument/referencePrice.ts';
import {
  plainCodes,
  type Codes,
  type CustomTags,
  type InstrumentCode,
} from '../venues/fix/application/dialect.ts';
import type { ConfigurationProblem } from './configurationProblem.ts';
import type { DeskConfiguration } from './deskConfiguration.ts';

export function checkDialects({ engine, fixes }: DeskConfiguration): readonly ConfigurationProblem[] {
  return engine.venues.flatMap(({ venue }, index) => {
    const fix = fixes.get(venue);
    if (fix === undefined) return [];
    const path = `venues[${index}].fix`;
    const symbols = quotedAt(engine.instruments, venue).map(({ symbol }) => symbol);
    return [
      ...checkCodes(`${path}.codes`, fix.codes, engine.accounts, symbols),
      ...checkCopies(`${path}.tags`, fix.tags),
    ];
  });
}

function checkCodes(
  path: string,
  codes: Codes,
  accounts: readonly string[],
  symbols: readonly string[],
): readonly ConfigurationProblem[] {
  const instruments = Object.entries(codes.symbols).map(([symbol, code]) => [symbol, nameOf(code)] as const);
  return [
    ...(['side', 'orderType', 'timeInForce'] as const).flatMap((kind) =>
      sharedCodes(`${path}.${kind}`, plainFirst(Object.entries(codes[kind]), plainCodes[kind])),
    ),
    ...unknownWords(`${path}.accounts`, 'configured account', Object.keys(codes.accounts), accounts),
    ...sharedCodes(`${path}.accounts`, withOwnNames(Object.entries(codes.accounts), accounts)),
    ...unknownWords(`${path}.symbols`, 'instrument of the venue', Object.keys(codes.symbols), symbols),
    ...sharedCodes(`${path}.symbols`, withOwnNames(instruments, symbols)),
  ];
}

/** The fields by which a venue tells one instrument from another. */
function nameOf({ symbol, securityId, securityIdSource }: InstrumentCode): string {
  return securityId === undefined ? symbol : `${securityId} (source ${securityIdSource})`;
}

/** The given codes, followed by the words that are sent unchanged. */
function withOwnNames(
  given: readonly (readonly [string, string])[],
  words: readonly string[],
): readonly (readonly [string, string])[] {
  const known = new Set(given.map(([word]) => word));
  return [...words.filter((word) => !known.has(word)).map((word) => [word, word] as const), ...given];
}

/** FIX's own codes before those of the file, since a file's code is the one to change. */
function plainFirst(
  codes: readonly (readonly [string, string])[],
  plain: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] {
  const isPlain = ([word, code]: readonly [string, string]): boolean => plain[word] === code;
  return [...codes.filter(isPlain), ...codes.filter((one) => !isPlain(one))];
}

function sharedCodes(
  path: string,
  codes: readonly (readonly [string, string])[],
): readonly ConfigurationProblem[] {
  return codes.flatMap(([word, code], index) => {
    const first = codes.findIndex(([, other]) => other === code);
    if (first === index) return [];
    const message = `${code} stands for ${codes[first]?.[0]} already; expected a code of its own`;
    return [{ path: `${path}.${word}`, message }];
  });
}

function unknownWords(
  path: string,
  what: string,
  given: readonly string[],
  known: readonly string[],
): readonly ConfigurationProblem[] {
  return given
    .filter((word) => !known.includes(word))
    .map((word) => ({
      path: `${path}.${word}`,
      message: `${word} is no ${what}; expected one of ${known.join(', ')}`,
    }));
}

/** A tag that is copied from the new order must be in it. */
function checkCopies(path: string, custom: CustomTags): readonly ConfigurationProblem[] {
  const there = new Set(custom.newOrder.map(({ tag }) => tag));
  return (['cancel', 'replace', 'status'] as const).flatMap((type) =>
    custom[type].flatMap(({ tag, value }, index) =>
      typeof value === 'string' || there.has(tag)
        ? []
        : [
            {
              path: `${path}.${type}[${index}].from`,
              message: `tag ${tag} is not among the tags of newOrder; expected one that is`,
            },
          ],
    ),
  );
}
