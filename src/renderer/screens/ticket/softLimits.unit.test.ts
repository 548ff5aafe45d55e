import { expect, test } from 'vitest';
import type { RuleResultView } from '../../../shared/contract/signals.ts';
import { overridable, rulesOf } from './softLimits.ts';

const row = (rule: string, change: Partial<RuleResultView> = {}): RuleResultView => ({
  rule,
  verdict: 'deny',
  input: '2',
  limit: '1',
  message: `${rule} is above`,
  ...change,
});
const soft = { soft: true as const };
const dryRun = (...rules: readonly RuleResultView[]) => ({
  refusals: rules
    .filter(({ verdict }) => verdict === 'deny')
    .map(({ rule, message = '' }) => ({ code: rule, message })),
  risk: { level: 'high' as const, rules: [...rules] },
});

test('soft limits alone can be overridden, with each rule named once', () => {
  const pass = row('price_collar', { verdict: 'pass' });
  const found = overridable(
    dryRun(row('a', soft), pass, row('a', { ...soft, scope: 'symbol:SPX', message: 'b' })),
  );
  expect(found).toHaveLength(2);
  expect(rulesOf(found)).toEqual(['a']);
});

test('no override helps where a hard limit or something that is no limit denies too', () => {
  expect(overridable(dryRun(row('a', soft), row('b')))).toEqual([]);
  const closed = { code: 'venue_not_connected', message: 'the venue is away' };
  const one = dryRun(row('a', soft));
  expect(overridable({ ...one, refusals: [...one.refusals, closed] })).toEqual([]);
  expect(overridable({ refusals: [closed] })).toEqual([]);
  expect(overridable(dryRun())).toEqual([]);
});
