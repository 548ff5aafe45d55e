import { expect, test } from 'vitest';
import { changeOf, noPreset, presetsMax, whyNoPreset } from './ticketPresets.ts';

const small = { ...noPreset, name: 'Small', quantity: '10' };

test('a preset has a name of its own, and a quantity above zero or a type', () => {
  expect(whyNoPreset(small, [])).toBeUndefined();
  expect(whyNoPreset({ ...noPreset, name: 'At market', orderType: 'market' }, [small])).toBeUndefined();
  expect(whyNoPreset({ ...small, name: ' ' }, [])).toBe('Give a name');
  expect(whyNoPreset({ ...small, name: 'small' }, [small])).toBe('There is a preset "small" already');
  expect(whyNoPreset({ ...small, quantity: '-1' }, [])).toContain('expected a number above zero');
  expect(whyNoPreset({ ...small, quantity: 'ten' }, [])).toContain('"ten" is no quantity');
  expect(whyNoPreset({ ...small, quantity: '' }, [])).toBe('Give a quantity or a type');
  const many = Array.from({ length: presetsMax }, (_, at) => ({ ...small, name: `Number ${at}` }));
  expect(whyNoPreset(small, many)).toContain('remove one first');
});

test('it changes what it names, and nothing else', () => {
  expect(changeOf(small)).toEqual({ quantity: '10' });
  expect(changeOf({ ...small, quantity: '', orderType: 'market' })).toEqual({ orderType: 'market' });
});
