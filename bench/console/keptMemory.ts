/** What a page keeps: the memory of its JavaScript after a full collection. */
import type { Page } from '@playwright/test';
import { underLoad, type Door } from './load.ts';

const looks = 6;

/** Bytes, looked at in even distances while orders flow in. */
export async function keptMemory(
  page: Page,
  door: Door,
  changesPerSecond: number,
  minutes: number,
): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  const kept = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize;
  };
  const loaded = await underLoad(door, changesPerSecond, async () => {
    const bytes: number[] = [];
    for (let i = 0; i < looks; i++) {
      await page.waitForTimeout((minutes * 60_000) / looks);
      bytes.push(await kept());
    }
    return bytes;
  });
  await session.detach();
  return loaded.result;
}
