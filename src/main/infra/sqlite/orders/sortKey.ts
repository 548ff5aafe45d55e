/** Turns a number of any size into few bytes that sort as the number does. An index is as large as its keys. */
export function sortKey(value: bigint): Buffer {
  const magnitude = value < 0n ? -value : value;
  const bytes = magnitude <= wordMax ? wordOf(magnitude) : wideOf(magnitude);
  // The first byte says how many bytes follow: a number with more bytes is further from zero. A negative number has
  // every bit inverted.
  const key = Buffer.allocUnsafe(1 + bytes.length);
  key[0] = 0x80 + bytes.length;
  key.set(bytes, 1);
  return value < 0n ? Buffer.from(key.map((byte) => 0xff - byte)) : key;
}

const wordMax = 2n ** 64n - 1n;
const word = Buffer.alloc(8);

function wordOf(magnitude: bigint): Buffer {
  word.writeBigUInt64BE(magnitude);
  let start = 0;
  while (start < word.length && word[start] === 0) start++;
  return word.subarray(start);
}

function wideOf(magnitude: bigint): Buffer {
  const hex = magnitude.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
