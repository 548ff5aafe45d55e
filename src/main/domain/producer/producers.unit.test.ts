import { describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { sampleSignal } from '../signal/testing/sampleSignal.ts';
import { parseSignal } from '../signal/parseSignal.ts';
import { whyNotOwn } from '../signal/ownSignals.ts';
import {
  decideProducer,
  evolveProducers,
  holderOf,
  type ProducerCommand,
  type Producers,
} from './producers.ts';

const reason = 'test';
const add = (producer: string, credential = 'c1'): ProducerCommand => ({
  type: 'add',
  producer,
  credential,
  reason,
});
const rotate = (credential: string, oldUntil: string): ProducerCommand => ({
  type: 'rotate',
  producer: 'algo',
  credential,
  oldUntil,
  reason,
});

function after(...commands: readonly ProducerCommand[]): Producers {
  return commands.reduce<Producers>((producers, command) => {
    const decided = decideProducer(producers, command);
    if (!decided.ok) throw new Error(decided.error.code);
    return evolveProducers(producers, decided.value);
  }, new Map());
}

const codeOf = (producers: Producers, command: ProducerCommand): string => {
  const decided = decideProducer(producers, command);
  return decided.ok ? 'done' : decided.error.code;
};

describe('a producer', () => {
  test('has a name of its own, and is known before it changes', () => {
    expect(codeOf(new Map(), add('Algo'))).toBe('producer_name_invalid');
    expect(codeOf(new Map(), add('nobody'))).toBe('producer_name_invalid');
    expect(codeOf(after(add('algo')), add('algo', 'c2'))).toBe('producer_known');
    expect(codeOf(new Map(), rotate('c2', '2026'))).toBe('producer_unknown');
    expect(codeOf(new Map(), { type: 'remove', producer: 'algo', reason })).toBe('producer_unknown');
  });

  test('in the name of an operator ends with that profile, whoever gets the name later', () => {
    const own = { type: 'add', producer: 'tom', credential: 'c1', ofOperator: true, reason } as const;
    const removed = { operator: 'tom', role: 'trader', reason } as const;
    const added = { operator: 'tom', role: 'trader', credential: 'p2', reason } as const;
    const again = [
      { type: 'OperatorRemoved', data: removed },
      { type: 'OperatorAdded', data: added },
    ] as const;
    const producers = again.reduce<Producers>(evolveProducers, after(own, add('algo', 'c2')));
    expect(['c1', 'c2'].map((one) => holderOf(producers, one, '2026')?.name)).toEqual([undefined, 'algo']);
    expect(codeOf(producers, { ...rotate('c3', '2026'), producer: 'tom' })).toBe('producer_over');
    const renewed = decideProducer(producers, { ...own, credential: 'c3' });
    expect(renewed.ok && holderOf(evolveProducers(producers, renewed.value), 'c3', '2026')?.name).toBe('tom');
  });

  test('keeps its token before for a time, and only the last one', () => {
    const who = (producers: Producers, credential: string, now: string) =>
      holderOf(producers, credential, now)?.name;
    const once = after(add('algo'), rotate('c2', '2026-01-01T10:00'));
    expect(['c1', 'c2'].map((one) => who(once, one, '2026-01-01T09:59'))).toEqual(['algo', 'algo']);
    expect(['c1', 'c2'].map((one) => who(once, one, '2026-01-01T10:00'))).toEqual([undefined, 'algo']);
    const twice = after(add('algo'), rotate('c2', '2026-01-01T10:00'), rotate('c3', '2026-01-01T10:00'));
    expect(['c1', 'c2', 'c3'].map((one) => who(twice, one, '2026-01-01T09:00'))).toEqual([
      undefined,
      'algo',
      'algo',
    ]);
    const removed = after(add('algo'), { type: 'remove', producer: 'algo', reason });
    expect(who(removed, 'c1', '2026')).toBeUndefined();
  });
});

test('a signal of another strategy or account is refused with both names', () => {
  const parsed = parseSignal(
    sampleSignal('s', { strategy: ids.strategy('cross'), account: ids.account('main') }),
  );
  if (!parsed.ok) throw new Error('the sample is a signal');
  expect(whyNotOwn(parsed.value, {})).toEqual([]);
  expect(
    whyNotOwn(parsed.value, { strategies: [ids.strategy('cross')], accounts: [ids.account('main')] }),
  ).toEqual([]);
  expect(
    whyNotOwn(parsed.value, {
      strategies: [ids.strategy('other')],
      accounts: [ids.account('hedge'), ids.account('spare')],
    }),
  ).toMatchObject([
    { code: 'strategy_not_own', actual: 'cross', expected: 'other' },
    { code: 'account_not_own', actual: 'main', expected: 'hedge, spare' },
  ]);
});
