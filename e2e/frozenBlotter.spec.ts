// A blotter that is kept still under the pointer goes on showing what is true.
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
import { expect, test } from './fixtures.ts';
import { writeSignals } from './support/signals.ts';
import { join } from 'node:path';

const liveness = (window: Page) => window.getByTestId('blotter-liveness');

test('rows under the pointer stay, live, while thousands of orders arrive', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  const orderId = await restingOrder(window, '7');
  const many = join(desk.dataFolder, 'many.ndjson');
  await writeSignals(many, 12_000, await lastPrice(window));
  await startReplay(desk, many);
  // By its place: the rows themselves still run.
  const grid = (await window.getByTestId('blotter').getByRole('grid').boundingBox())!;
  await window.mouse.move(grid.x + 200, grid.y + 60);
  await expect(liveness(window)).toContainText('frozen');
  const kept = await rows(window).evaluateAll((all) => all.map((row) => row.getAttribute('data-order-id')));
  const jobs = window.getByRole('button', { name: /jobs? running/ });
  await expect(jobs).toBeHidden({ timeout: 120_000 });
  await expect(liveness(window)).toContainText(/frozen: .*new/);
  await expect(window.getByTestId('blotter').getByText('No orders yet')).toBeHidden();
  // The same rows in the same places, none of them said to be gone.
  const still = await rows(window).evaluateAll((all) => all.map((row) => row.getAttribute('data-order-id')));
  expect(still.slice(0, 5)).toEqual(kept.slice(0, 5));
  await expect(window.locator('.body-row.gone')).toHaveCount(0);
  await desk.screenshot('frozen-blotter');
  // The pointer leaves the rows, and the newest stand there. The button that lets them in goes away with that.
  await window.mouse.move(grid.x + 200, grid.y - 20);
  await expect(liveness(window)).toContainText(/^live/);
  await expect(rowOf(window, orderId)).toHaveCount(0);
});

test('what happens to a kept row that newer ones pushed out of the view is shown in its place', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const orderId = await restingOrder(window, '7');
  await rowOf(window, orderId).click();
  await replaySample(window);
  const pill = window.getByTestId('blotter').getByRole('button', { name: /^\d\D?\d{3} new/ });
  await expect(pill).toBeVisible({ timeout: 120_000 });
  const row = rowOf(window, orderId);
  await expect(row).toHaveAttribute('data-status', 'accepted');
  await window.getByTestId('blotter').getByRole('grid').focus();
  await window.keyboard.press('Delete');
  const dialog = window.getByRole('alertdialog');
  await dialog.getByLabel(/^Reason/).fill('out of the view, not out of sight');
  await dialog.getByRole('button', { name: /^Cancel 1 order/ }).click();
  await expect(row).toHaveAttribute('data-status', 'canceled');
});

test('refusals among the orders that wait are named, and the footer does not say live', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  const orderId = await restingOrder(window, '7');
  await expect(liveness(window)).toContainText(/^live/);
  await rowOf(window, orderId).click();
  await expect(liveness(window)).toContainText(/^frozen/);
  await window.keyboard.press('Control+Shift+t');
  const dialog = window.getByRole('dialog', { name: 'Trading state' });
  await dialog.getByText('Halted', { exact: true }).click();
  await dialog.getByLabel(/^Reason/).fill('nothing may leave now');
  await window.getByRole('button', { name: /^Halt desk/ }).click();
  await expect(dialog).toBeHidden();
  await replaySample(window);
  // Every one of them is denied, and more than the window holds.
  const pill = window
    .getByTestId('blotter')
    .getByRole('button', { name: /\d\D?\d{3} new, \d\D?\d{3} denied/ });
  await expect(pill).toBeVisible({ timeout: 120_000 });
  await expect(liveness(window)).toContainText(/frozen: .* new, .* denied/);
  await expect(window.getByRole('button', { name: /jobs? running/ })).toBeHidden({ timeout: 120_000 });
  // One row stands there: every count says that all others do not.
  const blotter = window.getByTestId('blotter');
  const number = async (text: RegExp): Promise<number> =>
    Number(
      text.exec((await blotter.innerText()).replaceAll(/(?<=\d)[\u2009\u202f\u00a0 ](?=\d{3})/g, ''))?.[1],
    );
  await expect
    .poll(async () => [
      (await number(/\b1 of (\d+)/)) - 1,
      await number(/(\d+) more not shown/),
      await number(/frozen: (\d+) new/),
    ])
    .toEqual(Array(3).fill(await number(/(\d+) new, \d+ denied/)));
  await desk.screenshot('frozen-blotter-counts');
  await pill.click();
  await expect(rowOf(window, orderId)).toHaveCount(0);
});

test('all orders are counted, and the footer says over which orders its sums are', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  await restingOrder(window, '7');
  await restingOrder(window, '8');
  const many = join(desk.dataFolder, 'more.ndjson');
  await writeSignals(many, 3_000, await lastPrice(window));
  await startReplay(desk, many);
  const jobs = window.getByRole('button', { name: /jobs? running/ });
  const blotter = window.getByTestId('blotter');
  await expect(jobs).toBeHidden({ timeout: 120_000 });
  await expect(blotter.locator('.count')).toHaveText(/^3\D?002 of 3\D?002$/);
  await expect(window.getByTestId('blotter-totals')).toContainText(/^all orders: /);

  await blotter.getByLabel('Search orders').fill('no such order');
  await expect(blotter).toContainText(/None of 3\D?002 orders matches/);
  await expect(blotter.locator('.count')).toHaveText(/^0 of 3\D?002$/);
  await expect(window.getByTestId('blotter-totals')).toContainText(
    /^of 0 that match: 0 working · 0 in doubt · bought 0, sold 0/,
  );
  await desk.screenshot('blotter-none-match');
});
