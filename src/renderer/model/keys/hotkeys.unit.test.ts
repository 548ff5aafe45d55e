/** Which keys an action may have. */
import { expect, test } from 'vitest';
import { chordFault, chordOf, type KeyPress } from './chord.ts';
import { hotkeyIds, hotkeys, keysIn, soundKeys, whyNotKeys } from './hotkeys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test('a key press has the chord that people read', () => {
  expect(chordOf(press('k', { ctrlKey: true }))).toBe('Ctrl K');
  expect(chordOf(press('K', { ctrlKey: true, shiftKey: true }))).toBe('Ctrl ⇧ K');
  expect(chordOf(press('!', { code: 'Digit1', ctrlKey: true, shiftKey: true }))).toBe('Ctrl ⇧ 1');
  expect(chordOf(press('k', { metaKey: true }))).toBe('Ctrl K');
  expect(chordOf(press('F1'))).toBe('F1');
  expect(chordOf(press('Control', { ctrlKey: true }))).toBeUndefined();
});

test('no two actions begin with the same keys', () => {
  const all = hotkeyIds.map((id) => hotkeys[id].keys);
  expect(new Set(all).size).toBe(all.length);
});

test('keys that type, or that fields and tables use, are refused with what was expected', () => {
  expect(chordFault('K')).toMatch(/expected Ctrl with/);
  expect(chordFault('⇧ K')).toMatch(/expected Ctrl with/);
  expect(chordFault('Ctrl C')).toBe('Ctrl C copies, and can have no other use');
  expect(chordFault('Ctrl J')).toBeUndefined();
  expect(chordFault('Ctrl Alt ⇧ 7')).toBeUndefined();
});

test('keys in use are refused with the action that has them, until that has others', () => {
  expect(whyNotKeys({}, 'sell', 'Ctrl B')).toBe(
    'Ctrl B is in use for “Ticket: buy”: give that another key first',
  );
  expect(whyNotKeys({ buy: 'Ctrl J' }, 'sell', 'Ctrl B')).toBeUndefined();
  expect(whyNotKeys({ buy: 'Ctrl J' }, 'sell', 'Ctrl J')).toMatch(/Ticket: buy/);
});

test('the kill switch keeps its keys', () => {
  expect(whyNotKeys({}, 'kill', 'Ctrl J')).toBe('The keys of “Kill switch” are always Ctrl ⇧ K');
});

test('kept keys that can not stand together go back to the first ones', () => {
  const sound = soundKeys({ buy: 'Ctrl J', sell: 'Ctrl J', kill: 'Ctrl U', lock: 'x' });
  expect(keysIn(sound, 'kill')).toBe('Ctrl ⇧ K');
  expect(keysIn(sound, 'lock')).toBe('Ctrl L');
  expect([keysIn(sound, 'buy'), keysIn(sound, 'sell')]).toEqual(['Ctrl B', 'Ctrl J']);
});
