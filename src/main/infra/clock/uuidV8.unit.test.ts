import { describe, expect, it } from 'vitest';
import { uuidV8 } from './uuidV8.ts';

describe('uuidV8', () => {
  it('gives a name the same id always, as earlier versions of this program did', () => {
    expect(uuidV8('signal-a')).toBe('69614d96-1012-8003-859a-9198cf780a8d');
  });

  it('gives other names other ids, whatever their length', () => {
    const names = [
      '',
      'a',
      'b',
      'a ',
      'A',
      'a'.repeat(10_000),
      ...Array.from({ length: 1_000 }, (_, i) => `s-${i}`),
    ];
    expect(new Set(names.map(uuidV8)).size).toBe(names.length);
  });

  it('has the form of a version 8', () => {
    for (let i = 0; i < 100; i++) {
      expect(uuidV8(String(i))).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });
});
