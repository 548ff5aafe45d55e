// A venue whose process stands still keeps its connection: what the window says of it is true all the same.
import {
  confirmWith,
  priceAt,
  restingOrder,
  rows,
  sendLimitOrder,
  show,
  untilReady,
} from './support/console.ts';
import { exitQuestionOf, expect, test } from './fixtures.ts';
import { venuePid } from './support/processes.ts';

test.use({ venueSettings: { ackTimeoutMs: 2_000 } });

test('a frozen venue is silent since its last message, its price is old, and an order to it is in doubt, not sent', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const strip = window.getByTestId('strip-venue').first();
  await expect(strip).toHaveAttribute('data-tone', 'ok');
  await show(window, 'Recovery');
  const reconciliation = window.getByTestId('reconciliation').first();
  await expect(reconciliation).toContainText('Clean');
  await expect(reconciliation).toContainText(/agreed [\d.]+ s ago/);
  await show(window, 'Trade');
  const price = await priceAt(window, -0.03);
  const frozen = await venuePid(desk.app);
  if (frozen === undefined) throw new Error('the venue has no process');
  process.kill(frozen, 'SIGSTOP');

  await expect(strip).toHaveAttribute('data-tone', 'bad');
  await expect(strip).toContainText(/silent since \d\d:\d\d:\d\d/);
  await expect(window.getByTestId('market').first()).toHaveAttribute('data-blind', 'true');
  await expect(window.getByTestId('market').first()).toContainText(/s old/);
  // The ticket calls the same price old from the same moment on.
  const ticket = window.getByTestId('ticket');
  await expect(ticket.locator('.warnings')).toContainText(/The market price is [\d.]+ s old/);
  await expect(ticket.getByLabel('Limit price', { exact: true })).toHaveAttribute('placeholder', /^old: /);
  await show(window, 'Recovery');
  await expect(reconciliation).toContainText('Venue silent');
  await show(window, 'Trade');

  const outcome = await sendLimitOrder(window, { side: 'buy', quantity: '5', price });
  await expect(outcome).toContainText('In doubt: the venue has not answered');
  await expect(outcome).not.toContainText('Sent');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'in_doubt');
  await desk.screenshot('venue-silent');
  await show(window, 'Recovery');
  await expect(reconciliation).toContainText('1 order has no proven outcome');
  await expect(reconciliation).not.toContainText('Clean');
  await desk.screenshot('venue-silent-recovery');

  process.kill(frozen, 'SIGCONT');
  await expect(strip).not.toContainText('silent');
  await expect(window.getByTestId('market').first()).toHaveAttribute('data-blind', 'false');
  await show(window, 'Trade');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  await expect(window.getByTestId('ticket-outcome')).toContainText('Sent');
});

test('an operator is told beforehand what an isolated venue and a frozen one will do with what is asked of them', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('the ticket says beforehand that an isolated breaker will refuse the order', async () => {
    const ticket = window.getByTestId('ticket');
    const rule = ticket.locator('[data-rule="breaker_open"]');
    await window.keyboard.press('Control+b');
    await window.keyboard.type('5');
    await ticket.getByLabel('Limit price', { exact: true }).fill(await priceAt(window, -0.03));
    await expect(rule).toHaveAttribute('data-verdict', 'pass');
    const venue = window.getByTestId('venue-card').first();
    await venue.getByRole('button', { name: 'Isolate…' }).click();
    await confirmWith(window, 'the venue asked for it');
    await expect(rule).toHaveAttribute('data-verdict', 'deny');
    await expect(window.getByTestId('would-be-refused')).toContainText('the venue asked for it');
    await desk.screenshot('ticket-would-be-refused');
    await venue.getByRole('button', { name: 'Reset…' }).click();
    await confirmWith(window, 'the venue takes orders again');
    await expect(rule).toHaveAttribute('data-verdict', 'pass');
  });

  await test.step('what is asked of a frozen venue says beforehand that it may not be confirmed, and then how long it waits', async () => {
    await restingOrder(window, '5');
    const frozen = await venuePid(desk.app);
    if (frozen === undefined) throw new Error('the venue has no process');
    process.kill(frozen, 'SIGSTOP');
    await expect(window.getByTestId('strip-venue').first()).toHaveAttribute('data-tone', 'bad');
    const trouble = window.getByRole('alertdialog').getByTestId('venue-trouble');
    await window.keyboard.press('Control+Shift+k');
    await expect(trouble).toContainText(/^sim has not answered for \d/);
    await window.keyboard.press('Escape');
    await rows(window).first().click();
    await window.keyboard.press('Delete');
    await expect(trouble).toContainText(/^sim has not answered for \d/);
    await desk.screenshot('venue-silent-cancel');
    await confirmWith(window, 'it must go');
    const row = rows(window).first();
    await expect(row).toHaveAttribute('data-status', 'pending_cancel');
    await expect(row).toContainText(/Pending cancel for \d+/);
    await desk.screenshot('venue-silent-pending');
    await show(window, 'Recovery');
    await expect(window.getByTestId('in-doubt')).not.toContainText('Every order that was sent has an answer');
    const { message, detail } = await exitQuestionOf(desk.app);
    expect(message).toBe('1 order may still be working');
    expect(detail).toMatch(/^sim: 1, 1 order with a cancel that is not confirmed$/m);
    expect(detail).toMatch(/sim has not answered for \d+ s: whether it still stands is not known$/m);
    process.kill(frozen, 'SIGCONT');
    await show(window, 'Trade');
    await expect(row).toHaveAttribute('data-status', 'canceled');
  });
});
