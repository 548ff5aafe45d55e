import { describe, expect, test } from 'vitest';
import { fixBody, fixFields, fixFieldText, fixLine, fixTypeName } from './fixWords.ts';

const raw = (line: string): string => line.replaceAll('|', '\u0001');
const report = raw('8=FIX.4.4|9=99|35=8|34=7|49=V|56=D|52=20261123-14:00:00|39=1|54=5|9001=a=b|58=|10=000|');

describe('a FIX message in words', () => {
  test('has the names of its tags and the meanings of its codes; an unknown tag has its number', () => {
    expect(fixBody(report).map(fixFieldText)).toEqual([
      'OrdStatus=1 (partially filled)',
      'Side=5 (sell short)',
      '9001=a=b',
      'Text=',
    ]);
  });

  test("has the names of a venue's own tags", () => {
    const named = fixBody(report, { 9001: 'Desk', 54: 'Way' }).map(fixFieldText);
    expect(named).toEqual(['OrdStatus=1 (partially filled)', 'Way=5 (sell short)', 'Desk=a=b', 'Text=']);
  });

  test('keeps every field in its order, the header among them', () => {
    const tags = fixFields(report).map(({ tag }) => tag);
    expect(tags).toEqual(['8', '9', '35', '34', '49', '56', '52', '39', '54', '9001', '58', '10']);
  });

  test.each([
    ['54=constructor|', 'Side=constructor'],
    ['constructor=1|', 'constructor=1'],
    ['no field|', 'no field'],
    ['=x|', 'x'],
  ])('%j is shown as it is', (line, text) => {
    expect(fixFields(raw(line)).map(fixFieldText)).toEqual([text]);
  });

  test('goes to a support desk on one line, with | between its fields', () => {
    expect(fixLine(raw('8=FIX.4.4|35=D|'))).toBe('8=FIX.4.4|35=D|');
  });

  test('a type without a name stands by itself', () => {
    expect(['D', 'XX', ''].map(fixTypeName)).toEqual(['NewOrderSingle', 'type XX', 'garbled']);
  });
});
