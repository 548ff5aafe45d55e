// What a dialog says before it acts: what stands without protection afterwards, and who goes on meanwhile.
import { confirmWith, review, rowOf, rows, show, priceAt, untilReady } from './support/console.ts';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** Buys at the market with both exits, and gives the id of the entry once the exits work. */
async function boughtWithExits(window: Page, quantity: string): Promise<string> {
  const [profit, stop] = [await priceAt(window, 0.03), await priceAt(window, -0.03)];
  await window.keyboard.press('Control+b');
  const ticket = window.getByTestId('ticket');
  await ticket.getByLabel('Type').selectOption('market');
  await ticket.getByLabel('Take profit').fill(profit);
  await ticket.getByLabel('Stop loss').fill(stop);
  await ticket.getByLabel('Quantity', { exact: true }).fill(quantity);
  await review(window, 'buy');
  const entry = rows(window).and(window.locator('[data-status="filled"]'));
  await expect(entry).toHaveCount(1);
  await expect(rows(window).and(window.locator('[data-status="accepted"]'))).toHaveCount(2);
  return (await entry.getAttribute('data-order-id')) ?? '';
}

test('the kill, the enabling and a cancel say beforehand who goes on and what stands without protection', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('a strategy that runs is named by the kill and by the enabling, and its line says that its orders are denied', async () => {
    await show(window, 'Signals');
    const strategy = window.locator('[data-strategy="sma-cross"]');
    await strategy.getByRole('button', { name: 'Start' }).click();
    await expect(strategy).toHaveAttribute('data-state', 'running');
    await expect(strategy.getByTestId('strategy-held')).toHaveCount(0);
    await window.keyboard.press('Control+Shift+k');
    const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
    await expect(kill.getByTestId('running-strategy')).toContainText(
      'sma-cross is running and goes on sending signals: its orders are denied until somebody enables the desk.',
    );
    await kill.getByRole('checkbox', { name: /^Flatten/ }).check();
    await kill.getByLabel(/^Reason/).fill('a strategy misbehaves');
    await desk.screenshot('kill-strategy');
    await kill.getByRole('button', { name: /^Hold to stop desk/ }).hover();
    await window.mouse.down();
    await expect(kill).toBeHidden();
    await window.mouse.up();
    await expect(strategy).toContainText('Running, orders held back');
    await expect(strategy.getByTestId('strategy-held')).toHaveText(
      'Its orders are denied: the desk is halted.',
    );
    await desk.screenshot('strategy-held');

    await show(window, 'Recovery');
    const ledger = window.getByTestId('kill-ledger');
    await expect(ledger).toHaveAttribute('data-state', 'flat');
    await expect(ledger).toContainText('no order was working, proven at');
    await expect(window.getByTestId('comparison-older')).toContainText(
      /desk was proven flat at \d\d:\d\d:\d\d UTC/,
    );
    await desk.screenshot('kill-newer');

    await window.keyboard.press('Control+Shift+t');
    const trading = window.getByRole('dialog', { name: 'Trading state' });
    await expect(trading.getByTestId('running-strategy')).toHaveText(
      'sma-cross is running: it trades again at once.',
    );
    await desk.screenshot('enable-strategy');
    await trading.getByLabel(/^Reason/).fill('it is well again');
    await trading.getByRole('button', { name: 'Enable desk', exact: true }).click();
    await expect(trading).toBeHidden();
    await expect(ledger).toContainText('Was flat, enabled since');
    await show(window, 'Trade');
  });

  await test.step('a cancel of exits says which position stays open, counts what can be filled once, and the exit comes anew', async () => {
    const entry = await boughtWithExits(window, '10');
    const dialog = window.getByRole('alertdialog', { name: /^Cancel/ });
    const told = dialog.getByTestId('canceled-exits');
    await rows(window).first().click();
    await window.keyboard.press('Control+a');
    await window.keyboard.press('Delete');
    await expect(dialog).toContainText('Open quantity sell 10 SPX.');
    await expect(told).toContainText(/Stop loss and take profit of \w+: \+10 SPX stays open without them\./);
    await desk.screenshot('cancel-exits');
    await window.keyboard.press('Escape');

    await rowOf(window, `${entry}-sl`).click();
    await window.keyboard.press('Delete');
    await expect(told).toContainText(/Stop loss of \w+: \+10 SPX stays open without it\./);
    await expect(told).toContainText('makes exits anew');
    await desk.screenshot('cancel-stop');
    await confirmWith(window, 'I want to be without it');
    await expect(rowOf(window, `${entry}-sl`)).toHaveAttribute('data-status', 'canceled');
    await window.getByRole('button', { name: /^1 new/ }).click();
    await expect(rowOf(window, `${entry}-sl2`)).toHaveAttribute('data-status', 'accepted');

    // A kill takes the exits too, and none comes anew while it holds.
    await window.keyboard.press('Control+Shift+k');
    const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
    await expect(kill.getByTestId('kill-left-open')).toContainText('2 exits that protect it are canceled');
    await expect(kill).toContainText('SPX +10 main, stays open');
    await desk.screenshot('kill-left-open');
  });
});
