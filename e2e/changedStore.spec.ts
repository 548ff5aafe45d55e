// A store that somebody changed while the console was closed: it opens, says what is wrong, and lets no order leave.
import { copyFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import {
  confirmWith,
  incident,
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
  await expect(incident(window, 'orders_held')).toContainText('No new order leaves');
  await expect(window.getByTestId('status-strip')).toContainText('Orders held');
  await desk.screenshot('changed-store-trade');
  await window.keyboard.press('Control+Shift+t');
  const trading = window.getByRole('dialog', { name: 'Trading state' });
  // Until the venue's record was compared, that is a second cause in a line of its own.
  const held = trading.getByTestId('held-anyway').filter({ hasText: 'whatever the trading state' });
  await expect(held).toBeVisible();
  await expect(trading.locator('[data-scope="desk"]')).toContainText('Active, orders held');
  await desk.screenshot('trading-held');
  await window.keyboard.press('Escape');
  // What works at the venue is canceled all the same.
  await rows(window).first().click();
  await window.keyboard.press('Delete');
  await confirmWith(window, 'the store was changed');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'canceled');

  await show(window, 'Alerts');
  const alerts = window.getByTestId('alerts');
  const broken = alerts.locator('[data-kind="chain_broken"]');
  const odd = alerts.locator('[data-kind="event_not_understood"]');
  await expect(broken).toContainText(String(report.position));
  await expect(odd).toContainText(String(report.position));
  await desk.screenshot('changed-store-alerts');

  // The audit trail has the event in its place, with what is wrong with it.
  await show(window, 'Audit');
  await window.getByLabel('Any id or text').fill('ReconciliationReported');
  const place = window.locator('[data-testid="audit-row"][data-type="EventNotUnderstood"]');
  await expect(place).toContainText('it has data that means nothing');
  await place.click();
  await expect(window.getByRole('region', { name: 'EventNotUnderstood', exact: true })).toContainText(
    'storedType',
  );
  await desk.screenshot('changed-store-audit');
  await show(window, 'Alerts');
  for (const alert of [odd, broken]) {
    await alert.getByRole('button', { name: /^Acknowledge/ }).click();
    await confirmWith(window, 'compared with the backup');
    await expect(alert).toBeHidden();
  }
  await expect(incident(window, 'orders_held')).toBeHidden();
  await show(window, 'Trade');
  await sendLimitOrder(window, { side: 'buy', quantity: '1', price: await priceAt(window, -0.03) });
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
});

test('a store that is changed under the running engine stands among the alerts, and the kill switch says what is lost', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  await restingOrder(window, '5');
  truncateSync(join(desk.dataFolder, 'events.db-wal'), 0);
  await expect(incident(window, 'no_orders_taken')).toHaveAttribute('data-code', 'store_changed');
  await expect(incident(window, 'no_orders_taken')).toContainText('use it again after the start');
  await show(window, 'Alerts');
  const alerts = window.getByTestId('alerts');
  await expect(alerts.locator('[data-need="fault"]')).toContainText('store changed');
  await expect(alerts.locator('[data-need="fault"]')).toContainText('trades again then');
  await expect(alerts.locator('[data-need="fault"]')).toContainText(
    /since \d\d:\d\d:\d\d UTC, until its cause is gone/,
  );
  await expect(alerts).not.toContainText('No alert is open');
  await desk.screenshot('store-changed-running');

  await show(window, 'Trade');
  await rows(window).first().click();
  await window.keyboard.press('Delete');
  const cancel = window.getByRole('alertdialog', { name: /^Cancel/ });
  await expect(cancel.getByLabel(/^Reason/)).toBeFocused();
  await expect(cancel.getByTestId('store-unwritable')).toContainText('the kill switch cancels all the same');
  await desk.screenshot('store-changed-cancel');
  const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
  await cancel.getByRole('button', { name: 'Stop strategy manual…' }).click();
  await expect(kill.getByTestId('kill-preview')).toContainText('Halts strategy manual, cancels 1 order');
  await kill.getByRole('combobox', { name: 'Scope' }).selectOption('desk');
  await expect(kill.getByTestId('kill-unwritable')).toContainText('will not be on record');
  await expect(kill.getByTestId('kill-unwritable')).toContainText(
    'after the restart the desk is active again',
  );
  await kill.getByLabel(/^Reason/).fill('somebody changed the store');
  await desk.screenshot('store-changed-kill');
  await kill.getByRole('button', { name: /^Hold to stop desk/ }).hover();
  await window.mouse.down();
  await expect(kill).toBeHidden();
  await window.mouse.up();
  await show(window, 'Alerts');
  await expect(alerts).toContainText('kill not proven');
  await show(window, 'Recovery');
  await expect(window.getByTestId('kill-off-record')).toContainText('use it again after the start');
  await desk.screenshot('store-changed-killed');
});

test('a store that was rolled back is nowhere called clean, and the order it has forgotten not foreign', async ({
  desk,
}) => {
  const { dataFolder } = desk;
  await untilReady(desk.window);
  await restingOrder(desk.window, '5');
  await desk.close();
  const store = join(dataFolder, 'events.db');
  copyFileSync(store, `${store}.older`);
  await desk.start();
  await untilReady(desk.window);
  await restingOrder(desk.window, '6');
  await desk.close();
  copyFileSync(`${store}.older`, store);
  for (const end of ['-wal', '-shm']) rmSync(`${store}${end}`, { force: true });

  await desk.start();
  const { window } = desk;
  const bar = incident(window, 'orders_held');
  await expect(bar).toContainText('No new order leaves');
  await expect(bar).not.toContainText('acknowledge Cancels');
  await expect(bar.getByRole('button', { name: 'Show the alert and 1 more' })).toBeVisible();
  await show(window, 'Recovery');
  const compared = window.getByTestId('reconciliation');
  await expect(compared).toContainText('Store in doubt');
  await expect(compared).toContainText(
    'its id is one that this program makes, and the store does not have it',
  );
  await expect(compared).not.toContainText('none of ours');
  await expect(compared.getByText('Clean')).toHaveCount(0);
  await desk.screenshot('rolled-back-recovery');

  // Small and large: the bar leaves the screen its place, and what it cuts is one press away.
  await desk.app.evaluate(({ BrowserWindow }) => {
    const [small] = BrowserWindow.getAllWindows();
    small?.setContentSize(1366, 768);
    small?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => window.evaluate(() => innerWidth)).toBe(683);
  const heightOfBar = async (): Promise<number> => (await bar.boundingBox())?.height ?? 0;
  const low = await heightOfBar();
  expect(low).toBeLessThan(90);
  await desk.screenshot('rolled-back-200');
  await bar.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(heightOfBar).toBeGreaterThan(low);
  await bar.getByRole('button', { name: 'Show less' }).click();
  await expect.poll(heightOfBar).toBe(low);
});
