import { describe, expect, test } from 'vitest';
import { drawFaults, faultNames, formatFaults, noFaults, parseFaults } from './faults.ts';
import { Prng } from './prng.ts';

describe('a list of faults', () => {
  test('turns on what it names and nothing else', () => {
    expect(parseFaults('none')).toEqual({ ok: true, value: noFaults });
    expect(parseFaults('delay=0.5, crash=1')).toEqual({
      ok: true,
      value: { ...noFaults, delay: 0.5, crash: 1 },
    });
  });

  test.each(['', 'delay', 'delay=', 'delay=2', 'delay=-1', 'rain=0.1', 'delay=0.1;crash=0.1'])(
    '"%s" is refused',
    (text) => {
      expect(parseFaults(text).ok).toBe(false);
    },
  );

  test('survives text and back, whatever the seed draws', () => {
    for (let seed = 0; seed < 200; seed++) {
      const drawn = drawFaults(new Prng(seed), new Prng(-seed - 1), new Prng(seed + 1_000_000));
      expect(parseFaults(formatFaults(drawn))).toEqual({ ok: true, value: drawn });
    }
  });

  test('leaves each fault out for some seeds and has it in others', () => {
    const mixes = Array.from({ length: 100 }, (_, seed) =>
      drawFaults(new Prng(seed), new Prng(-seed - 1), new Prng(seed + 1_000_000)),
    );
    for (const name of faultNames) {
      expect(mixes.some((mix) => mix[name] === 0)).toBe(true);
      expect(mixes.some((mix) => mix[name] > 0)).toBe(true);
    }
  });
});
