// What an operator does about orders whose answer is lost.
import type { Locator, Page } from '@playwright/test';
import {
  confirmWith,
  incident,
  newestOrderId,
  priceAt,
  restingOrder,
  rowOf,
  rows,
  sendLimitOrder,
  show,
  tabStops,
  untilReady,
} from './support/console.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { venuePid } from './support/processes.ts';
import { eventsOf, forgetEvents, forgetOrdersAtVenue, venueOrdersOf } from './support/records.ts';

/** Sends an order to a venue whose process stands still. */
async function orderInDoubt(desk: Desk, quantity: string) {
  const { window } = desk;
  await untilReady(window);
  const price = await priceAt(window, -0.03);
  const frozen = await venuePid(desk.app);
  if (frozen === undefined) throw new Error('the venue has no process');
  process.kill(frozen, 'SIGSTOP');
  await sendLimitOrder(window, { side: 'buy', quantity, price });
  await expect(rows(window).first()).toHaveAttribute('data-status', 'in_doubt');
  const orderId = await newestOrderId(window);
  const doubt = window.getByTestId('in-doubt').locator(`[data-order-id="${orderId}"]`);
  return { orderId, price, doubt, frozen };
}

async function settle(window: Page, doubt: Locator): Promise<Locator> {
  await doubt.getByRole('button', { name: 'Settle…' }).click();
  return window.getByRole('alertdialog', { name: /^Settle order/ });
}

/** Leaves an order working at the venue, and has one of the two records forget it while the console is closed. */
async function startAfter(desk: Desk, forget: (dataFolder: string) => Promise<void> | void): Promise<Page> {
  await untilReady(desk.window);
  await restingOrder(desk.window, '5');
  await desk.close();
  await forget(desk.dataFolder);
  await desk.start();
  return desk.window;
}

