import { describe, expect, it } from 'vitest';
import { collect } from './testing/collect.ts';
import { csvRecords } from './csvRecords.ts';
import type { IntakeRecord } from './intakeRecord.ts';

async function open(text: string | Buffer) {
  async function* source() {
    yield Buffer.from(text);
  }
  return csvRecords(source());
}

async function read(text: string | Buffer): Promise<IntakeRecord[]> {
  const records = await open(text);
  if (!records.ok) throw new Error(records.error.message);
  return collect(records.value);
}

const summary = (records: readonly IntakeRecord[]): unknown[] =>
  records.map((record) => [record.line, record.type === 'value' ? record.value : record.refusal.code]);

describe('csvRecords', () => {
  it('names the values after the header and skips blank lines', async () => {
    expect(summary(await read('\u{feff}id,symbol,note\r\nS-1,SPX,\r\n\r\nS-2,"SPX","a, ""b"""'))).toEqual([
      [2, { id: 'S-1', symbol: 'SPX', note: '' }],
      [4, { id: 'S-2', symbol: 'SPX', note: 'a, "b"' }],
    ]);
  });

  it('drops blanks around values', async () => {
    expect(summary(await read('id, symbol\nS-1 , SPX\n"S-2" , "SPX"\n'))).toEqual([
      [2, { id: 'S-1', symbol: 'SPX' }],
      [3, { id: 'S-2', symbol: 'SPX' }],
    ]);
  });

  it('takes a quoted value over several lines as one row', async () => {
    expect(summary(await read('id,note\nS-1,"two\nlines"\nS-2,x\n'))).toEqual([
      [2, { id: 'S-1', note: 'two\nlines' }],
      [4, { id: 'S-2', note: 'x' }],
    ]);
  });

  it('refuses only the line with a stray quote', async () => {
    expect(summary(await read('id,note\nS-1,"open\nS-2,x\nS-3,"y"\nS-4,z\n'))).toEqual([
      [2, 'csv_malformed'],
      [3, { id: 'S-2', note: 'x' }],
      [4, { id: 'S-3', note: 'y' }],
      [5, { id: 'S-4', note: 'z' }],
    ]);
  });

  it('does not look for the closing quote for ever', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `S-${index},x`);
    const records = await read(`id,note\nS-0,"open\n${rows.join('\n')}\nS-99,"y"\n`);
    expect(records).toHaveLength(42);
    expect(records.filter((record) => record.type === 'unreadable')).toHaveLength(1);
  });

  it('refuses rows with too many or too few values, such as a last line cut off', async () => {
    const records = await read('id,symbol,side\nS-1,SPX\nS-2,SPX,buy,x\nS-3,S');
    expect(records.map((record) => record.type === 'unreadable' && record.refusal.message)).toEqual([
      'the line has 2 values, the header names 3',
      'the line has 4 values, the header names 3',
      'the line has 2 values, the header names 3',
    ]);
  });

  it('refuses a megabyte in one field and bytes that are no text', async () => {
    const bad = Buffer.from([0xc3, 0x28, 0x0a]);
    const rows = Buffer.concat([
      Buffer.from(`id,note\nS-1,"${'x'.repeat(1_048_576)}"\n`),
      bad,
      Buffer.from('S-3,z'),
    ]);
    expect(summary(await read(rows))).toEqual([
      [2, 'oversized'],
      [3, 'utf8_malformed'],
      [4, { id: 'S-3', note: 'z' }],
    ]);
  });

  it.each([
    ['id,colour\n', 'colour is no field of a signal'],
    ['id,symbol,id\n', 'id is named twice'],
    ['id,,symbol\n', 'an empty name is no field of a signal'],
    ['"id\n', 'a quote is opened and never closed'],
    [`${'x'.repeat(100_000)}\n`, 'it is 100000 bytes long'],
  ])('refuses the whole file for the header %j', async (text, reason) => {
    const records = await open(text);
    expect(records).toMatchObject({ ok: false, error: { code: 'csv_header_malformed' } });
    expect(!records.ok && records.error.message).toContain(reason);
  });

  it('finds nothing in an empty file', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\n\n')).toEqual([]);
  });
});
