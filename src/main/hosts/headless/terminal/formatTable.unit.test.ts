import { describe, expect, it } from 'vitest';
import { formatTable } from './formatTable.ts';

describe('formatTable', () => {
  it('makes columns as wide as their widest value', () => {
    const columns = [
      { title: 'name', value: (row: readonly [string, number]) => row[0] },
      { title: 'n', value: (row: readonly [string, number]) => String(row[1]), right: true },
    ];
    expect(
      formatTable(columns, [
        ['ab', 5],
        ['filled', 1200],
      ]),
    ).toEqual(['name       n', 'ab         5', 'filled  1200']);
    expect(formatTable(columns, [])).toEqual(['name  n']);
  });
});