test.describe('at a venue that answers no more', () => {
  test.use({ venueSettings: { ackTimeoutMs: 500 } });

  test('an order in doubt stands with its evidence, and is settled by an operator with a reason', async ({
    desk,
  }) => {
    const { window } = desk;
    const { orderId, doubt, frozen } = await orderInDoubt(desk, '6');
    await incident(window, 'orders_in_doubt').getByRole('button', { name: 'Show the evidence' }).click();
    await expect(doubt).toHaveAttribute('data-subject', 'submission');
    await expect(doubt).toContainText('Submission unanswered');
    await expect(doubt.getByRole('list', { name: 'Evidence' })).toContainText('asked 1: no answer');
    await desk.screenshot('recovery-in-doubt');

    const dialog = await settle(window, doubt);
    const confirm = dialog.getByRole('button', { name: /^Settle/ });
    await expect(confirm).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('radio', { name: /^Never received/ }).check();
    await dialog.getByLabel(/^Reason/).fill('called the venue, ticket 4711: never seen');
    await desk.screenshot('settle-dialog');
    await confirm.click();
    await expect(dialog).toBeHidden();
    await expect(window.getByTestId('in-doubt')).toContainText('No order is in doubt');
    await show(window, 'Trade');
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'rejected');

    // The venue really never took it: what lay on its doorstep goes with the process.
    process.kill(frozen, 'SIGKILL');
    await expect.poll(async () => [frozen, undefined].includes(await venuePid(desk.app))).toBe(false);
    const rejected = eventsOf(desk.dataFolder, `order-${orderId}`).find(
      ({ type }) => type === 'OrderRejected',
    );
    expect(rejected?.data).toMatchObject({
      evidence: 'operator',
      reason: 'called the venue, ticket 4711: never seen',
    });
    expect(rejected?.actor).toMatch(/^operator:/);
    expect(venueOrdersOf(desk.dataFolder)).toEqual([]);
  });

  test('an order said to be filled needs its executions, and gets them', async ({ desk }) => {
    const { window } = desk;
    const { orderId, price, doubt, frozen } = await orderInDoubt(desk, '7');
    await show(window, 'Recovery');
    const dialog = await settle(window, doubt);
    await dialog.getByRole('radio', { name: /^Filled/ }).check();
    await expect(dialog.getByLabel('Executed quantity 1')).toHaveValue('7');
    const confirm = dialog.getByRole('button', { name: 'Settle as filled' });
    await dialog.getByLabel(/^Reason/).fill('confirmed by the venue on the phone');
    await expect(confirm).toHaveAttribute('aria-disabled', 'true');
    const told = dialog.getByTestId('settle-warning');
    await dialog.getByLabel('at price 1').fill('99999');
    await expect(told.first()).toContainText("above the order's limit");
    // A second question: the price is said to be right, and another price is asked about again.
    await expect(confirm).toHaveAttribute('aria-disabled', 'true');
    const right = dialog.getByRole('checkbox', { name: /the price is right/ });
    await right.check();
    await expect(confirm).not.toHaveAttribute('aria-disabled', 'true');
    await desk.screenshot('settle-filled-warned');
    await dialog.getByLabel('at price 1').fill('88888');
    await expect(right).not.toBeChecked();
    await expect(confirm).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByLabel('at price 1').fill('abc');
    await expect(confirm).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByLabel('at price 1').fill(price);
    await expect(dialog).toContainText('buy 7 SPX limit at');
    // Three per cent from the market: it is far as well.
    await right.check();
    await desk.screenshot('settle-filled');
    await confirm.click();
    await expect(dialog).toBeHidden();
    await show(window, 'Trade');
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'filled');
    await expect(rowOf(window, orderId)).toContainText(/Filled, by \w+'s word/);
    await expect(window.getByTestId('ticket-outcome')).toContainText('Settled by hand, not by the venue');
    await desk.screenshot('settled-by-hand');
    const fill = eventsOf(desk.dataFolder, `order-${orderId}`).find(({ type }) => type === 'OrderFilled');
    expect(fill?.data).toMatchObject({ lastQuantity: '7', evidence: 'operator' });
    process.kill(frozen, 'SIGKILL');
  });

  test('an order that works there and is filled here by hand is canceled on its difference', async ({
    desk,
  }) => {
    const { window } = desk;
    const { orderId, price, doubt, frozen } = await orderInDoubt(desk, '2');
    await show(window, 'Recovery');
    const dialog = await settle(window, doubt);
    await dialog.getByRole('radio', { name: /^Filled/ }).check();
    await dialog.getByLabel('at price 1').fill(price);
    await dialog.getByRole('checkbox', { name: /the price is right/ }).check();
    await dialog.getByLabel(/^Reason/).fill('misheard on the phone');
    await dialog.getByRole('button', { name: 'Settle as filled' }).click();
    await expect(dialog).toBeHidden();
    process.kill(frozen, 'SIGCONT');
    const difference = window.getByTestId('reconciliation').getByRole('row', { name: /works there/ });
    await expect(difference).toContainText("filled here by a person's word", { timeout: 30_000 });
    await difference.getByRole('button', { name: /^Cancel / }).click();
    const cancel = window.getByRole('alertdialog', { name: /^Cancel .* at sim$/ });
    await expect(cancel).toContainText('with 2 open');
    await cancel.getByLabel(/^Reason/).fill('it must not fill');
    await desk.screenshot('cancel-there');
    await cancel.getByRole('button', { name: 'Cancel it there' }).click();
    await expect(cancel).toBeHidden();
    await expect(difference).toHaveCount(0);
    await desk.screenshot('canceled-there');
    expect(venueOrdersOf(desk.dataFolder)).toMatchObject([{ clientOrderId: orderId, status: 'canceled' }]);
    const asked = eventsOf(desk.dataFolder, 'venue-sim').find(({ type }) => type === 'StrayCancelRequested');
    expect(asked).toMatchObject({ data: { orderId, quantity: '2', reason: 'it must not fill' } });
    expect(asked?.actor).toMatch(/^operator:/);
  });
});

