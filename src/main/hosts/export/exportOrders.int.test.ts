import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleOrder } from '../../engine/readmodel/testing/sampleOrders.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { exportOrders, type OrderExportOptions } from './exportOrders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-export-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function queriesOver(count: number) {
  const store = memoryOrderViewStore();
  const rows = Array.from({ length: count }, (_, index) =>
    sampleOrder(index + 1, { status: 'filled', filledNotional: '-37.63', reason: '=1+1' }),
  );
  store.save(rows, { version: 1, position: count });
  return {
    getOrderPositions: (list: object) =>
      Promise.resolve({ positions: store.positions(list), position: count }),
    getOrderHistory: (query: object) => Promise.resolve({ ...store.query(query), position: count }),
  };
}

const options = (change: Partial<OrderExportOptions> = {}): OrderExportOptions => ({
  currencyOf: () => 'USD',
  onProgress: () => undefined,
  signal: new AbortController().signal,
  ...change,
});

test('every order that matches is in the file, in the order of the sort, with units and no formula', async () => {
  const path = join(folder, 'orders.csv');
  const progress: number[] = [];
  const sort = [{ field: 'position', descending: false } as const];
  const onProgress = ({ done }: { done: number }) => void progress.push(done);
  const exported = await exportOrders(queriesOver(2_500), path, { sort }, options({ onProgress }));
  expect(exported).toEqual({ ok: true, value: { orders: 2_500, position: 2_500 } });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2_501);
  expect(lines[0]).toContain('created (UTC)');
  expect(lines[0]).toContain('limit price (currency per unit)');
  expect(lines[1]?.split(',')[0]).toBe(sampleOrder(1).orderId);
  expect(lines[1]).toContain(',-37.63,');
  expect(lines[1]).toContain(",'=1+1,");
  expect(progress).toEqual([0, 1_000, 2_000, 2_500]);
});

test('a canceled export leaves what stood there', async () => {
  const path = join(folder, 'orders.csv');
  await writeFile(path, 'before');
  const abort = new AbortController();
  const onProgress = () => {
    abort.abort();
  };
  await expect(
    exportOrders(queriesOver(2_500), path, {}, options({ onProgress, signal: abort.signal })),
  ).rejects.toThrow('aborted');
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['orders.csv']);
});

test('a file that can not be written is a fault that names it', async () => {
  const path = join(folder, 'no such folder', 'orders.csv');
  const exported = await exportOrders(queriesOver(1), path, {}, options());
  expect(exported).toMatchObject({ ok: false, error: { code: 'file_not_written' } });
});
