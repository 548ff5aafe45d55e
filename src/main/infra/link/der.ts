/** Reads the elements of DER, the form of certificates (X.690): a tag, a length and that many bytes. */

export interface DerElement {
  readonly tag: number;
  /** With tag and length. */
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** The elements that follow each other. Throws RangeError where one is cut off. */
export function elementsOf(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const [tag = 0, first = 0] = rest;
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    const start = 2 + lengthBytes;
    if (lengthBytes > 4 || rest.length < start) throw new RangeError('it is cut off');
    const length = lengthBytes === 0 ? first : rest.readUIntBE(2, lengthBytes);
    const end = start + length;
    if (rest.length < end) throw new RangeError('it is cut off');
    elements.push({ tag, whole: rest.subarray(0, end), content: rest.subarray(start, end) });
    rest = rest.subarray(end);
  }
  return elements;
}

export const derTags = { integer: 0x02, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30 } as const;

/** Milliseconds since 1970; undefined for an element that is no time. */
export function timeIn({ tag, content }: DerElement): number | undefined {
  const text = content.toString('latin1');
  const isShort = tag === derTags.utcTime;
  if (!isShort && tag !== derTags.generalizedTime) return undefined;
  // RFC 5280: a year of two digits is between 1950 and 2049.
  const whole = isShort ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(whole)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
