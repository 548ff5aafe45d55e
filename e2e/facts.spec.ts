// What the window says is so: nothing lies over it, nothing of the past looks like the present, no word means two things.
import type { Locator } from '@playwright/test';
import {
  confirmWith,
  newestOrderId,
  priceAt,
  restingOrder,
  rowOf,
  rows,
  show,
  untilReady,
  type ScreenName,
} from './support/console.ts';
import { expect, holdFileDialogs, test } from './fixtures.ts';
import { headless } from './support/headless.ts';

const screens: readonly ScreenName[] = [
  'Trade',
  'Resilience',
  'Recovery',
  'Metrics',
  'Audit',
  'Signals',
  'Alerts',
];

/** Whether something else lies over a part of the page, found as a pointer would find it. */
function isCovered(part: Locator): Promise<boolean> {
  return part.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const xs = [left + 2, (left + right) / 2, right - 2];
    const ys = [top + 2, (top + bottom) / 2, bottom - 2];
    return xs.some((x) => ys.some((y) => !element.contains(document.elementFromPoint(x, y))));
  });
}

test('what the window says is so, on every screen that says it', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('messages have a line of their own: they cover no screen, go away, and stay to be read', async () => {
    await show(window, 'Signals');
    // A dialog for a file that stays open: each further wish for one is refused with a warning.
    const held = await holdFileDialogs(desk.app);
    const choose = window.getByRole('button', { name: 'Choose a file…' });
    await choose.click();
    const toasts = window.getByRole('log', { name: 'Messages' }).locator('.toast');
    for (let count = 1; count <= 6; count++) {
      await choose.click();
      await expect(toasts).toHaveCount(Math.min(count, 5));
    }
    await expect(toasts.first()).toContainText('A dialog for a file is open already');
    const line = window.locator('footer.messages');
    for (const screen of screens) {
      await show(window, screen);
      expect(await isCovered(window.locator('#screen')), screen).toBe(false);
      const [panel, below] = [await window.getByRole('main').boundingBox(), await line.boundingBox()];
      expect(panel!.y + panel!.height, screen).toBeLessThanOrEqual(below!.y + 0.5);
    }
    await desk.screenshot('messages');
    while ((await toasts.count()) > 0) await toasts.first().getByRole('button', { name: 'Dismiss' }).click();
    await window.getByRole('button', { name: 'Earlier messages' }).click();
    await expect(window.locator('.message-list li')).toHaveCount(6);
    await window.keyboard.press('Escape');
    await expect(window.locator('.message-list')).toHaveCount(0);
    await held.evaluate(({ answers }) => answers[0]?.());
    await show(window, 'Trade');
  });

  await test.step('an order as of the past says so everywhere and offers no action', async () => {
    const orderId = await restingOrder(window, '5');
    await rowOf(window, orderId).click();
    await window.keyboard.press('Delete');
    await confirmWith(window, 'no longer wanted');
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');
    const detail = window.getByTestId('order-detail');
    const head = detail.locator('.panel-head');
    await expect(head).toContainText('Canceled');
    await detail
      .getByTestId('timeline-event')
      .filter({ hasText: 'OrderAccepted' })
      .getByRole('button')
      .click();
    await expect(detail.getByTestId('as-of-mark')).toHaveText(/^as of event 4 of 6$/);
    await expect(head).toContainText('Working');
    for (const name of ['Cancel…', 'Amend…']) {
      await expect(detail.getByRole('button', { name })).toHaveCount(0);
    }
    await expect(head.getByRole('button', { name: 'Close the order' })).toBeInViewport({ ratio: 1 });
    await desk.screenshot('order-as-of');
    await detail.getByRole('button', { name: 'Back to now' }).click();
    await expect(detail.getByTestId('as-of-mark')).toBeHidden();
    await expect(head).toContainText('Canceled');
    await expect(head).not.toContainText('Working');
    await expect(detail.getByRole('button', { name: 'Cancel…' })).toHaveAttribute('aria-disabled', 'true');
    // What has ended leaves nothing to fill.
    await expect(detail.locator('.as-of-state')).toContainText(/leaves\s+5\s+0$/);
  });

  await test.step('a cancel that comes too late is refused in words, not by the name of a command', async () => {
    await restingOrder(window, '5');
    const orderId = await newestOrderId(window);
    await rowOf(window, orderId).click();
    await window.keyboard.press('Delete');
    const dialog = window.getByRole('alertdialog');
    await dialog.getByLabel(/^Reason/).fill('two of us at once');
    // While the dialog stands open, somebody else cancels it.
    const canceled = await headless(desk.dataFolder, 'cancel', orderId, '--reason', 'from a shell');
    expect(canceled.exitCode, canceled.stderr).toBe(0);
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');
    await dialog.getByRole('button', { name: /^Cancel 1 order/ }).click();
    const refusal = dialog.getByRole('alert');
    await expect(refusal).toContainText('Not canceled');
    await expect(refusal).toContainText('canceled');
    await expect(refusal).not.toContainText(/RequestCancel|is not possible/);
    await desk.screenshot('cancel-too-late');
    await window.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step("a breaker's state is never told without the word breaker", async () => {
    const strip = window.getByTestId('strip-venue').first();
    const venue = window.getByTestId('venue-card').first();
    await expect(venue).toContainText('Breaker closed');
    await venue.getByRole('button', { name: 'Trip…' }).click();
    await confirmWith(window, 'quotes look stale');
    await expect(strip).toContainText('sim breaker open');
    await expect(venue).toContainText('Breaker open');
    for (const screen of screens) {
      await show(window, screen);
      expect(await window.locator('body').innerText(), screen).not.toMatch(/\bsim open\b/i);
    }
    await show(window, 'Trade');
    await venue.getByRole('button', { name: 'Isolate…' }).click();
    await confirmWith(window, 'the venue asked for it');
    await expect(strip).toContainText('sim isolated');
    await desk.screenshot('breaker-words');
    await venue.getByRole('button', { name: 'Reset…' }).click();
    await confirmWith(window, 'the quotes are well again');
    await expect(venue).toContainText('Breaker closed');
  });

  await test.step('the price collar of the ticket shows the distance that the warning beside it names', async () => {
    const ticket = window.getByTestId('ticket');
    const collar = ticket.locator('[data-rule="price_collar"] .n').first();
    await ticket.getByLabel('Type').selectOption('limit');
    await ticket.getByLabel('Quantity', { exact: true }).fill('2');
    for (const [share, verdict] of [
      [0.035, 'pass'],
      [0.095, 'deny'],
    ] as const) {
      await ticket.getByLabel('Limit price', { exact: true }).fill(await priceAt(window, share));
      await expect(ticket.locator('[data-rule="price_collar"]')).toHaveAttribute('data-verdict', verdict);
      const warned = /is ([\d.]+) % above/.exec(await ticket.locator('.warnings').innerText())?.[1];
      expect(Number(warned)).toBeCloseTo(share * 100, 0);
      await expect.poll(async () => Number(await collar.innerText())).toBeCloseTo(Number(warned), 1);
    }
  });

  await test.step('a stop order is called one once, on every screen that names it', async () => {
    const price = await priceAt(window, 0.03);
    const ticket = window.getByTestId('ticket');
    await ticket.getByLabel('Type').selectOption('stop');
    await ticket.getByLabel('Quantity', { exact: true }).fill('2');
    await ticket.getByLabel('Stop price', { exact: true }).fill(price);
    const doubled = async (): Promise<void> => {
      const text = await window.locator('body').innerText();
      expect(text).toMatch(/stop 1.?\d{3}/i);
      expect(text).not.toMatch(/stop stop/i);
    };
    await doubled();
    await ticket.getByRole('button', { name: /^Review/ }).click();
    const send = ticket.getByRole('button', { name: /^Send buy/ });
    await expect(send).toBeVisible();
    await doubled();
    await expect(send).not.toHaveAttribute('data-arming', 'true');
    await send.click();
    await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
    const orderId = await newestOrderId(window);
    await rowOf(window, orderId).click();
    await expect(window.getByTestId('order-detail')).toContainText(orderId.slice(-8));
    await expect(window.getByTestId('timeline-event').first()).toBeVisible();
    await doubled();
    await window.keyboard.press('Delete');
    await expect(window.getByRole('alertdialog')).toContainText(/buy 2 SPX stop 1.?\d{3}\.\d\d/);
    await doubled();
  });
});
