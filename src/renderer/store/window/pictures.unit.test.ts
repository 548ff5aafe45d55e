import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { screens } from './uiStore.ts';

const folder = join(import.meta.dirname, '../../../../docs/screens');
const desks = ['empty', 'busy', 'broken'];
const looks = ['dark-1280', 'dark-1600', 'light-1280', 'light-1600'];

test.each(screens)('docs/screens has pictures of the screen %s: `npm run screens` makes them', (screen) => {
  const files = desks.flatMap((desk) => looks.map((look) => `${desk}/${screen}-${look}.png`));
  expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
});
