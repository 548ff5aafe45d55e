import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SimRecord } from './record.ts';

function recordFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'venue.db');
}

function change(file: string, sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

describe("the venue's record", () => {
  it('is opened again as it was made', () => {
    const file = recordFile();
    new SimRecord(file).close();
    const record = new SimRecord(file);
    expect(record.mark).not.toBe('');
    record.close();
  });

  it.each([
    'CREATE TRIGGER quiet AFTER INSERT ON executions BEGIN DELETE FROM executions; END',
    'CREATE TABLE more (a)',
    'CREATE VIEW more AS SELECT 1',
    'ALTER TABLE orders ADD COLUMN more',
  ])('is refused with what another program put in: %s', (sql) => {
    const file = recordFile();
    new SimRecord(file).close();
    change(file, sql);
    expect(() => new SimRecord(file)).toThrow('was changed by another program');
  });
});
