import { expect, test } from 'vitest';
import { visibleLine, visibleText } from './visibleText.ts';

test.each([
  [
    '\u001b[2K\u001b[1Aline 1 (f): accepted\n2916 accepted',
    '\\u001b[2K\\u001b[1Aline 1 (f): accepted\\u000a2916 accepted',
  ],
  ['\u009b2J', '\\u009b2J'],
  ['a\rb\u0007\u007f', 'a\\u000db\\u0007\\u007f'],
  ['abc\u202edef', 'abc\\u202edef'],
  ['S\u200bPX', 'S\\u200bPX'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['a\ufe0fb\u034fc\u3164d\u2800', 'a\\ufe0fb\\u034fc\\u3164d\\u2800'],
  ['\ud800', '\\ud800'],
  ['Grüße, 日本 €1 \u{1f600}', 'Grüße, 日本 €1 \u{1f600}'],
])('%j is seen as it is', (text, seen) => {
  expect(visibleLine(text)).toBe(seen);
});

test('lines and tabs of a longer text stay', () => {
  expect(visibleText('one\n\ttwo\u001b[1A\r')).toBe('one\n\ttwo\\u001b[1A\\u000d');
});

test('JSON says the same with its escapes', () => {
  const value = { 'k\u202e': '\u001b\u009b\u{e0041}\n' };
  expect(JSON.parse(visibleLine(JSON.stringify(value)))).toEqual(value);
});
