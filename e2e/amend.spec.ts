// Orders that work are changed in place, one or many.
import {
  newestOrderId,
  priceAt,
  restingOrder,
  rowOf,
  rows,
  sendLimitOrder,
  untilArmed,
  untilReady,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { eventsOf } from './support/records.ts';

const rest = { side: 'buy' } as const;

test('one order is amended with steps on tick and lot', async ({ desk }) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  const price = await priceAt(window, -0.03);
  await sendLimitOrder(window, { ...rest, quantity: '5', price });
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  const orderId = await newestOrderId(window);
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

test('a selection is amended by the same step, and what can not be is left alone', async ({ desk }) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
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
  await dialog.getByLabel(/^Reason/).fill('both a tick lower');
  await desk.screenshot('amend-two');
  await dialog.getByRole('button', { name: 'Amend 2' }).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(() =>
      eventsOf(desk.dataFolder)
        .filter(({ type }) => type === 'OrderReplaced')
        .map(({ data }) => String(data['quantity']))
        .toSorted(),
    )
    .toEqual(['5', '6']);
});

test('an amendment that is refused says why, and the dialog stays', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  await restingOrder(window, '5');
  await rows(window).first().click();
  await window.getByTestId('order-detail').getByRole('button', { name: 'Amend…' }).click();
  const dialog = window.getByRole('dialog', { name: /^Amend order/ });
  await dialog.getByLabel('Quantity', { exact: true }).fill('many');
  await dialog.getByLabel(/^Reason/).fill('a slip of the hand');
  await dialog.getByRole('button', { name: 'Amend' }).click();
  await expect(dialog.getByRole('alert')).toContainText('the quantity is no number');
  await window.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