test('the recovery screen shows a clean desk, and the comparison at the start', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('a clean desk says so on the recovery screen, and what would stand there', async () => {
    await show(window, 'Recovery');
    await expect(window.getByTestId('in-doubt')).toContainText('No order is in doubt');
    await expect(window.getByTestId('kill-ledgers')).toContainText('The kill switch was never used');
    await desk.screenshot('recovery-clean');
    await show(window, 'Trade');
  });

  await test.step('the comparison at the start is shown, and is run again with a reason', async () => {
    await sendLimitOrder(window, { side: 'buy', quantity: '2', price: await priceAt(window, 0.01) });
    await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
    await show(window, 'Recovery');
    const venue = window.getByTestId('reconciliation');
    await expect(venue).toHaveAttribute('data-gate', 'open');
    await expect(venue).toContainText('Compared at the start');
    await venue.getByRole('button', { name: 'Run now…' }).click();
    await confirmWith(window, 'before the close');
    await expect(venue.getByTestId('reconciliation-summary')).toContainText("on an operator's wish");
    await expect(venue).toContainText('1 execution,');
    await expect(venue.getByRole('row', { name: /^SPX/ })).toContainText('Same');
    await desk.screenshot('recovery-reconciled');
    const reports = eventsOf(desk.dataFolder, 'venue-sim').filter(
      ({ type }) => type === 'ReconciliationReported',
    );
    expect(reports.at(-1)?.data).toMatchObject({ trigger: 'operator', clean: true });
    expect(reports.at(-1)?.actor).toMatch(/^operator:/);
  });
});

test('a difference that nothing settles holds orders back until an operator accepts it with a reason', async ({
  desk,
}) => {
  const window = await startAfter(desk, forgetOrdersAtVenue);
  await untilReady(window);
  await show(window, 'Recovery');
  const venue = window.getByTestId('reconciliation');
  await expect(venue).toHaveAttribute('data-gate', 'differences');
  await expect(venue).toContainText('unknown at venue');
  await desk.screenshot('recovery-differences');
  // By keyboard: a difference is a row, and Enter opens its order.
  const differences = venue.getByRole('table', { name: 'Differences' });
  expect(await tabStops(differences)).toBe(1);
  await differences.locator('tbody tr').first().focus();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('tab', { name: 'Trade' })).toHaveAttribute('aria-selected', 'true');
  const price = await priceAt(window, -0.03);
  const held = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
  await expect(held).toHaveAttribute('data-outcome', 'denied');
  await expect(held.locator('[data-code="venue_unreconciled"]')).toBeVisible();

  await show(window, 'Recovery');
  await venue.getByRole('button', { name: 'Accept…' }).click();
  await confirmWith(window, 'the venue lost its book, known to them');
  await expect(venue).toHaveAttribute('data-gate', 'open');
  await expect(venue).toContainText('Accepted');
  await desk.screenshot('recovery-accepted');
  await show(window, 'Trade');
  const passed = await sendLimitOrder(window, { side: 'buy', quantity: '3', price });
  await expect(passed).toHaveAttribute('data-outcome', 'ordered');
  const accepted = eventsOf(desk.dataFolder, 'venue-sim').find(
    ({ type }) => type === 'ReconciliationAccepted',
  );
  expect(accepted?.data).toMatchObject({ reason: 'the venue lost its book, known to them' });
});

test('orders that the venue works and the desk does not know are adopted and marked as external', async ({
  desk,
}) => {
  const window = await startAfter(desk, forgetEvents);
  // Its ids are this program's own: the record was lost, and somebody has to see that.
  await expect(incident(window, 'orders_held')).toHaveAttribute('data-code', 'store_rolled_back');
  await expect(rows(window)).toHaveCount(1);
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  await expect(rows(window).first()).toContainText('ext');
  await rows(window).first().click();
  const shown = window.getByTestId('order-detail').getByTestId('timeline-event').first();
  await expect(shown).toHaveAttribute('data-type', 'OrderAdopted');
  await desk.screenshot('order-adopted');
  // It is the desk's to cancel now.
  await rows(window).first().click();
  await window.keyboard.press('Delete');
  await confirmWith(window, 'not ours');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'canceled');
});
