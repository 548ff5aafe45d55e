// The orders leave the blotter: as a file, and as copied rows; what is chosen is counted and summed up.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { replaySample, restingOrder, rowOf, rows, show, untilReady } from './support/console.ts';
import { answerFileDialogs, expect, test } from './fixtures.ts';

const blotter = (window: Page) => window.getByTestId('blotter');

/** Resolves when the rows of the sample stand in the table and no more come. */
async function untilSampleReplayed(window: Page): Promise<void> {
  await replaySample(window);
  await expect(blotter(window).locator('.count')).toHaveText(/ of \d\D?\d{3}$/, { timeout: 60_000 });
  await expect(window.getByRole('button', { name: /jobs? running/ })).toBeHidden({ timeout: 120_000 });
  // Rows that stood still meanwhile let the new ones in.
  const pill = blotter(window).getByRole('button', { name: / new/ });
  if (await pill.isVisible()) await pill.click();
  await expect(blotter(window).locator('.count')).toHaveText(/^\d\D?\d{3} of /);
}

test('what is chosen is counted, summed up and copied, and all that match are exported', async ({ desk }) => {
  const { app, window } = desk;
  await untilReady(window);
  const first = await restingOrder(window, '7');
  const second = await restingOrder(window, '8');

  // By the keyboard: all that match, their totals, and the copy.
  await blotter(window).getByRole('grid').focus();
  await window.keyboard.press('Home');
  const chosen = window.getByTestId('blotter-chosen');
  await expect(chosen).toHaveText('1 of 2 matching chosen');
  await blotter(window).getByRole('button', { name: 'Choose all 2' }).click();
  await expect(chosen).toHaveText('2 of 2 matching chosen');
  await blotter(window).getByRole('button', { name: 'Totals' }).click();
  const totals = window.getByTestId('order-totals');
  await expect(totals).toContainText('2 working');
  const line = totals.getByRole('row', { name: /^SPX USD/ });
  await expect(line.getByRole('cell').nth(1)).toHaveText('15');
  await expect(line.getByRole('cell').nth(3)).toHaveText('15');
  await rowOf(window, second).click();
  await totals.getByText('1 chosen').click();
  await expect(line.getByRole('cell').nth(1)).toHaveText('8');
  await expect(totals).toContainText(/as of position \d+/);
  await desk.screenshot('blotter-totals');
  await blotter(window).getByRole('grid').focus();
  await window.keyboard.press('Control+a');
  await window.keyboard.press('Control+c');
  await expect(window.getByText('2 orders copied')).toBeVisible();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  const lines = copied.split('\n').map((text) => text.split('\t'));
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain('created (UTC)');
  expect(new Set(lines.slice(1).map(([id]) => id))).toEqual(new Set([first, second]));

  // All orders, more than the window holds.
  await window.keyboard.press('Escape');
  // The pointer stands on the rows: away from them, the count is that of now.
  await blotter(window).getByRole('heading', { name: 'Orders' }).hover();
  await untilSampleReplayed(window);
  const total = (await blotter(window).locator('.count').innerText()).replaceAll(/\D*of.*|\D/g, '');
  const file = join(desk.dataFolder, 'orders.csv');
  await answerFileDialogs(app, file);
  await blotter(window).getByRole('button', { name: 'Export…' }).click();
  await expect(window.getByText(/Export of orders to orders\.csv: done/)).toBeVisible({ timeout: 60_000 });
  const written = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(Number(total)).toBeGreaterThan(2);
  expect(written.length).toBeGreaterThanOrEqual(Number(total) + 1);
  expect(written.some((text) => text.startsWith(first))).toBe(true);

  await test.step('an order and another screen lead back to the same place in the table', async () => {
    const grid = blotter(window).getByRole('grid');
    await grid.evaluate((element) => {
      element.scrollTop = 9_000;
    });
    await expect(rows(window).nth(8)).toHaveAttribute('aria-rowindex', /^3\d\d$/);
    const place = await rows(window).nth(8).getAttribute('data-order-id');
    await show(window, 'Risk');
    await show(window, 'Trade');
    await expect.poll(() => grid.evaluate((element) => element.scrollTop)).toBe(9_000);
    await expect(rowOf(window, place!)).toBeInViewport();
  });
});
