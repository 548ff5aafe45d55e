/** The palette knows every action of the operator. */
import { expect, test } from 'vitest';
import * as actions from '../../store/actions.ts';
import * as copies from '../../store/copy.ts';
import { actionPlaces } from './paletteActions.ts';

/** What helps the actions, and is none. */
const helpers = ['announced', 'command', 'copyText'];

test('each action is found in the palette, and the palette leads to no action that is gone', () => {
  const names = Object.keys({ ...actions, ...copies }).filter((name) => !helpers.includes(name));
  expect(Object.keys(actionPlaces).toSorted()).toEqual(names.toSorted());
});
