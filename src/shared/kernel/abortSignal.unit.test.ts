import { describe, expect, test } from 'vitest';
import { createAbortSource } from './abortSignal.ts';

describe('an abort source', () => {
  test('tells each listener once, in their order', () => {
    const source = createAbortSource();
    const told: string[] = [];
    const first = (): void => void told.push('first');
    source.signal.addEventListener('abort', first);
    source.signal.addEventListener('abort', first);
    source.signal.addEventListener('abort', () => told.push('second'));
    expect(source.signal.aborted).toBe(false);
    source.cancel();
    source.cancel();
    expect(source.signal.aborted).toBe(true);
    expect(told).toEqual(['first', 'second']);
  });

  test('tells nobody who has gone, also when another listener sends it away', () => {
    const source = createAbortSource();
    const told: string[] = [];
    const gone = (): void => void told.push('gone');
    const sentAway = (): void => void told.push('sent away');
    source.signal.addEventListener('abort', gone);
    source.signal.addEventListener('abort', () => {
      told.push('stays');
      source.signal.removeEventListener('abort', sentAway);
    });
    source.signal.addEventListener('abort', sentAway);
    source.signal.addEventListener('abort', () => told.push('last'));
    source.signal.removeEventListener('abort', gone);
    source.cancel();
    expect(told).toEqual(['stays', 'last']);
  });
});
