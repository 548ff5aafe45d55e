import { expect, test } from 'vitest';
import { clockNotice } from './clockWatch.ts';

test('a clock that is set is said with its direction and size', () => {
  expect(clockNotice(-3_600_000)).toContain('set back by 60 min');
  expect(clockNotice(2_500)).toContain('set forward by 2.5 s');
});
