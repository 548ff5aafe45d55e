// The blotter reaches every order, also those far behind the ones that the window holds.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  lastPrice,
  replaySample,
  restingOrder,
  rowOf,
  rows,
  startReplay,
  untilReady,
} from './support/console.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { writeSignals } from './support/signals.ts';

const blotter = (window: Page) => window.getByTestId('blotter');
const grid = (window: Page) => blotter(window).getByRole('grid');

/** An order that rests, and then so many more that the window does not hold it any more; gives its id. */
async function deskWithMany(desk: Desk, count: number): Promise<string> {
  const { window } = desk;
  await untilReady(window);
  const first = await restingOrder(window, '7');
  const many = join(desk.dataFolder, 'many.ndjson');
  await writeSignals(many, count, await lastPrice(window));
  await startReplay(desk, many);
  await expect(window.getByRole('button', { name: /jobs? running/ })).toBeHidden({ timeout: 120_000 });
  await expect(rowOf(window, first)).toHaveCount(0);
  return first;
}

test('the keyboard and the scroll bar lead to every order, and rows keep their places', async ({ desk }) => {
  const { window } = desk;
  const first = await deskWithMany(desk, 4_000);

  await test.step('the keyboard leads to the oldest order, which can be canceled there and stays in its place', async () => {
    await expect(grid(window)).toHaveAttribute('aria-rowcount', '4002');
    await grid(window).focus();
    await window.keyboard.press('End');
    const oldest = rowOf(window, first);
    await expect(oldest).toHaveAttribute('aria-selected', 'true');
    await expect(oldest).toHaveAttribute('aria-rowindex', '4002');
    await expect(oldest).toBeInViewport();
    await expect(window.getByTestId('order-detail')).toContainText(first.slice(-8));
    await desk.screenshot('blotter-oldest');

    await window.keyboard.press('ArrowUp');
    await expect(rows(window).and(window.locator('[aria-rowindex="4001"]'))).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Delete');
    const dialog = window.getByRole('alertdialog');
    await dialog.getByLabel(/^Reason/).fill('the oldest of all');
    await dialog.getByRole('button', { name: /^Cancel 1 order/ }).click();
    await expect(oldest).toHaveAttribute('data-status', 'canceled');
    await expect(oldest).toHaveAttribute('aria-rowindex', '4002');

    await grid(window).focus();
    await window.keyboard.press('Home');
    await expect(rows(window).first()).toHaveAttribute('aria-selected', 'true');
    await expect(rows(window).first()).toHaveAttribute('aria-rowindex', '2');
    await window.keyboard.press('Escape');
    await expect(rows(window).and(window.locator('[aria-selected="true"]'))).toHaveCount(0);
  });

  await test.step('the scroll bar leads anywhere, and orders that come meanwhile move no row', async () => {
    await grid(window).evaluate((element) => {
      element.scrollTop = element.scrollHeight * 0.75;
    });
    const row = rows(window).nth(8);
    await expect(row).toHaveAttribute('aria-rowindex', /^30\d\d$|^29\d\d$/);
    const [id, place] = await Promise.all([
      row.getAttribute('data-order-id'),
      row.getAttribute('aria-rowindex'),
    ]);
    await replaySample(window);
    const pill = blotter(window).getByRole('button', { name: /^\d\D?\d{3} new/ });
    await expect(pill).toBeVisible({ timeout: 120_000 });
    await expect(rowOf(window, id!)).toHaveAttribute('aria-rowindex', place!);
    await expect(rowOf(window, id!)).toBeInViewport();
    await desk.screenshot('blotter-scrolled');
    await pill.click();
    await expect(rows(window).first()).toHaveAttribute('aria-rowindex', '2');
  });
});

test('a filter and a sort reach every order too, and all of them are shown as chosen', async ({ desk }) => {
  const { window } = desk;
  const first = await deskWithMany(desk, 7_000);
  await blotter(window).getByLabel('Status').selectOption({ label: 'Working' });
  await blotter(window).getByRole('columnheader', { name: 'Qty' }).click();
  await expect(rowOf(window, first)).toHaveAttribute('aria-rowindex', '2');
  await blotter(window).getByRole('columnheader', { name: 'Qty' }).click();
  await expect(blotter(window).locator('.count')).toHaveText(/^2\D?334 of 7\D?001$/);
  await grid(window).focus();
  await window.keyboard.press('Control+a');
  await window.keyboard.press('Control+End');
  await expect(rowOf(window, first)).toHaveAttribute('aria-selected', 'true');
  await expect(rowOf(window, first)).toHaveAttribute('aria-rowindex', '2335');
  await expect(blotter(window).getByRole('button', { name: /^Cancel 2\D?334…/ })).toBeVisible();
  await desk.screenshot('blotter-chips');
  await blotter(window).getByRole('button', { name: 'Clear the filter by status' }).click();
  await expect(blotter(window).locator('.count')).toHaveText(/^7\D?001 of 7\D?001$/);
});
