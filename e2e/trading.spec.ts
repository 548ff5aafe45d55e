// Orders by hand, from the ticket to the venue and back into the record.
import {
  confirmWith,
  incident,
  newestOrderId,
  priceAt,
  review,
  rowOf,
  rows,
  sendLimitOrder,
  show,
  tabTo,
  untilArmed,
  untilReady,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { headless } from './support/headless.ts';
import { eventsOf } from './support/records.ts';

test('orders by hand are entered, denied, canceled and filled, each with its history', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('the ticket can be left and reached by Tab, without a trap', async () => {
    await window.keyboard.press('Control+b');
    await tabTo(window, window.getByTestId('ticket').getByLabel('Note, kept with the signal'));
    await window.keyboard.press('Escape');
    await expect(window.getByTestId('ticket').getByLabel('Note, kept with the signal')).not.toBeFocused();
  });

  await test.step('a limit order works at the venue until it is canceled', async () => {
    const price = await priceAt(window, -0.03);
    const outcome = await sendLimitOrder(window, { side: 'buy', quantity: '5', price });
    await expect(outcome).toHaveAttribute('data-outcome', 'ordered');
    await expect(rows(window)).toHaveCount(1);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
    await desk.screenshot('order-working');
    const orderId = await newestOrderId(window);
    await rowOf(window, orderId).click();
    // Under stress a cancel needs no typing: a digit chooses a usual reason.
    await window.keyboard.press('Delete');
    const dialog = window.getByRole('alertdialog');
    await untilArmed(dialog.getByRole('button', { name: /^Cancel 1 order/ }));
    await window.keyboard.press('1');
    await expect(dialog.getByLabel(/^Reason/)).toHaveValue('No longer wanted');
    await desk.screenshot('order-cancel-reason');
    await window.keyboard.press('Enter');
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');
    await desk.screenshot('order-canceled');
    const events = eventsOf(desk.dataFolder, `order-${orderId}`);
    const request = events.find(({ type }) => type === 'OrderCancelRequested');
    expect(request?.data).toMatchObject({ reason: 'No longer wanted' });
    expect(request?.actor).toMatch(/^operator:/);
    expect(events.at(-1)?.type).toBe('OrderCanceled');
  });

  await test.step('an order that risk denies never leaves, and says why', async () => {
    const price = await priceAt(window, 0);
    const outcome = await sendLimitOrder(window, { side: 'buy', quantity: '99999', price });
    await expect(outcome).toHaveAttribute('data-outcome', 'denied');
    await expect(rows(window).first()).toHaveAttribute('data-status', 'denied');
    const orderId = await newestOrderId(window);
    const types = eventsOf(desk.dataFolder, `order-${orderId}`).map(({ type }) => type);
    expect(types).toEqual(['OrderDenied']);
    await desk.screenshot('order-denied');
  });

  await test.step("an order's history shows every event of the record", async () => {
    await sendLimitOrder(window, { side: 'sell', quantity: '7', price: await priceAt(window, -0.01) });
    await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
    const orderId = await newestOrderId(window);
    await rowOf(window, orderId).click();
    const detail = window.getByTestId('order-detail');
    const recorded = eventsOf(desk.dataFolder, `order-${orderId}`);
    const created = recorded[0]?.data as { terms: { signalId: string } };
    const signal = eventsOf(desk.dataFolder, `signal-${created.terms.signalId}`);
    const expected = [...signal, ...recorded].toSorted((a, b) => a.position - b.position);
    const shown = detail.getByTestId('timeline-event');
    await expect(shown).toHaveCount(expected.length);
    expect(
      await shown.evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['type'])),
    ).toEqual(expected.map(({ type }) => type));
    const told = await headless(desk.dataFolder, 'events', `order-${orderId}`);
    expect(told.lines).toMatchObject(
      recorded.map(({ type, version, position }) => ({ type, version, position })),
    );
    for (const [index, event] of expected.entries()) {
      await shown.nth(index).getByRole('button').first().click();
      const details = shown.nth(index).locator('.event-details');
      await expect(details).toContainText(`${event.stream} version ${event.version}`);
      await expect(details).toContainText(event.actor);
    }
    await desk.screenshot('order-history');
  });

  await test.step('an order is entered with the keyboard alone, and filled', async () => {
    const before = await rows(window).count();
    await window.keyboard.press('Control+b');
    const ticket = window.getByTestId('ticket');
    await expect(ticket.getByLabel('Quantity', { exact: true })).toBeFocused();
    await window.keyboard.type('25');
    await window.keyboard.press('Shift+Tab');
    await expect(ticket.getByRole('combobox', { name: 'Type', exact: true })).toBeFocused();
    await window.keyboard.type('Market');
    await expect(ticket.getByText(/\d+ pass/)).toBeVisible();
    await desk.screenshot('ticket-dry-run');
    const outcome = await review(window, 'buy');
    await expect(outcome).toHaveAttribute('data-outcome', 'ordered');
    await expect(rows(window)).toHaveCount(before + 1);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
    await expect(outcome.getByText('Filled').first()).toBeVisible();
    await desk.screenshot('ticket-filled');
  });
});

test('while a breaker is open orders are refused with the reason, and after the reset they pass', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('an order to a tripped venue is refused with the reason, and after the reset one passes', async () => {
    const venue = window.getByTestId('venue-card').first();
    await venue.getByRole('button', { name: 'Trip…' }).click();
    await confirmWith(window, 'venue behaves oddly');
    await expect(venue).toHaveAttribute('data-breaker', 'open');
    const price = await priceAt(window, -0.03);
    const refused = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
    await expect(refused).toHaveAttribute('data-outcome', 'denied');
    await expect(refused.locator('[data-code="breaker_open"]')).toContainText('venue behaves oddly');
    await expect(rows(window).first()).toHaveAttribute('data-status', 'denied');
    await desk.screenshot('breaker-refused');

    await venue.getByRole('button', { name: 'Reset…' }).click();
    await confirmWith(window, 'venue is well again');
    await expect(venue).toHaveAttribute('data-breaker', 'closed');
    const passed = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
    await expect(passed).toHaveAttribute('data-outcome', 'ordered');
    await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
    await desk.screenshot('breaker-reset');
  });

  await test.step("with the risk rules' breaker tripped every order is denied, and after the reset one passes", async () => {
    await show(window, 'Resilience');
    const breaker = window.getByTestId('risk-breaker');
    await breaker.getByRole('button', { name: 'Isolate…' }).click();
    await confirmWith(window, 'a rule misjudges');
    await expect(breaker.locator('[data-breaker="isolated"]')).toBeVisible();
    await expect(incident(window, 'risk_breaker')).toBeVisible();
    await show(window, 'Trade');
    const price = await priceAt(window, -0.03);
    const refused = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
    await expect(refused).toHaveAttribute('data-outcome', 'denied');
    await expect(refused).toContainText('a rule misjudges');
    await show(window, 'Resilience');
    await breaker.getByRole('button', { name: 'Reset…' }).click();
    await confirmWith(window, 'the rule is mended');
    await expect(breaker.locator('[data-breaker="closed"]')).toBeVisible();
    await show(window, 'Trade');
    const passed = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
    await expect(passed).toHaveAttribute('data-outcome', 'ordered');
  });
});
