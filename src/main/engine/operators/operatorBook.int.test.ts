import { beforeEach, expect, test } from 'vitest';
import { personActor } from '../../../shared/kernel/ids.ts';
import { TradingBed } from '../trading/testing/tradingBed.ts';

const eva = personActor('eva');
const reason = 'test';
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
});

test('operators are known again after a restart, by whichever door they come', async () => {
  const { operators } = bed.engine;
  const tom = { type: 'add', operator: 'tom', role: 'trader', credential: 'c', reason } as const;
  expect(await bed.until(operators.change(tom, eva))).toMatchObject({ ok: false });
  const first = { ...tom, operator: 'eva', role: 'administrator' } as const;
  expect(await bed.until(operators.change(first, eva))).toMatchObject({ ok: true });
  expect(await bed.until(operators.change(tom, eva))).toMatchObject({ ok: true });
  await bed.restart();
  const restarted = bed.engine.operators;
  expect(restarted.standingOf(personActor('tom'))).toBe('trader');
  expect(restarted.standingOf(personActor('tom', 'control'))).toBe('trader');
  expect(restarted.standingOf(personActor('ann'))).toBe('nobody');
  const added = (await bed.events()).filter(({ type }) => type === 'OperatorAdded');
  expect(added.map(({ actor }) => actor)).toEqual([eva, eva]);
});

test('two changes at once are decided one after the other', async () => {
  const { operators } = bed.engine;
  const add = (operator: string) =>
    operators.change({ type: 'add', operator, role: 'administrator', credential: 'c', reason }, eva);
  await bed.until(Promise.all([add('eva'), add('ida')]));
  const removed = await bed.until(
    Promise.all(
      ['eva', 'ida'].map((operator) => operators.change({ type: 'remove', operator, reason }, eva)),
    ),
  );
  expect(removed.map(({ ok }) => ok)).toEqual([true, false]);
  expect([...operators.all().keys()]).toEqual(['ida']);
});

test('a change that the store can not take counts for nothing', async () => {
  bed.disk.fault = { code: 'disk_full', message: 'no space left' };
  const { operators } = bed.engine;
  const first = { type: 'add', operator: 'eva', role: 'administrator', credential: 'c', reason } as const;
  expect(await bed.until(operators.change(first, eva))).toMatchObject({
    error: { code: 'store_unavailable' },
  });
  expect(operators.all().size).toBe(0);
});
