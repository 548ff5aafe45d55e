import { describe, expect, it } from 'vitest';
import { collect } from './testing/collect.ts';
import { NumberText } from '../../domain/signal/numberText.ts';
import type { IntakeRecord } from './intakeRecord.ts';
import { ndjsonRecords } from './ndjsonRecords.ts';

async function read(...chunks: readonly (string | Buffer)[]): Promise<IntakeRecord[]> {
  async function* source() {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  return collect(ndjsonRecords(source()));
}

const summary = (records: readonly IntakeRecord[]): unknown[] =>
  records.map((record) => [record.line, record.type === 'value' ? record.value : record.refusal.code]);

describe('ndjsonRecords', () => {
  it('gives every line but blank ones, with its number', async () => {
    expect(summary(await read('{"id":"a"}\n\n \t\r\n{"id":"b"}'))).toEqual([
      [1, { id: 'a' }],
      [4, { id: 'b' }],
    ]);
  });

  it('leaves wrong types to the judgement of the signal itself', async () => {
    expect(summary(await read('[1]\n"text"\n17\nnull\n'))).toEqual([
      [1, [1]],
      [2, 'text'],
      [3, 17],
      [4, null],
    ]);
  });

  it('goes on after a broken line, and says where it broke', async () => {
    const [broken, good] = await read('{"id":"a",}\n{"id":"b"}\n');
    expect(broken).toMatchObject({
      type: 'unreadable',
      line: 1,
      refusal: { code: 'json_malformed', message: 'the JSON goes wrong at column 11' },
      raw: { excerpt: '{"id":"a",}', bytes: 11, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
    expect(good).toMatchObject({ type: 'value', line: 2 });
  });

  it.each([
    ['{"id":"a","quantity":"1', 24],
    ['{"id":"a","quan', 16],
    ['{"id":"a","reduceOnly":tru', 27],
    ['{"id":"a"', 10],
    ['{"id":', 7],
  ])('says that %s breaks off at its end', async (text, column) => {
    const [record] = await read(`{"id":"z"}\n${text}`).then((records) => records.slice(1));
    expect(record).toMatchObject({
      type: 'unreadable',
      line: 2,
      refusal: { code: 'json_malformed', message: `the JSON breaks off at column ${column}` },
    });
  });

  it.each([
    ['nonsense', 1],
    ['  nonsense', 3],
    ['{"id":nonsense}', 7],
    ['{"id":"a"}}', 11],
    ['{"id":01}', 8],
    ["{'id':1}", 2],
  ])('finds the column where %s goes wrong', async (text, column) => {
    const [record] = await read(text);
    expect(record).toMatchObject({ refusal: { message: `the JSON goes wrong at column ${column}` } });
  });

  it('refuses bytes that are no UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"note":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"id":"b"}\n'),
    ]);
    expect(summary(await read(bytes))).toEqual([
      [1, 'utf8_malformed'],
      [2, { id: 'b' }],
    ]);
  });

  it('refuses a megabyte in one field and goes on', async () => {
    const megabyte = 'x'.repeat(1_048_576);
    const records = await read(`{"id":"a"}\n{"id":"${megabyte}"}\n{"id":"b"}\n`);
    expect(summary(records)).toEqual([
      [1, { id: 'a' }],
      [2, 'oversized'],
      [3, { id: 'b' }],
    ]);
    expect(records[1]).toMatchObject({ raw: { bytes: 1_048_585 }, refusal: { actual: '1048585 bytes' } });
    expect(JSON.stringify(records[1]).length).toBeLessThan(1_000);
  });

  it.each([
    ['{"id":"a","quantity":"1","quantity":"100"}', 'quantity'],
    ['{"id":"a","quantity":"1","qu\\u0061ntity":"100"}', 'quantity'],
    ['{"id":"a","note":{"deep":[{"x":1,"x":1}]}}', 'x'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['[{"side":"sell","side":"buy"}]', 'side'],
  ])('refuses %s and names the key', async (line, key) => {
    const [record, next] = await read(`${line}\n{"id":"b"}\n`);
    expect(record).toMatchObject({
      type: 'unreadable',
      refusal: {
        code: 'duplicate_key',
        field: key,
        message: expect.stringContaining(`the key ${key} stands twice`) as string,
      },
    });
    expect(next).toMatchObject({ type: 'value' });
  });

  it('keeps how numbers are written where decimal strings belong, and gives the others as they are', async () => {
    const line = '{"quantity":1300.10,"limitPrice":12345678901234567890.123,"confidence":1e-1,"note":7}';
    expect(summary(await read(line))).toEqual([
      [
        1,
        {
          quantity: new NumberText('1300.10'),
          limitPrice: new NumberText('12345678901234567890.123'),
          confidence: new NumberText('1e-1'),
          note: 7,
        },
      ],
    ]);
  });

  it('refuses JSON that is nested beyond reason', async () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    expect(summary(await read(`${deep}\n{"note":"[[[[[[[[[[[[[[[[[[[["}\n`))).toEqual([
      [1, 'json_too_deep'],
      [2, { note: '[[[[[[[[[[[[[[[[[[[[' }],
    ]);
  });
});
