// The operator's way to stop the desk, in part or whole, and to let it trade again.
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  incident,
  priceAt,
  restingOrder,
  rowOf,
  rows,
  sendLimitOrder,
  show,
  tabStops,
  untilReady,
} from './support/console.ts';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { venuePid } from './support/processes.ts';
import { eventsOf } from './support/records.ts';

const strip = (window: Page) => window.getByTestId('status-strip');
const killDialog = (window: Page) => window.getByRole('alertdialog', { name: /^Kill switch/ });

/** Sends orders far from the market, which rest, and gives their ids. */
async function restingOrders(window: Page, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await restingOrder(window, String(2 + i)));
  return ids;
}

/** Buys at the market what there is at once: a position to flatten. */
async function buyAtOnce(window: Page, quantity: string): Promise<void> {
  const before = await rows(window).count();
  await sendLimitOrder(window, { side: 'buy', quantity, price: await priceAt(window, 0.01) });
  await expect(rows(window)).toHaveCount(before + 1);
  await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
}

/** Lets the halted desk trade again, and comes back to the orders. */
async function enableDesk(window: Page): Promise<void> {
  await strip(window).getByRole('button', { name: 'Halted' }).click();
  const dialog = window.getByRole('dialog', { name: 'Trading state' });
  await dialog.getByLabel(/^Reason/).fill('on to the next drill');
  await dialog
    .locator('.dialog-actions')
    .getByRole('button', { name: /^Enable desk/ })
    .click();
  await expect(dialog).toBeHidden();
  await expect(strip(window).getByText('Active', { exact: true })).toBeVisible();
  await show(window, 'Trade');
}

test('the kill switch halts the desk by pointer and by keys, cancels what works, flattens where asked, and shows its ledger', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);

  await test.step('held by the pointer, the kill switch halts the desk, cancels what works, and shows its ledger', async () => {
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
    await expect(ledger).toHaveAttribute('data-state', 'cleared');
    await expect(ledger).toContainText('3 of 3 orders ended');
    await expect(ledger).toContainText('the strategy went wild');
    for (const id of orders) {
      const row = window.getByTestId('kill-ledgers').locator(`[data-order-id="${id}"]`);
      await expect(row).toHaveAttribute('data-state', 'canceled');
    }
    await desk.screenshot('recovery-ledger');
    // Its table is one tab stop: keys go along the rows, and to what is in one.
    const table = window.getByRole('region', { name: 'Orders of the kill switch' });
    const lines = table.locator('tbody tr');
    expect(await tabStops(table)).toBe(1);
    await expect(table).not.toHaveAttribute('tabindex');
    await lines.first().focus();
    await keyboard.press('End');
    await expect(lines.last()).toBeFocused();
    await keyboard.press('ArrowUp');
    await expect(lines.nth(1)).toBeFocused();
    await keyboard.press('ArrowRight');
    await expect(lines.nth(1).getByRole('button')).toBeFocused();
    await keyboard.press('Escape');
    await expect(lines.nth(1)).toBeFocused();
    await desk.screenshot('recovery-ledger-keys');
    expect(await tabStops(table)).toBe(1);
    await keyboard.press('Enter');
    await expect(window.getByRole('tab', { name: 'Trade' })).toHaveAttribute('aria-selected', 'true');
    const engaged = eventsOf(desk.dataFolder, 'desk').find(({ type }) => type === 'KillSwitchEngaged');
    expect(engaged?.data).toMatchObject({ scope: 'desk', flatten: false, reason: 'the strategy went wild' });
    expect(engaged?.actor).toMatch(/^operator:/);
    await enableDesk(window);
  });

  await test.step('by keys alone it is opened, held and backed out of', async () => {
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
    await enableDesk(window);
  });

  await test.step('the button to hold stays under the pointer while the plan changes, and a hold outlasts the change', async () => {
    await buyAtOnce(window, '4');
    await window.keyboard.press('Control+Shift+k');
    const dialog = killDialog(window);
    const hold = dialog.getByRole('button', { name: /^Hold to stop desk/ });
    const preview = dialog.getByTestId('kill-preview');
    await expect(preview).toContainText('No order is working');
    const place = await hold.boundingBox();
    await dialog.getByLabel(/^Reason/).fill('positions come and go');
    await dialog.getByRole('checkbox', { name: /^Flatten/ }).check();
    await expect(preview).toContainText('flattens 1 position');
    await expect(dialog).toContainText('SPX +4');
    expect(await hold.boundingBox()).toEqual(place);
    await hold.hover();
    await window.mouse.down();
    // Off the button, as a hand slips: the press is still down.
    await window.mouse.move(place!.x + 5, place!.y - 60);
    await expect(dialog).toBeHidden();
    await window.mouse.up();
    await expect(strip(window).getByText('Halted', { exact: true })).toBeVisible();
    await show(window, 'Recovery');
    const ledger = window.getByTestId('kill-ledger').filter({ hasText: 'positions come and go' });
    await expect(ledger).toHaveAttribute('data-state', 'flat', { timeout: 20_000 });
    await enableDesk(window);
  });

  await test.step('asked to flatten as well, it says which position, and proves that none is left', async () => {
    const filled = rows(window).and(window.locator('[data-status="filled"]'));
    const before = await filled.count();
    await buyAtOnce(window, '4');
    await window.keyboard.press('Control+Shift+k');
    const dialog = killDialog(window);
    await dialog.getByRole('checkbox', { name: /^Flatten/ }).check();
    await expect(dialog.getByTestId('kill-preview')).toHaveText(
      'Halts the desk, flattens 1 position. No order is working.',
    );
    await expect(dialog).toContainText('SPX +4');
    await dialog.getByLabel(/^Reason/).fill('out of everything');
    await desk.screenshot('kill-flatten');
    const hold = dialog.getByRole('button', { name: /^Hold to stop desk/ });
    await hold.hover();
    await window.mouse.down();
    await expect(dialog).toBeHidden();
    await window.mouse.up();
    await show(window, 'Recovery');
    const ledger = window.getByTestId('kill-ledger').filter({ hasText: 'out of everything' });
    await expect(ledger).toHaveAttribute('data-state', 'flat', { timeout: 20_000 });
    await show(window, 'Trade');
    await expect(filled).toHaveCount(before + 2);
    await desk.screenshot('kill-flat');
  });
});

