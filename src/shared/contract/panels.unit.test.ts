import { expect, test } from 'vitest';
import { featuresOf, placeOfFeatures } from './panels.ts';

test('a place is asked for by the features of a window, and read back', () => {
  const place = { x: -1920, y: 40, width: 900, height: 640 };
  expect(placeOfFeatures(featuresOf(place))).toEqual(place);
  expect(placeOfFeatures(`noopener, ${featuresOf(place)}`)).toEqual(place);
});

test.each([
  '',
  'noopener',
  'left=1,top=2,width=3',
  'left=1,top=2,width=0,height=5',
  'left=1.5,top=2,width=3,height=4',
  'left=1,top=2,width=3,height=4e9',
  'left=99999999,top=2,width=3,height=4',
])('features that name no whole place ask for none: %j', (features) => {
  expect(placeOfFeatures(features)).toBeUndefined();
});
