/** Finds where a JSON text is wrong: the JavaScript engine's own messages name the place only for some faults. */

/** One token with the blanks before it. */
const token = /[ \t\r\n]*(?:[{}[\],:]|true|false|null|-?\d[\d.eE+-]*|"(?:[^"\\]|\\.)*")/y;

/** Offset of the first character that does not fit, or the text's length when it breaks off; `error` is JSON.parse's. */
export function locateJsonFault(text: string, error: unknown): number {
  const reason = error instanceof Error ? error.message : '';
  if (reason.startsWith('Unterminated string')) return text.length;
  const position = /at position (\d+)/.exec(reason)?.[1];
  if (position !== undefined) return Number(position);
  if (/end of JSON input/.test(reason)) return text.length;
  // The engine's message names no place, so the fault is the first text that is no token: for a misplaced token the
  // message names one.
  let offset = 0;
  for (token.lastIndex = 0; token.test(text);) offset = token.lastIndex;
  return offset + (/^[ \t\r\n]*/.exec(text.slice(offset))?.[0].length ?? 0);
}
