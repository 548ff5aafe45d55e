// Views of the blotter: filter, sort and columns under a name, kept over a restart.
import type { Page } from '@playwright/test';
import { restingOrder, rows, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';

const blotter = (window: Page) => window.getByTestId('blotter');
const views = (window: Page) => blotter(window).getByRole('button', { name: 'Views' });
const menu = (window: Page) => window.getByRole('region', { name: 'Views' });
const status = (window: Page) => blotter(window).getByRole('combobox', { name: 'Status' });

async function inPalette(window: Page, text: string): Promise<void> {
  await window.keyboard.press('Control+k');
  await window.keyboard.type(text);
  await window.keyboard.press('Enter');
}

test('orders are filtered by chips, and a view of them is saved, changed, deleted and kept over a restart', async ({
  desk,
}) => {
  let { window } = desk;
  await untilReady(window);
  await restingOrder(window, '7');

  await test.step('the time is a chip like the other filters, and is cleared like them', async () => {
    const time = blotter(window).getByRole('combobox', { name: 'Time' });
    await time.selectOption({ label: 'Last hour' });
    await expect(time.locator('option:checked')).toHaveText(/^Since \d\d:\d\d:\d\d UTC$/);
    await expect(rows(window)).toHaveCount(1);
    await expect(blotter(window).locator('.count')).toHaveText('1 of 1');
    await blotter(window).getByRole('button', { name: 'Clear the filter by time' }).click();
    await expect(time).toHaveValue('');
    const search = blotter(window).getByRole('searchbox', { name: 'Search orders' });
    await search.fill('no such order');
    await expect(rows(window)).toHaveCount(0);
    await blotter(window).getByRole('button', { name: 'Clear the filter by text' }).click();
    await expect(search).toHaveValue('');
    await expect(rows(window)).toHaveCount(1);
  });

  await test.step('a view is saved, renamed, replaced, made the first and deleted, and comes back after a restart', async () => {
    await status(window).selectOption({ label: 'Working' });
    await blotter(window).getByRole('columnheader', { name: 'Qty' }).click();

    // By the keyboard alone.
    await views(window).focus();
    await window.keyboard.press('Enter');
    await menu(window).getByLabel('Save what is shown as').focus();
    await window.keyboard.type('Working');
    await expect(menu(window)).toContainText('There is a view "Working" already');
    await window.keyboard.press('Control+a');
    await window.keyboard.type('By size');
    await window.keyboard.press('Enter');
    await expect(views(window)).toHaveText('By size');
    await inPalette(window, 'view refused');
    await expect(views(window)).toHaveText('Refused');
    await expect(rows(window)).toHaveCount(0);
    await inPalette(window, 'view by size');
    await expect(rows(window)).toHaveCount(1);
    await expect(status(window)).toHaveValue('working');
    await expect(blotter(window).getByRole('columnheader', { name: 'Qty' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );

    // With the mouse.
    await blotter(window).getByRole('combobox', { name: 'Side' }).selectOption('buy');
    await expect(views(window)).toHaveText('By size, changed');
    await views(window).click();
    await menu(window).getByRole('button', { name: 'Replace By size by what is shown' }).click();
    await expect(views(window)).toHaveText('By size');
    await menu(window).getByRole('button', { name: 'Rename By size' }).click();
    await menu(window).getByLabel('New name of By size').fill('Buys by size');
    await menu(window).getByRole('button', { name: 'Rename', exact: true }).click();
    await expect(views(window)).toHaveText('Buys by size');
    await menu(window).getByRole('button', { name: 'Open the console with Buys by size' }).click();
    await desk.screenshot('blotter-views');
    // A view that can't be read loses no other.
    await window.evaluate(() => {
      const key = Object.keys(localStorage).find((one) => one.startsWith('breakwater.views.')) ?? '';
      const kept = JSON.parse(localStorage.getItem(key) ?? '[]') as unknown[];
      localStorage.setItem(key, JSON.stringify([{ name: 7 }, ...kept]));
    });

    await desk.restart();
    ({ window } = desk);
    await untilReady(window);
    await expect(views(window)).toHaveText('Buys by size');
    await expect(status(window)).toHaveValue('working');
    await expect(blotter(window).getByRole('combobox', { name: 'Side' })).toHaveValue('buy');
    await expect(window.getByText('1 saved view of the orders could not be read')).toBeVisible();
    await views(window).click();
    await menu(window).getByRole('button', { name: 'Delete Buys by size' }).click();
    await expect(menu(window).getByRole('button', { name: 'Show Buys by size' })).toHaveCount(0);
    await window.getByRole('button', { name: 'Take back' }).click();
    await views(window).click();
    await expect(menu(window).getByRole('button', { name: 'Show Buys by size' })).toBeVisible();
  });
});