test('a slip of the hand stops nothing, and a chosen trading state is shown with what it changes', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('a press that began inside the dialog and slips off it closes nothing', async () => {
    await window.keyboard.press('Control+Shift+k');
    const dialog = killDialog(window);
    const reason = dialog.getByLabel(/^Reason/);
    await reason.fill('the hand is not calm');
    await dialog.getByRole('button', { name: /^Hold to stop desk/ }).hover();
    await window.mouse.down();
    await window.mouse.move(5, 5);
    await window.mouse.up();
    await expect(dialog).toBeVisible();
    await expect(reason).toHaveValue('the hand is not calm');
    await expect(dialog.getByText(/Let go too early/)).toBeVisible();
    // On the backdrop from beginning to end it does, unless something was entered.
    await window.mouse.click(5, 5);
    await expect(reason).toHaveValue('the hand is not calm');
    await window.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await window.keyboard.press('Control+Shift+k');
    await expect(dialog).toBeVisible();
    await window.mouse.click(5, 5);
    await expect(dialog).toBeHidden();
    await expect(strip(window).getByText('Active', { exact: true })).toBeVisible();
  });

  await test.step('the trading state is reduced and enabled again, with what changes said before', async () => {
    await strip(window).getByRole('button', { name: 'Active' }).click();
    const dialog = window.getByRole('dialog', { name: 'Trading state' });
    await dialog.getByRole('radiogroup').getByText('Reducing').click();
    await expect(dialog).toContainText('Only orders that reduce a position go out');
    await dialog.getByLabel(/^Reason/).fill('end of the day');
    await desk.screenshot('trading-reduce');
    await dialog.getByRole('button', { name: 'Reduce only: desk' }).click();
    await expect(dialog).toBeHidden();
    await expect(strip(window).getByText('Reducing', { exact: true })).toBeVisible();

    // What opens a position is refused and says why.
    const price = await priceAt(window, -0.03);
    const refused = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
    await expect(refused).toHaveAttribute('data-outcome', 'denied');
    await expect(refused).toContainText(/reduc/i);

    await strip(window).getByRole('button', { name: 'Reducing' }).click();
    await expect(dialog.getByTestId('enable-preview')).toContainText('desk goes from reducing to active');
    await dialog.getByLabel(/^Reason/).fill('a new day');
    await desk.screenshot('trading-enable');
    await dialog.getByRole('button', { name: 'Enable desk', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(strip(window).getByText('Active', { exact: true })).toBeVisible();
    const passed = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
    await expect(passed).toHaveAttribute('data-outcome', 'ordered');
    const changes = eventsOf(desk.dataFolder, 'desk').filter(({ type }) => type === 'TradingStateChanged');
    expect(changes.map(({ data }) => data)).toMatchObject([
      { scope: 'desk', from: 'active', to: 'reducing', reason: 'end of the day' },
      { scope: 'desk', from: 'reducing', to: 'active', reason: 'a new day' },
    ]);
  });

  await test.step('a strategy alone is halted, and the strip says which', async () => {
    await window.keyboard.press('Control+Shift+t');
    const dialog = window.getByRole('dialog', { name: 'Trading state' });
    await dialog.getByRole('combobox', { name: 'Scope' }).selectOption('strategy:manual');
    await dialog.getByRole('radiogroup').getByText('Halted').click();
    await dialog.getByLabel(/^Reason/).fill('hands off');
    await dialog.getByRole('button', { name: 'Halt strategy manual' }).click();
    await expect(dialog).toBeHidden();
    await expect(strip(window).getByText('Active', { exact: true })).toBeVisible();
    await expect(strip(window).getByRole('button', { name: 'strategy manual halted' })).toBeVisible();
    const price = await priceAt(window, -0.03);
    const refused = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
    await expect(refused).toHaveAttribute('data-outcome', 'denied');
    await desk.screenshot('strategy-halted');
  });

  await test.step('on a small window with large type the button to hold is in sight whatever the plan', async () => {
    await window.setViewportSize({ width: 683, height: 384 });
    await window.keyboard.press('Control+Shift+k');
    const dialog = killDialog(window);
    await dialog.getByLabel(/^Reason/).fill('a small screen');
    const box = await dialog.getByRole('button', { name: /^Hold to stop desk/ }).boundingBox();
    expect(box!.y + box!.height).toBeLessThan(384);
    await desk.screenshot('kill-small');
  });
});

test('a stop goes on while the event store is away and while the venue stands still', async ({ desk }) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);

  await test.step('while the event store is away it cancels all the same, and says that it is not on record', async () => {
    const orders = await restingOrders(window, 2);
    const [file, away] = ['events.db', 'elsewhere.db'].map((name) => join(desk.dataFolder, name));
    await rename(file!, away!);
    await expect(incident(window, 'no_orders_taken')).toContainText('the kill switch cancels all the same');
    await window.keyboard.press('Control+Shift+k');
    const dialog = killDialog(window);
    await expect(dialog.getByTestId('kill-unwritable')).toContainText('the cancels go out all the same');
    await dialog.getByLabel(/^Reason/).fill('the disk is gone');
    await desk.screenshot('kill-unwritable');
    const hold = dialog.getByRole('button', { name: /^Hold to stop desk/ });
    await hold.hover();
    await window.mouse.down();
    await expect(dialog).toBeHidden();
    await window.mouse.up();
    await strip(window)
      .getByRole('button', { name: /^Stopping desk, not on record: sent 2 of 2/ })
      .click();
    await expect(window.getByTestId('kill-off-record')).toContainText('2 no longer open there');
    await expect(window.getByTestId('kill-off-record')).toContainText(
      'if the engine stops now this kill is forgotten',
    );
    await desk.screenshot('kill-off-record');

    await rename(away!, file!);
    const ledger = window.getByTestId('kill-ledger').filter({ hasText: 'the disk is gone' });
    await expect(ledger).toHaveAttribute('data-state', 'cleared', { timeout: 30_000 });
    await expect(window.getByTestId('kill-off-record')).toBeHidden();
    await show(window, 'Trade');
    for (const id of orders) await expect(rowOf(window, id)).toHaveAttribute('data-status', 'canceled');
    const engaged = eventsOf(desk.dataFolder, 'desk').find(({ type }) => type === 'KillSwitchEngaged');
    expect(engaged?.data).toMatchObject({
      reason: 'the disk is gone',
      offRecord: { since: expect.any(String) },
    });
    await enableDesk(window);
  });

  await test.step('a stop at a venue that stands still goes on until it moves, keeps the desk from being enabled, and then lets it', async () => {
    const orders = await restingOrders(window, 2);
    const frozen = await venuePid(desk.app);
    process.kill(frozen!, 'SIGSTOP');
    await keyboard.press('Control+Shift+k');
    await keyboard.type('the venue looks dead');
    await keyboard.press('Enter');
    await keyboard.down('Space');
    await expect(killDialog(window)).toBeHidden();
    await keyboard.up('Space');
    await strip(window)
      .getByRole('button', { name: /^Stopping desk 0 of 2/ })
      .click();
    const ledger = window.getByTestId('kill-ledger');
    await expect(ledger).toHaveAttribute('data-open', '2');
    await desk.screenshot('kill-waiting');
    await keyboard.press('Control+Shift+t');
    const dialog = window.getByRole('dialog', { name: 'Trading state' });
    await expect(dialog.getByTestId('enable-preview')).toContainText('has not finished');
    await dialog.getByLabel(/^Reason/).fill('too early');
    const enable = dialog.locator('.dialog-actions').getByRole('button', { name: /^Enable desk/ });
    await expect(enable).toHaveAttribute('aria-disabled', 'true');
    await keyboard.press('Escape');

    process.kill(frozen!, 'SIGCONT');
    await expect(ledger).toHaveAttribute('data-state', 'cleared', { timeout: 30_000 });
    for (const id of orders) {
      const row = window.getByTestId('kill-ledgers').locator(`[data-order-id="${id}"]`);
      await expect(row).toHaveAttribute('data-state', 'canceled');
    }
    await desk.screenshot('kill-cleared');
    await strip(window).getByRole('button', { name: 'Halted' }).click();
    await dialog.getByLabel(/^Reason/).fill('the venue is back');
    await enable.click();
    await expect(dialog).toBeHidden();
    await expect(strip(window).getByText('Active', { exact: true })).toBeVisible();
  });
});
