/**
 * Reads one whole message. A message that is not consistent is garbled: the session ignores it, and its number does not
 * count.
 */
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { checkSumOf, dataTagOfLength, soh } from './encodeMessage.ts';
import { countOf, tags, type Field, type FixMessage } from './fixMessage.ts';

/** Bytes of `10=nnn` and its separator, with which every message ends. */
export const trailerLength = 7;
const trailerPattern = new RegExp(`^10=(\\d{3})${soh}$`);

export interface ParsedMessage extends FixMessage {
  readonly beginString: string;
  /** The whole message, byte for byte. */
  readonly raw: string;
}

/** `text` is a whole message by its BodyLength. The refusal says what is inconsistent. */
export function parseMessage(text: string): Result<ParsedMessage, string> {
  const trailerAt = text.length - trailerLength;
  const stated = trailerPattern.exec(text.slice(trailerAt))?.[1];
  if (stated === undefined) return err('CheckSum does not stand where BodyLength ends');
  const computed = checkSumOf(text.slice(0, trailerAt));
  if (stated !== computed) return err(`CheckSum is ${stated}, and the bytes add up to ${computed}`);
  const fields = parseFields(text.slice(0, trailerAt));
  if (!fields.ok) return fields;
  const [begin, length, type] = fields.value;
  if (begin?.[0] !== tags.beginString) return err('BeginString is not the first field');
  if (length?.[0] !== tags.bodyLength) return err('BodyLength is not the second field');
  if (type?.[0] !== tags.msgType) return err('MsgType is not the third field');
  return ok({ beginString: begin[1], fields: fields.value.slice(2), raw: text });
}

function parseFields(text: string): Result<readonly Field[], string> {
  const fields: Field[] = [];
  let announced: { readonly tag: number; readonly length: number } | undefined;
  for (let at = 0; at < text.length;) {
    const equals = text.indexOf('=', at);
    const tag = equals < 0 ? undefined : tagOf(text.slice(at, equals));
    if (tag === undefined) {
      return err(`a field does not begin with a tag: ${visible(text.slice(at, at + 12))}`);
    }
    const start = equals + 1;
    const end = announced?.tag === tag ? start + announced.length : text.indexOf(soh, start);
    if (end < 0 || text[end] !== soh) return err(`tag ${tag} does not end where it should`);
    const value = text.slice(start, end);
    fields.push([tag, value]);
    const dataTag = dataTagOfLength.get(tag);
    const length = countOf(value);
    announced = dataTag === undefined || length === undefined ? undefined : { tag: dataTag, length };
    at = end + 1;
  }
  return ok(fields);
}

/** A tag is written without leading zeros; tag 0 is read, and refused where values are checked. */
function tagOf(text: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(text) ? Number(text) : undefined;
}

function visible(text: string): string {
  return text.replaceAll(soh, '|').replaceAll(/[^ -~]/g, '?');
}
