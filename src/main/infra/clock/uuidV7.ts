/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, a counter of 12 bits that makes the ids
 * of one source strictly increasing (section 6.2, method 1), 62 bits of randomness.
 */
import { randomFillSync } from 'node:crypto';
import type { Clock, IdSource } from '../../engine/ports.ts';

/** One call to the system's generator serves this many ids. */
const idsPerRefill = 512;
const randomBytesPerId = 10;
const counterMax = 0xfff;
/** A new millisecond starts its counter in the lower half, so that at least 2,048 ids fit. */
const counterSeedMask = 0x7ff;

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** The two bits of the variant, `10`, before the six random bits of that byte. */
const hexOfVariantByte = Array.from({ length: 256 }, (_, byte) => hexOfByte[0x80 | (byte & 0x3f)] ?? '');

/**
 * Ids that sort by their creation within this source, also when the clock steps backwards: the last millisecond
 * is then kept until the clock has caught up. `fillRandom` is replaced only in tests.
 */
export function uuidV7(
  clock: Clock,
  fillRandom: (bytes: Uint8Array) => unknown = (bytes) => randomFillSync(bytes),
): IdSource {
  const random = new Uint8Array(idsPerRefill * randomBytesPerId);
  let at = random.length;
  let lastMs = -1;
  let counter = 0;
  let prefix = '';

  const enter = (ms: number, seed: number): void => {
    lastMs = ms;
    counter = seed & counterSeedMask;
    const hex = ms.toString(16).padStart(12, '0');
    prefix = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
  };

  return {
    next() {
      if (at === random.length) {
        fillRandom(random);
        at = 0;
      }
      const start = at;
      at += randomBytesPerId;
      const byte = (index: number): number => random[start + index] ?? 0;
      const hex = (index: number): string => hexOfByte[byte(index)] ?? '';

      const nowMs = Math.floor(clock.now() / 1000);
      if (nowMs > lastMs) enter(nowMs, (byte(8) << 8) | byte(9));
      else if (counter < counterMax) counter++;
      // More than the counter holds in one millisecond: borrow from the next one.
      else enter(lastMs + 1, (byte(8) << 8) | byte(9));

      const high = hexOfByte[counter >> 8]?.[1] ?? '';
      const low = hexOfByte[counter & 0xff] ?? '';
      const variant = hexOfVariantByte[byte(0)] ?? '';
      return `${prefix}${high}${low}-${variant}${hex(1)}-${hex(2)}${hex(3)}${hex(4)}${hex(5)}${hex(6)}${hex(7)}`;
    },
  };
}
