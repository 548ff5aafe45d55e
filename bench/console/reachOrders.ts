/** How long the operator waits until the blotter shows another part of all orders, in milliseconds. */
import type { Page } from '@playwright/test';

export interface Reach {
  /** From the press of End to the last of all orders, chosen and loaded. */
  readonly end: number;
  /** From the scroll bar's middle to the rows there. */
  readonly middle: number;
  /** From the click on a column's heading to the rows in their new order. */
  readonly sort: number;
  /** From the choice of a side to the rows that match. */
  readonly filter: number;
}

const grid = '[role="grid"][aria-label="Orders"]';
const timeoutMs = 60_000;

export async function reachOrders(page: Page): Promise<Reach> {
  const first = page.locator(`${grid} [data-row-id]`).first();
  const timed = async (act: () => Promise<unknown>, isThere: () => Promise<unknown>): Promise<number> => {
    const atMs = performance.now();
    await act();
    await isThere();
    return performance.now() - atMs;
  };
  const toTop = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await page.locator(grid).evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.getByTestId('status-strip').hover();
    await page.waitForFunction(isLoaded, { grid, index: 2 }, { timeout: timeoutMs });
  };
  const rows = Number(await page.locator(grid).getAttribute('aria-rowcount'));

  await page.locator(grid).focus();
  const end = await timed(
    () => page.keyboard.press('End'),
    () => page.waitForFunction(isLoaded, { grid, index: rows }, { timeout: timeoutMs }),
  );
  await toTop();
  const middle = await timed(
    () =>
      page.locator(grid).evaluate((element) => {
        element.scrollTop = element.scrollHeight / 2;
      }),
    () => page.waitForFunction(areAllLoaded, { grid, from: rows / 4 }, { timeout: timeoutMs }),
  );
  await toTop();
  const newest = await first.getAttribute('data-row-id');
  const heading = page.locator(`${grid} [role="columnheader"]`, { hasText: 'Time' });
  const sort = await timed(
    () => heading.click(),
    () => page.waitForFunction(isFirstOther, { grid, newest }, { timeout: timeoutMs }),
  );
  const count = page.locator('[data-testid="blotter"] .count');
  const all = await count.textContent();
  const filter = await timed(
    () => page.getByTestId('blotter').getByLabel('Side').selectOption('sell'),
    () => page.waitForFunction(isCountOther, { all }, { timeout: timeoutMs }),
  );
  return { end, middle, sort, filter };
}

interface Place {
  readonly grid: string;
  readonly index: number;
}

/** Playwright sends the text of these functions to the page: they use nothing from outside. */
function isLoaded({ grid: table, index }: Place): boolean {
  return document.querySelector(`${table} [data-row-id][aria-rowindex="${index}"]`) !== null;
}

function areAllLoaded({ grid: table, from }: { readonly grid: string; readonly from: number }): boolean {
  const shown = [...document.querySelectorAll(`${table} [role="row"][aria-rowindex]`)];
  const places = shown.filter((row) => row.matches('.body-row'));
  return (
    places.length > 0 &&
    places.every((row) => row.matches('[data-row-id]') && Number(row.getAttribute('aria-rowindex')) > from)
  );
}

function isFirstOther({
  grid: table,
  newest,
}: {
  readonly grid: string;
  readonly newest: string | null;
}): boolean {
  const row = document.querySelector(`${table} [data-row-id][aria-rowindex="2"]`);
  return row !== null && row.getAttribute('data-row-id') !== newest;
}

function isCountOther({ all }: { readonly all: string | null }): boolean {
  const text = document.querySelector('[data-testid="blotter"] .count')?.textContent;
  return text !== undefined && text !== '…' && text !== all;
}
