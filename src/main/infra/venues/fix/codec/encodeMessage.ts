/** Writes a message as it goes over the wire. */
import type { Field } from './fixMessage.ts';

/** The byte that ends each field. */
export const soh = String.fromCharCode(1);

/** Why a value can't stand in a message. */
export interface EncodeFault {
  readonly tag: number;
  readonly message: string;
}

/** Length fields and the data field that each announces: that field may hold any byte. */
export const dataTagOfLength: ReadonlyMap<number, number> = new Map([
  [90, 91],
  [93, 89],
  [95, 96],
  [212, 213],
  [348, 349],
  [350, 351],
  [352, 353],
  [354, 355],
  [356, 357],
  [358, 359],
  [360, 361],
  [362, 363],
  [364, 365],
  [445, 446],
  [618, 619],
  [621, 622],
]);
const dataTags: ReadonlySet<number> = new Set(dataTagOfLength.values());

/** Puts BeginString, BodyLength and CheckSum around fields that are known to be well formed. */
export function frame(beginString: string, fields: readonly Field[]): string {
  const body = fields.map(([tag, value]) => `${tag}=${value}${soh}`).join('');
  const text = `8=${beginString}${soh}9=${body.length}${soh}${body}`;
  return `${text}10=${checkSumOf(text)}${soh}`;
}

/** The sum of all bytes modulo 256, as three digits. */
export function checkSumOf(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum += text.charCodeAt(index);
  return String(sum % 256).padStart(3, '0');
}

/** Why a field can't be sent: it is empty, has a separator in it, or characters of more than one byte. */
export function fieldFault([tag, value]: Field): EncodeFault | undefined {
  if (value === '') return { tag, message: `tag ${tag} is empty; expected a value` };
  if (!dataTags.has(tag) && value.includes(soh)) {
    return { tag, message: `tag ${tag} has the separator of fields in it` };
  }
  for (let index = 0; index < value.length; index++) {
    if (value.charCodeAt(index) <= 255) continue;
    return { tag, message: `tag ${tag} has a character that is no single byte: expected Latin-1 text` };
  }
  return undefined;
}
