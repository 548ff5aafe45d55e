// Orders that work are changed in place, one or many.
import {
  confirmWith,
  priceAt,
  restingOrder,
  rowOf,
  rows,
  sendLimitOrder,
  untilArmed,
  untilReady,
} from './support/console.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { eventsOf } from './support/records.ts';

const rest = { side: 'buy' } as const;

/** What the replaced orders were replaced with, oldest first. */
function replacedQuantities({ dataFolder }: Desk): string[] {
  return eventsOf(dataFolder)
    .filter(({ type }) => type === 'OrderReplaced')
    .map(({ data }) => String(data['quantity']));
}

test("orders that work are amended one by one or by a selection, and what can't be is said", async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);

  await test.step('a selection is amended by the same step, and what can not be is left alone', async () => {
    const price = await priceAt(window, -0.03);
    for (const quantity of ['3', '4']) await sendLimitOrder(window, { ...rest, quantity, price });
    await sendLimitOrder(window, { ...rest, quantity: '1', price: await priceAt(window, 0.01) });
    await expect(rows(window)).toHaveCount(3);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
    await rows(window).first().click();
    await keyboard.press('Control+a');
    await window.getByTestId('blotter').getByRole('button', { name: 'Amend 2…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Amend 2 orders on sim' });
    await expect(dialog).toContainText("1 of the chosen orders can't be amended now");
    await dialog.getByLabel('Move quantities by').fill('2');
    await dialog.getByLabel('Move prices by').press('ArrowDown');
    await expect(dialog.getByLabel('Move prices by')).toHaveValue('-0.25');
    const dryRun = dialog.getByTestId('bulk-dry-run');
    await expect(dryRun).toHaveText('2 of 2 orders would pass');
    // 10 001 is above the largest order, 10 000 is not.
    await dialog.getByLabel('Move quantities by').fill('9997');
    await expect(dryRun).toHaveText('1 of 2 orders would pass · 1 refused');
    await expect(dialog.getByLabel('Orders that would be refused')).toContainText(
      /buy 10\D?001 SPX.*order quantity 10\D?001 is above the limit 10\D?000/,
    );
    await desk.screenshot('amend-some-refused');
    await expect(dialog.getByRole('button', { name: 'Amend 1' })).toBeVisible();
    await dialog.getByLabel('Move quantities by').fill('2');
    await expect(dryRun).toHaveText('2 of 2 orders would pass');
    await dialog.getByLabel(/^Reason/).fill('both a tick lower');
    await desk.screenshot('amend-two');
    await dialog.getByRole('button', { name: 'Amend 2' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => replacedQuantities(desk).toSorted()).toEqual(['5', '6']);
  });

  await test.step('of a selection only what can be amended is asked for, and what can not be is said', async () => {
    const price = await priceAt(window, -0.03);
    const before = replacedQuantities(desk);
    for (const quantity of ['3', '9']) await sendLimitOrder(window, { ...rest, quantity, price });
    await expect(rows(window)).toHaveCount(5);
    await rows(window).first().click();
    await rows(window)
      .nth(1)
      .click({ modifiers: ['Shift'] });
    await keyboard.press('F2');
    const dialog = window.getByRole('dialog', { name: 'Amend 2 orders on sim' });
    const quantity = dialog.getByLabel('Move quantities by');
    await quantity.fill('1e2');
    await expect(quantity).toHaveAttribute('aria-invalid', 'true');
    await expect(dialog).toContainText('No number: expected one such as 0.25 or -5');
    // As the window itself prints it.
    await quantity.fill('\u22125');
    await expect(dialog.getByTestId('amend-problems')).toHaveText(
      '1 of 2 can be amended; 1 would be refused and is left alone.',
    );
    await expect(dialog).toContainText('can not become buy \u22122 SPX');
    await expect(dialog).toContainText('the quantity is not above zero');
    await desk.screenshot('amend-some');
    await dialog.getByLabel(/^Reason/).fill('five fewer where it can be');
    await dialog.getByRole('button', { name: 'Amend 1' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => replacedQuantities(desk).slice(before.length)).toEqual(['4']);
    await expect(window.getByRole('log', { name: 'Messages' })).toContainText(
      'Amendment requested for 1 order',
    );
  });

  await test.step('one order is amended with steps on tick and lot', async () => {
    const price = await priceAt(window, -0.03);
    const orderId = await restingOrder(window, '5');
    await rowOf(window, orderId).click();
    await keyboard.press('F2');
    const dialog = window.getByRole('dialog', { name: /^Amend order/ });
    await expect(dialog.getByLabel('Quantity', { exact: true })).toBeFocused();
    const confirm = dialog.getByRole('button', { name: 'Amend' });
    await expect(confirm).toHaveAttribute('aria-disabled', 'true');
    await keyboard.press('ArrowUp');
    await expect(dialog.getByLabel('Quantity', { exact: true })).toHaveValue('6');
    await keyboard.press('Tab');
    await keyboard.press('ArrowDown');
    const lower = (Number(price) - 0.25).toFixed(2).replace(/\.?0+$/, '');
    await expect(dialog.getByLabel('Limit price')).toHaveValue(lower);
    await expect(dialog.getByText(/^becomes buy 6 SPX/)).toBeVisible();
    await dialog.getByLabel(/^Reason/).fill('a little more, a little lower');
    await desk.screenshot('amend-one');
    await untilArmed(confirm);
    await keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect
      .poll(() => eventsOf(desk.dataFolder, `order-${orderId}`).at(-1)?.data)
      .toMatchObject({ quantity: '6', limitPrice: lower });
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'accepted');
    const request = eventsOf(desk.dataFolder, `order-${orderId}`).find(
      ({ type }) => type === 'OrderReplaceRequested',
    );
    expect(request?.data).toMatchObject({ reason: 'a little more, a little lower' });
    expect(request?.actor).toMatch(/^operator:/);
  });

  await test.step('an amend that would be refused says so on its button and in the head of its checks', async () => {
    await restingOrder(window, '5');
    const venue = window.getByTestId('venue-card').first();
    await venue.getByRole('button', { name: 'Isolate…' }).click();
    await confirmWith(window, 'the venue asked for it');
    await rows(window).first().click();
    await keyboard.press('F2');
    const dialog = window.getByRole('dialog', { name: /^Amend order/ });
    await dialog.getByLabel('Quantity', { exact: true }).fill('9');
    await dialog.getByLabel(/^Reason/).fill('more of it');
    await expect(dialog.getByText(/pass · 1 deny/)).toBeVisible();
    await expect(dialog.locator('[data-rule="breaker_open"]')).toHaveAttribute('data-verdict', 'deny');
    await expect(dialog.locator('[data-rule="venue_not_connected"]')).toHaveAttribute('data-verdict', 'pass');
    await expect(dialog.locator('[data-rule="venue_unreconciled"]')).toHaveAttribute('data-verdict', 'pass');
    await dialog.getByRole('button', { name: 'Amend anyway: will be refused' }).click();
    await expect(dialog.getByRole('alert')).toContainText('isolated');
    await expect(dialog.getByTestId('bulk-progress')).toBeHidden();
    await desk.screenshot('amend-refused');
    await keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await rows(window)
      .nth(1)
      .click({ modifiers: ['Shift'] });
    await keyboard.press('F2');
    const several = window.getByRole('dialog', { name: 'Amend 2 orders on sim' });
    await several.getByLabel('Move quantities by').fill('1');
    await expect(several.getByTestId('bulk-dry-run')).toHaveText('0 of 2 orders would pass · 2 refused');
    await expect(several.getByLabel('Orders that would be refused')).toContainText('isolated');
    await expect(several.getByRole('button', { name: 'Amend 0' })).toHaveAttribute('aria-disabled', 'true');
    await keyboard.press('Escape');
    await venue.getByRole('button', { name: 'Reset…' }).click();
    await confirmWith(window, 'the venue takes orders again');
    await expect(venue).toHaveAttribute('data-breaker', 'closed');
  });

  await test.step('an amendment that is refused says why, and the dialog stays', async () => {
    const orderId = await restingOrder(window, '5');
    await rowOf(window, orderId).click();
    const detail = window.getByTestId('order-detail');
    // The order before it is shown for a moment.
    await expect(detail.getByTitle(orderId)).toBeVisible();
    await expect(detail.locator('[data-type="OrderAccepted"]')).toBeVisible();
    await detail.getByRole('button', { name: 'Amend…' }).click();
    const dialog = window.getByRole('dialog', { name: /^Amend order/ });
    await dialog.getByLabel('Quantity', { exact: true }).fill('many');
    await dialog.getByLabel(/^Reason/).fill('a slip of the hand');
    await dialog.getByRole('button', { name: 'Amend' }).click();
    await expect(dialog.getByRole('alert')).toContainText('the quantity is no number');
    await keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
});
