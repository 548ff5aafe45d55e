/** How a console names the process of its engine, and the others at it. */
import { expect, test } from 'vitest';
import { engineWords, inOrder, isAttached, viewersWords } from './consoleWords.ts';

const engine = { host: 'desk run', processId: 4711, machine: 'desk-1' };
const eva = { operator: 'eva', standing: 'risk_officer', machine: 'desk-7' } as const;
const nobody = { operator: 'nobody', standing: 'nobody', machine: 'desk-8', certificate: 'left' } as const;

test('an engine of another process is named, one of the console itself is not', () => {
  expect(engineWords(engine)).toBe('desk run, process 4711 on desk-1');
  expect([isAttached(engine), isAttached({ ...engine, host: 'console' })]).toEqual([true, false]);
});

test('whoever has an order open too is named with role, machine and certificate', () => {
  expect(viewersWords([])).toBeUndefined();
  expect(viewersWords([eva, nobody])).toBe(
    'Also open: eva, risk officer, on desk-7; nobody logged in, on desk-8 (certificate left)',
  );
});

test('the own console comes first, then the others by their age', () => {
  const consoles = [
    { ...eva, since: '2', isYours: false },
    { ...eva, since: '1', isYours: false },
    { ...nobody, since: '3', isYours: true },
  ];
  expect(inOrder(consoles).map(({ since }) => since)).toEqual(['3', '1', '2']);
});
