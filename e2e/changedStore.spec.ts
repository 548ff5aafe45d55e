// A store that somebody changed while the console was closed: it opens, says what is wrong, and lets no order leave.
import {
  confirmWith,
  priceAt,
  restingOrder,
  rows,
  sendLimitOrder,
  show,
  untilReady,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { eventsOf, replaceEventData } from './support/records.ts';

test('an event that was changed and means nothing now holds orders until an operator acknowledges it', async ({
  desk,
}) => {
  await untilReady(desk.window);
  await restingOrder(desk.window, '5');
  await desk.close();
  const { dataFolder } = desk;
  const report = eventsOf(dataFolder).find(({ type }) => type === 'ReconciliationReported')!;
  replaceEventData(dataFolder, report.position, 'null');

  await desk.start();
  const { window } = desk;
  await expect(window.getByTestId('held-by-alarm')).toContainText('No new order leaves.');
  await expect(window.getByTestId('status-strip')).toContainText('Orders held');
  await desk.screenshot('changed-store-trade');
  await window.keyboard.press('Control+Shift+t');
  const trading = window.getByRole('dialog', { name: 'Trading state' });
  await expect(trading.getByTestId('held-anyway')).toContainText('whatever the trading state');
  await expect(trading.locator('[data-scope="desk"]')).toContainText('Active, orders held');
  await desk.screenshot('trading-held');
  await window.keyboard.press('Escape');
  // What works at the venue is canceled all the same.
  await rows(window).first().click();
  await window.keyboard.press('Delete');
  await confirmWith(window, 'the store was changed');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'canceled');

  await show(window, 'Recovery');
  const alarms = window.getByTestId('alarms');
  const broken = alarms.locator('[data-kind="chain_broken"]');
  const odd = alarms.locator('[data-kind="event_not_understood"]');
  await expect(broken).toContainText(String(report.position));
  await expect(odd).toContainText(String(report.position));
  await desk.screenshot('changed-store-alarms');
  for (const alarm of [odd, broken]) {
    await alarm.getByRole('button', { name: /^Acknowledge/ }).click();
    await confirmWith(window, 'compared with the backup');
    await expect(alarm).toBeHidden();
  }
  await expect(window.getByTestId('held-by-alarm')).toBeHidden();
  await show(window, 'Trade');
  await sendLimitOrder(window, { side: 'buy', quantity: '1', price: await priceAt(window, -0.03) });
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
});
