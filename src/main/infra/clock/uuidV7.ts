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
/** `xxxxxxxx-xxxx-7ccc-vrrr-rrrrrrrrrrrr`: time, version and counter, variant and randomness. */
const template = '00000000-0000-7000-8000-000000000000';
const counterAt = 15;
const variantAt = 19;
/** Where each pair of digits of the last seven random bytes begins. */
const randomAt = [21, 24, 26, 28, 30, 32, 34] as const;

const digits = Buffer.from('0123456789abcdef', 'latin1');
const digit = (value: number): number => digits[value & 0xf] ?? 0;

/**
 * Makes ids that sort by their creation within this source. When the clock steps backwards, the source keeps the last
 * millisecond until the clock has caught up. `fillRandom` is replaced only in tests.
 */
export function uuidV7(
  clock: Clock,
  fillRandom: (bytes: Uint8Array) => unknown = (bytes) => randomFillSync(bytes),
): Pick<IdSource, 'next'> {
  const random = new Uint8Array(idsPerRefill * randomBytesPerId);
  // The id is written into a buffer. Joined from parts it would be a tree of strings, and every later use would pay for
  // that.
  const text = Buffer.from(template, 'latin1');
  let at = random.length;
  let lastMs = -1;
  let counter = 0;

  const enter = (ms: number, seed: number): void => {
    lastMs = ms;
    counter = seed & counterSeedMask;
    const hex = ms.toString(16).padStart(12, '0');
    text.write(`${hex.slice(0, 8)}-${hex.slice(8)}`, 0, 'latin1');
  };

  return {
    next() {
      if (at === random.length) {
        fillRandom(random);
        at = 0;
      }
      const byte = (index: number): number => random[at + index] ?? 0;
      const seed = (byte(8) << 8) | byte(9);
      const nowMs = Math.floor(clock.now() / 1000);
      if (nowMs > lastMs) enter(nowMs, seed);
      else if (counter < counterMax) counter++;
      // The counter holds no more ids for this millisecond: take the next millisecond early.
      else enter(lastMs + 1, seed);

      text[counterAt] = digit(counter >> 8);
      text[counterAt + 1] = digit(counter >> 4);
      text[counterAt + 2] = digit(counter);
      text[variantAt] = digit(0x8 | ((byte(0) >> 4) & 0x3));
      text[variantAt + 1] = digit(byte(0));
      for (let i = 0; i < randomAt.length; i++) {
        const value = byte(i + 1);
        const where = randomAt[i] ?? 0;
        text[where] = digit(value >> 4);
        text[where + 1] = digit(value);
      }
      at += randomBytesPerId;
      return text.toString('latin1');
    },
  };
}
