// The operator's way to stop the desk, in part or whole, and to let it trade again.
import { priceAt, rowOf, rows, sendLimitOrder, show, untilReady } from './support/console.ts';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { eventsOf } from './support/records.ts';

const strip = (window: Page) => window.getByTestId('status-strip');
const killDialog = (window: Page) => window.getByRole('alertdialog', { name: /^Kill switch/ });

/** Sends orders far from the market, which rest, and gives their ids. */
async function restingOrders(window: Page, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const price = await priceAt(window, -0.03);
    await sendLimitOrder(window, { side: 'buy', quantity: String(2 + i), price });
    await expect(rows(window)).toHaveCount(i + 1);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
    const id = await rows(window).first().getAttribute('data-order-id');
    if (id !== null) ids.push(id);
  }
  return ids;
}

test('held by the pointer, the kill switch halts the desk, cancels what works, and shows its ledger', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const orders = await restingOrders(window, 3);
  await strip(window)
    .getByRole('button', { name: /^Stop desk/ })
    .click();
  const dialog = killDialog(window);
  await expect(dialog.getByTestId('kill-preview')).toHaveText('Halts the desk, cancels 3 orders on sim.');
  const hold = dialog.getByRole('button', { name: /^Hold to stop desk/ });
  await expect(hold).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel(/^Reason/).fill('the strategy went wild');
  await desk.screenshot('kill-dialog');

  // Let go of too early, it does nothing.
  await hold.hover();
  await window.mouse.down();
  await window.mouse.up();
  await expect(dialog.getByText(/Let go too early: nothing was done/)).toBeVisible();
  expect(eventsOf(desk.dataFolder, 'desk').map(({ type }) => type)).not.toContain('KillSwitchEngaged');

  await hold.hover();
  await window.mouse.down();
  await expect(hold).toHaveAttribute('data-holding', 'true');
  await expect(dialog).toBeHidden();
  await window.mouse.up();
  await expect(strip(window).getByText('Halted', { exact: true })).toBeVisible();
  for (const id of orders) await expect(rowOf(window, id)).toHaveAttribute('data-status', 'canceled');
  await desk.screenshot('kill-halted');

  await show(window, 'Recovery');
  const ledger = window.getByTestId('kill-ledger');
  await expect(ledger).toHaveAttribute('data-open', '0');
  await expect(ledger).toContainText('3 of 3 orders ended');
  await expect(ledger).toContainText('the strategy went wild');
  for (const id of orders) {
    const row = window.getByTestId('kill-ledgers').locator(`[data-order-id="${id}"]`);
    await expect(row).toHaveAttribute('data-state', 'canceled');
  }
  await desk.screenshot('recovery-ledger');
  const engaged = eventsOf(desk.dataFolder, 'desk').find(({ type }) => type === 'KillSwitchEngaged');
  expect(engaged?.data).toMatchObject({ scope: 'desk', flatten: false, reason: 'the strategy went wild' });
  expect(engaged?.actor).toMatch(/^operator:/);
});

test('by keys alone it is opened, held and backed out of', async ({ desk }) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  const [order] = await restingOrders(window, 1);
  await keyboard.press('Control+Shift+k');
  await expect(killDialog(window).getByLabel(/^Reason/)).toBeFocused();
  await keyboard.press('Escape');
  await expect(killDialog(window)).toBeHidden();

  await keyboard.press('Control+Shift+k');
  await expect(killDialog(window).getByLabel(/^Reason/)).toBeFocused();
  await keyboard.type('stopped by keys');
  await keyboard.press('Enter');
  const hold = killDialog(window).getByRole('button', { name: /^Hold to stop desk/ });
  await expect(hold).toBeFocused();
  // A tap is not a hold.
  await keyboard.press('Enter');
  await expect(killDialog(window).getByText(/Let go too early/)).toBeVisible();
  await keyboard.down('Enter');
  await expect(killDialog(window)).toBeHidden();
  await keyboard.up('Enter');
  await expect(strip(window).getByText('Halted', { exact: true })).toBeVisible();
  await expect(rowOf(window, order ?? '')).toHaveAttribute('data-status', 'canceled');
});
