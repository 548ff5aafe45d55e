// Every table by keyboard: one tab stop, arrows, Home, End and the Page keys, and Esc out of it.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import {
  replayFile,
  restingOrder,
  rows,
  show,
  startMs,
  tabStops,
  untilReady,
  type ScreenName,
} from './support/console.ts';

const tables: readonly (readonly [screen: ScreenName, name: string])[] = [
  ['Trade', 'Orders'],
  ['Signals', 'Signals'],
  ['Audit', 'Events'],
  ['Risk', 'Limits'],
  ['Log', 'Log'],
];

/** The keys of a table with several rows. */
async function walk(window: Page, name: string): Promise<void> {
  const { keyboard } = window;
  const grid = window.getByRole('grid', { name, exact: true });
  await expect(grid.getByRole('row').nth(2), name).toBeVisible();
  expect(await tabStops(grid), `${name}: tab stops inside`).toBe(0);
  await grid.focus();
  const cursor = (): Promise<string | null> => grid.getAttribute('aria-activedescendant');
  const press = async (key: string): Promise<string | null> => {
    const before = await cursor();
    await keyboard.press(key);
    await expect.poll(cursor, { message: `${name}: ${key}` }).not.toBe(before);
    return cursor();
  };
  const first = await press('ArrowDown');
  await press('ArrowDown');
  expect(await press('ArrowUp'), `${name}: back up`).toBe(first);
  const last = await press('End');
  expect(await press('Home'), `${name}: Home`).toBe(first);
  await press('PageDown');
  expect(await press('PageUp'), `${name}: Page keys`).toBe(first);
  expect(last).not.toBe(first);
  await keyboard.press('Escape');
  await expect(grid, `${name}: Esc`).not.toHaveAttribute('aria-activedescendant', /./);
}

test('each table is one tab stop, moves by the keys of a table, and lets go with Esc', async ({ desk }) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  await restingOrder(window, '2');
  await replayFile(desk, join(import.meta.dirname, '..', 'resources', 'signals-sp500.ndjson'));
  // Rows that come in between are on the way of the page keys.
  const replay = window.getByTestId('jobs').locator('[data-kind="replay"]').first();
  await expect(replay).toHaveAttribute('data-state', 'done', { timeout: startMs });
  await show(window, 'Trade');
  await expect(window.getByTestId('blotter').locator('.count')).toContainText(/\d\d of/);
  await window.mouse.move(0, 0);
  for (const [screen, name] of tables) {
    await show(window, screen);
    await walk(window, name);
  }

  // A position opens to its orders.
  await show(window, 'Risk');
  const positions = window.getByRole('grid', { name: 'Positions' });
  expect(await tabStops(positions)).toBe(0);
  await positions.focus();
  await keyboard.press('End');
  await expect(positions).toHaveAttribute('aria-activedescendant', /./);
  await keyboard.press('Enter');
  await expect(window.getByRole('tab', { name: 'Trade' })).toHaveAttribute('aria-selected', 'true');
  await expect(window.getByTestId('blotter').getByRole('combobox', { name: 'Symbol' })).toHaveValue('SPX');
  await window.getByTestId('blotter').getByRole('button', { name: 'Clear the filter by symbol' }).click();

  // The orders as they stood have the same keys, and Esc leads back to live only from outside of a row.
  await keyboard.press('Control+g');
  await window.getByLabel('Position, or time in UTC').fill('100');
  await keyboard.press('Enter');
  const past = window.getByTestId('past-orders');
  await past.getByText('All', { exact: true }).click();
  await walk(window, 'Orders as they stood');
  await keyboard.press('Escape');
  await expect(past).toBeHidden();

  // The story of one order is a list with the same keys.
  await show(window, 'Trade');
  await rows(window).first().click();
  const lines = window.getByTestId('timeline-event').getByRole('button', { expanded: false });
  await lines.last().focus();
  await keyboard.press('Home');
  await expect(lines.first()).toBeFocused();
  await keyboard.press('End');
  await expect(lines.last()).toBeFocused();
});
