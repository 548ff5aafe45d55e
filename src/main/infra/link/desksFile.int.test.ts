/** Which desks a console knows, and what it says of a list that can't be used. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { addToDesksFile, ownDesk, readDesksFile, removeFromDesksFile, type NewDesk } from './desksFile.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bw-desks-'));
  file = join(folder, 'desks.json');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const write = (content: unknown): void =>
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
const rates: NewDesk = {
  name: 'Rates',
  letter: 'R',
  colour: 'teal',
  place: { kind: 'folder', path: '/desks/rates' },
};

test('without a list there is the own desk alone', () => {
  expect(readDesksFile(folder)).toEqual({ ok: true, value: [ownDesk(folder)] });
});

test('the own desk comes first, and each has a badge; paths start at the folder of the list', () => {
  write({
    desks: [
      { name: 'rates', folder: 'there' },
      { name: 'Tokyo', letter: '東', colour: 'violet', attach: 'tokyo.json' },
    ],
  });
  const read = readDesksFile(folder);
  expect(read).toMatchObject({
    value: [
      { id: 'own', name: 'Own desk', colour: 'magenta' },
      { name: 'rates', letter: 'R', colour: 'teal', place: { kind: 'folder', path: join(folder, 'there') } },
      { name: 'Tokyo', letter: '東', colour: 'violet', place: { kind: 'attach' } },
    ],
  });
  expect(new Set(read.ok ? read.value.map(({ id }) => id) : []).size).toBe(3);
});

test('the list names the own desk by its folder, whatever way leads there', () => {
  mkdirSync(join(folder, 'sub'));
  write({ desks: [{ name: 'Equities', folder: 'sub/..' }] });
  expect(readDesksFile(folder)).toMatchObject({ value: [{ id: 'own', name: 'Equities', letter: 'E' }] });
});

test.each([
  ['{\n  "desks": [{"name": }]\n}', /desks\.json: not valid JSON at line 2 column 22; expected \{"desks"/],
  ['{\n  "desks": [\n    {},\n  ]\n}', /not valid JSON at line 4 column 3/],
  ['{"desks":[],"desks":[]}', /the key desks stands twice/],
  [
    { desks: [{ folder: 'x' }] },
    /can not be used: desks\[0\]\.name: .*expected string.*; expected \{"desks"/,
  ],
  [{ desks: [{ name: 'A' }] }, /desks\[0\]: expected either "folder" or "attach"/],
  [{ desks: [{ name: 'A', folder: 'x', attach: 'y' }] }, /expected either "folder" or "attach"/],
  [{ desks: [{ name: 'A', folder: 'x', colour: 'red' }] }, /desks\[0\]\.colour: .*"violet"/],
  [{ desks: [{ name: 'A', folder: 'x', letter: 'AB' }] }, /desks\[0\]\.letter: expected one character/],
  [{ desks: [{ name: 'A', folder: 'x', port: 1 }] }, /Unrecognized key: "port"/],
  [{ desks: ['A', 'B'].map((name) => ({ name, folder: 'x' })) }, /two desks have the place .*\/x/],
  [{ desks: ['x', 'X'].map((at) => ({ name: at, folder: `at ${at}` })) }, /two desks are called X/],
  [
    { desks: ['A1', 'A2'].map((name) => ({ name, folder: name, colour: 'lime' })) },
    /A1 and A2 have the same badge, lime A/,
  ],
])('of %j it says what is wrong', (content, message) => {
  write(content);
  expect(readDesksFile(folder)).toMatchObject({
    ok: false,
    error: { code: 'desks_unusable', message: expect.stringMatching(message) as string },
  });
});

test('a desk is added behind what a person wrote, and one that could be taken for another is not', () => {
  expect(addToDesksFile(folder, rates)).toMatchObject({ value: [{ id: 'own' }, { name: 'Rates' }] });
  const before = readFileSync(file, 'utf8');
  const again = addToDesksFile(folder, { ...rates, name: 'Rates 2', letter: '2' });
  expect(again).toMatchObject({
    error: { message: expect.stringMatching(/two desks have the place/) as string },
  });
  expect(readFileSync(file, 'utf8')).toBe(before);
  write('{');
  expect(addToDesksFile(folder, rates)).toMatchObject({ error: { code: 'desks_unusable' } });
  expect(readFileSync(file, 'utf8')).toBe('{');
});

test('of a list with many faults it says the first ones', () => {
  write({ desks: Array.from({ length: 32 }, () => ({})) });
  const read = readDesksFile(folder);
  expect(read.ok ? '' : read.error.message).toMatch(/expected string/);
  expect(read.ok ? Infinity : read.error.message.length).toBeLessThan(1_000);
});

test('a desk is removed, and nobody else changes place or badge', () => {
  write({
    desks: [
      { name: 'Rates', folder: 'rates' },
      { name: 'ßein', attach: 'tokyo/attach.json' },
    ],
  });
  const before = readDesksFile(folder);
  if (!before.ok) throw new Error(before.error.message);
  const [own, first, second] = before.value;
  expect(second?.letter).toBe('S');
  expect(removeFromDesksFile(folder, first?.id ?? '')).toEqual({ ok: true, value: [own, second] });
  expect(readDesksFile(folder)).toEqual({ ok: true, value: [own, second] });
  expect(readFileSync(file, 'utf8')).toContain('"tokyo/attach.json"');
  expect(removeFromDesksFile(folder, 'own')).toEqual({ ok: true, value: [own, second] });
});
