import { beforeEach, expect, test } from 'vitest';
import { personActor } from '../../../shared/kernel/ids.ts';
import { TradingBed } from '../trading/testing/tradingBed.ts';

const user = personActor('ak');
const reason = 'test';
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
});

test('operators are known again after a restart, by whichever door they come', async () => {
  const { operators } = bed.engine;
  const tom = { type: 'add', operator: 'tom', role: 'trader', credential: 'c', reason } as const;
  expect(await bed.until(operators.change(tom, user))).toMatchObject({ ok: false });
  const first = { ...tom, operator: 'eva', role: 'administrator' } as const;
  expect(await bed.until(operators.change(first, user))).toMatchObject({ ok: true });
  expect(await bed.until(operators.change(tom, user))).toMatchObject({ ok: true });
  await bed.restart();
  const restarted = bed.engine.operators;
  expect(restarted.standingOf(personActor('tom'))).toBe('trader');
  expect(restarted.standingOf(personActor('tom', 'control'))).toBe('trader');
  expect(restarted.standingOf(personActor('ann'))).toBe('nobody');
  const added = (await bed.events()).filter(({ type }) => type === 'OperatorAdded');
  expect(added.map(({ actor }) => actor)).toEqual([user, user]);
});

test('two changes at once are decided one after the other', async () => {
  const { operators } = bed.engine;
  const add = (operator: string) =>
    operators.change({ type: 'add', operator, role: 'administrator', credential: 'c', reason }, user);
  await bed.until(Promise.all([add('eva'), add('ida')]));
  const removed = await bed.until(
    Promise.all(
      ['eva', 'ida'].map((operator) => operators.change({ type: 'remove', operator, reason }, user)),
    ),
  );
  expect(removed.map(({ ok }) => ok)).toEqual([true, false]);
  expect([...operators.all().keys()]).toEqual(['ida']);
});

test('a change that the store can not take counts for nothing', async () => {
  bed.disk.fault = { code: 'disk_full', message: 'no space left' };
  const { operators } = bed.engine;
  const first = { type: 'add', operator: 'eva', role: 'administrator', credential: 'c', reason } as const;
  expect(await bed.until(operators.change(first, user))).toMatchObject({
    error: { code: 'store_unavailable' },
  });
  expect(operators.all().size).toBe(0);
});

test('the name of the user who acted without a login stays free of operators, also after a restart', async () => {
  const add = (operator: string) =>
    bed.engine.operators.change(
      { type: 'add', operator, role: 'administrator', credential: 'c', reason },
      user,
    );
  const refused = { ok: false, error: { code: 'operator_name_of_user', field: 'operator', actual: 'ak' } };
  expect(await bed.until(add('ak'))).toMatchObject(refused);
  expect(await bed.until(add('eva'))).toMatchObject({ ok: true });
  await bed.restart();
  expect(await bed.until(add('ak'))).toMatchObject(refused);
  expect(await bed.until(add('ida'))).toMatchObject({ ok: true });
});
