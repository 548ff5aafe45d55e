// What needs a person: seen from every screen, held against new orders where it must be, until somebody acknowledges it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alarm } from '../src/main/domain/desk/alarm.ts';
import { expect, test } from './fixtures.ts';
import { confirmWith, rows, sendLimitOrder, show, untilReady } from './support/console.ts';
import { leaveEvents } from './support/earlierEvents.ts';
import { eventsOf } from './support/records.ts';

const overfill = (n: number): Alarm => ({
  alarmId: `overfill:order-${n}:x${n}`,
  kind: 'overfill',
  holdsOrders: false,
  message: `the fill of ${n} at 1455.25 takes the order ${n} beyond its quantity`,
  advice: 'Ask the venue, and close what is too much.',
});
const holding: Alarm = {
  ...overfill(9),
  alarmId: 'overfill:holds',
  holdsOrders: true,
  message: 'the record may not be whole',
  advice: 'Compare it with the venue before you go on.',
};

test('alarms stand in sight until they are acknowledged, and one that holds orders lets none leave', async ({
  closedDesk: desk,
}) => {
  await desk.start();
  await untilReady(desk.window);
  await desk.close();
  const left = [overfill(1), overfill(2), holding];
  await leaveEvents(
    desk.dataFolder,
    'desk',
    left.map((data) => ({ type: 'AlarmRaised' as const, data })),
  );
  await desk.start();
  const { window } = desk;
  const bar = window.getByTestId('held-by-alarm');
  await expect(bar).toContainText('No new order leaves.');
  await expect(bar).toContainText('The record may not be whole.');
  await expect(window.getByTestId('ticket')).toContainText('An alarm holds orders');
  await expect(window.getByTestId('status-strip')).toContainText('Orders held');
  await desk.screenshot('alarm-holds-trade');
  await window.getByRole('button', { name: '3 alarms' }).click();
  const alarms = window.getByTestId('alarms');
  await expect(alarms.locator('li')).toHaveCount(3);
  await expect(alarms.locator('li').first()).toContainText('no new order leaves');
  await desk.screenshot('alarms');

  await alarms.getByRole('button', { name: 'Acknowledge 2 that hold no orders' }).click();
  await confirmWith(window, 'asked the venue, both are right');
  await expect(alarms.locator('li')).toHaveCount(1);
  await alarms.getByRole('button', { name: `Acknowledge ${holding.alarmId}` }).click();
  await expect(window.getByRole('alertdialog')).toContainText('New orders leave again');
  await desk.screenshot('alarm-acknowledge');
  await confirmWith(window, 'compared with the venue');
  await expect(bar).toBeHidden();
  await expect(alarms).toContainText('No alarm is open');
  const acknowledged = eventsOf(desk.dataFolder, 'desk').filter(({ type }) => type === 'AlarmAcknowledged');
  expect(acknowledged.map(({ data }) => data)).toEqual([
    { alarmId: overfill(2).alarmId, reason: 'asked the venue, both are right' },
    { alarmId: overfill(1).alarmId, reason: 'asked the venue, both are right' },
    { alarmId: holding.alarmId, reason: 'compared with the venue' },
  ]);
  expect(acknowledged.every(({ actor }) => actor.startsWith('operator:'))).toBe(true);

  await show(window, 'Trade');
  await sendLimitOrder(window, { side: 'buy', quantity: '1', price: '1300' });
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
});

test('a configuration file that is refused is an alarm until it is seen; one that is put in force is told', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const file = join(desk.dataFolder, 'configuration.json');
  const good = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...good, risk: { nonsense: 1 } }));
  await window.getByRole('button', { name: '1 alarm' }).click();
  const alarm = window.getByTestId('alarms').locator('[data-kind="configuration_refused"]');
  await expect(alarm).toContainText('limits from before stayed in force');
  await expect(alarm).toContainText(
    'configuration.json is not a valid configuration: risk.nonsense: unknown key',
  );
  await expect(alarm).not.toContainText(desk.dataFolder);
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
