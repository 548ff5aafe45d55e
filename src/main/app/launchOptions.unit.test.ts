import { describe, expect, test } from 'vitest';
import { forbiddenSwitch, readLaunchOptions, type Caller } from './launchOptions.ts';

const operator: Caller = { build: 'production', isRoot: false };
const root: Caller = { build: 'production', isRoot: true };
const playwright: Caller = { build: 'test', isRoot: false };

test('our own options and those of the display are taken', () => {
  const argv = [
    '--data',
    'd',
    '--config=c.json',
    '--attach',
    'h:1',
    '--save-screenshot',
    's.png',
    '--ozone-platform=x11',
  ];
  expect(readLaunchOptions(argv, operator)).toEqual({
    ok: true,
    value: { data: 'd', configuration: 'c.json', attach: 'h:1', saveScreenshot: 's.png' },
  });
});

describe.each([
  '--remote-debugging-port=9222',
  '--remote-debugging-pipe',
  '--inspect',
  '--inspect=0',
  '--inspect-brk',
  '--no-sandbox',
  '--disable-web-security',
  '--js-flags=--allow-natives-syntax',
  '--load-extension=/tmp/x',
  '--renderer-cmd-prefix=/tmp/x',
  '--proxy-server=evil',
  '--dta',
])('%s', (option) => {
  test('is refused in production', () => {
    expect(readLaunchOptions(['--data', 'd', option], operator).ok).toBe(false);
  });
});

test('root cannot have the sandbox, and says so', () => {
  expect(readLaunchOptions(['--no-sandbox'], root).ok).toBe(true);
  expect(readLaunchOptions(['--no-sandbox'], operator)).toEqual({
    ok: false,
    error: '--no-sandbox is for root only, who cannot have the sandbox of Chromium',
  });
});

test("the tests' own build takes what drives it, and nothing else", () => {
  expect(readLaunchOptions(['--inspect=0', '--remote-debugging-port=0'], playwright).ok).toBe(true);
  expect(readLaunchOptions(['--disable-web-security'], playwright).ok).toBe(false);
});

test.each([['--data'], ['--data='], ['--config']])('%s without a value is refused', (option) => {
  expect(readLaunchOptions([option], operator)).toEqual({
    ok: false,
    error: `${option.replace('=', '')} needs a value`,
  });
});

test('a stray word is refused: it may be a folder whose --data was forgotten', () => {
  expect(readLaunchOptions(['/tmp/desk'], operator)).toMatchObject({ ok: false });
});

test('a switch that came another way is found', () => {
  const has = (name: string) => name === 'no-sandbox';
  expect(forbiddenSwitch(has, operator)).toBe('no-sandbox');
  expect(forbiddenSwitch(has, root)).toBeUndefined();
  expect(forbiddenSwitch((name) => name === 'remote-debugging-port', root)).toBe('remote-debugging-port');
  expect(forbiddenSwitch((name) => name === 'remote-debugging-port', playwright)).toBeUndefined();
});
