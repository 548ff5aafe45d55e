/** Finds where a JSON text is wrong: the JavaScript engine's own messages name the place only for some faults. */
import { duplicateKeysText, type JsonFault } from '../../../shared/kernel/strictJson.ts';

/** One token with the blanks before it. */
const token = /[ \t\r\n]*(?:[{}[\],:]|true|false|null|-?\d[\d.eE+-]*|"(?:[^"\\]|\\.)*")/y;

/** Offset of the first character that does not fit, or the text's length when it breaks off; `error` is JSON.parse's. */
export function locateJsonFault(text: string, error: unknown): number {
  const named = placeNamed(text, error);
  if (named !== undefined) return named;
  // The engine's message names no place, so the fault is the first text that is no token, or a token in a wrong place.
  const ends = [0];
  for (token.lastIndex = 0; token.test(text);) ends.push(token.lastIndex);
  const before = ends[misplacedToken(text, ends) - 1] ?? 0;
  return before + (/^[ \t\r\n]*/.exec(text.slice(before))?.[0].length ?? 0);
}

/** The first token after which no text can become JSON, by the ends of all tokens; their number where there is none. */
function misplacedToken(text: string, ends: readonly number[]): number {
  let [sound, wrong] = [0, ends.length];
  while (wrong - sound > 1) {
    const middle = (sound + wrong) >> 1;
    if (canGoOn(text.slice(0, ends[middle]))) sound = middle;
    else wrong = middle;
  }
  return wrong;
}

function canGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    return placeNamed(text, error) === text.length;
  }
}

/** The place that the message names; undefined where it names none. */
function placeNamed(text: string, error: unknown): number | undefined {
  const reason = error instanceof Error ? error.message : '';
  if (/^Unterminated string|end of JSON input/.test(reason)) return text.length;
  const position = /at position (\d+)/.exec(reason)?.[1];
  return position === undefined ? undefined : Number(position);
}

/** For a refusal: `not valid JSON at line 2 column 11`, or which key stands twice. */
export function jsonFaultText(text: string, fault: JsonFault): string {
  if (fault.type === 'duplicate_keys') return `${duplicateKeysText(fault.keys)}; expected each once`;
  const before = text.slice(0, locateJsonFault(text, fault.error)).split('\n');
  return `not valid JSON at line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1}`;
}
