// What needs a person: seen from every screen, held against new orders where it must be, until somebody acknowledges it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alert } from '../src/main/domain/desk/alert.ts';
import { expect, test } from './fixtures.ts';
import { confirmWith, rows, sendLimitOrder, show, untilReady } from './support/console.ts';
import { leaveEvents } from './support/earlierEvents.ts';
import { eventsOf } from './support/records.ts';

const overfill = (n: number): Alert => ({
  alertId: `overfill:order-${n}:x${n}`,
  kind: 'overfill',
  holdsOrders: false,
  message: `the fill of ${n} at 1455.25 takes the order ${n} beyond its quantity`,
  advice: 'Ask the venue, and close what is too much.',
});
const holding: Alert = {
  ...overfill(9),
  alertId: 'overfill:holds',
  holdsOrders: true,
  message: 'the record may not be whole',
  advice: 'Compare it with the venue before you go on.',
};

test('alerts stand in sight until they are acknowledged, and one that holds orders lets none leave', async ({
  closedDesk: desk,
}) => {
  await desk.start();
  await untilReady(desk.window);
  await desk.close();
  const left = [overfill(1), overfill(2), holding];
  await leaveEvents(
    desk.dataFolder,
    'desk',
    left.map((data) => ({ type: 'AlertRaised' as const, data })),
  );
  await desk.start();
  const { window } = desk;
  const bar = window.getByTestId('held-by-alert');
  await expect(bar).toContainText('No new order leaves.');
  await expect(bar).toContainText('The record may not be whole.');
  await expect(window.getByTestId('ticket')).toContainText('An alert holds orders');
  await expect(window.getByTestId('status-strip')).toContainText('Orders held');
  await desk.screenshot('alert-holds-trade');
  await window.getByRole('button', { name: '3 alerts' }).click();
  const alerts = window.getByTestId('alerts');
  await expect(alerts.locator('li')).toHaveCount(3);
  await expect(alerts.locator('li').first()).toContainText('no new order leaves');
  await desk.screenshot('alerts');

  await alerts.getByRole('button', { name: 'Acknowledge 2 that hold no orders' }).click();
  await confirmWith(window, 'asked the venue, both are right');
  await expect(alerts.locator('li')).toHaveCount(1);
  await alerts.getByRole('button', { name: `Acknowledge ${holding.alertId}` }).click();
  await expect(window.getByRole('alertdialog')).toContainText('New orders leave again');
  await desk.screenshot('alert-acknowledge');
  await confirmWith(window, 'compared with the venue');
  await expect(bar).toBeHidden();
  await expect(alerts).toContainText('No alert is open');
  const acknowledged = eventsOf(desk.dataFolder, 'desk').filter(({ type }) => type === 'AlertAcknowledged');
  expect(acknowledged.map(({ data }) => data)).toEqual([
    { alertId: overfill(2).alertId, reason: 'asked the venue, both are right' },
    { alertId: overfill(1).alertId, reason: 'asked the venue, both are right' },
    { alertId: holding.alertId, reason: 'compared with the venue' },
  ]);
  expect(acknowledged.every(({ actor }) => actor.startsWith('operator:'))).toBe(true);

  await show(window, 'Trade');
  await sendLimitOrder(window, { side: 'buy', quantity: '1', price: '1300' });
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
});

test('a configuration file that is refused is an alert until it is seen; one that is put in force is told', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const file = join(desk.dataFolder, 'configuration.json');
  const good = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...good, risk: { nonsense: 1 } }));
  await window.getByRole('button', { name: '1 alert' }).click();
  const alert = window.getByTestId('alerts').locator('[data-kind="configuration_refused"]');
  await expect(alert).toContainText('limits from before stayed in force');
  await expect(alert).toContainText(
    'configuration.json is not a valid configuration: risk.nonsense: unknown key',
  );
  await expect(alert).not.toContainText(desk.dataFolder);
  await desk.screenshot('configuration-refused');

  await writeFile(file, JSON.stringify({ ...good, risk: { positionMax: '500' } }));
  const messages = window.getByRole('log', { name: 'Messages' });
  await expect(messages).toContainText('Another configuration is in force: risk.positionMax');
  await desk.screenshot('configuration-changed');
  const told = eventsOf(desk.dataFolder, 'desk').filter(({ type }) => type.startsWith('Configuration'));
  expect(told.map(({ type, actor }) => `${type} ${actor}`)).toEqual([
    'ConfigurationRefused engine:configuration',
    'ConfigurationChanged engine:configuration',
  ]);
});
