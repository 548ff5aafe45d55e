// What needs a person: seen from every screen, held against new orders where it must be, until somebody acknowledges it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { ids } from '../src/shared/kernel/testing/ids.ts';
import type { Alert } from '../src/main/domain/desk/alert.ts';
import type { StreamId, VenueId } from '../src/shared/kernel/ids.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import {
  confirmChoice,
  confirmWith,
  incident,
  rows,
  sendLimitOrder,
  show,
  untilReady,
} from './support/console.ts';
import { leaveEvents } from './support/earlierEvents.ts';
import { eventsOf } from './support/records.ts';

const overfill = (n: number): Alert => ({
  alertId: ids.alert(`overfill:order-${n}:x${n}`),
  kind: 'overfill',
  holdsOrders: false,
  message: `the fill of ${n} at 1455.25 takes the order ${n} beyond its quantity`,
  advice: 'Ask the venue, and close what is too much.',
});
const holding: Alert = {
  ...overfill(9),
  alertId: ids.alert('overfill:holds'),
  holdsOrders: true,
  message: 'the record may not be whole',
  advice: 'Compare it with the venue before you go on.',
};

/** Writes down the frequency of every tone that begins from now on. */
async function hearTones(window: Page): Promise<void> {
  await window.evaluate(() => {
    const { start } = OscillatorNode.prototype;
    const heard: number[] = [];
    Object.assign(globalThis, { heard });
    OscillatorNode.prototype.start = function heardStart(this: OscillatorNode, when?: number): void {
      heard.push(this.frequency.value);
      start.call(this, when);
    };
  });
}

function tones(window: Page): Promise<readonly number[]> {
  return window.evaluate(() => (globalThis as unknown as { readonly heard: readonly number[] }).heard);
}

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
  const bar = incident(window, 'orders_held');
  await expect(bar).toContainText('No new order leaves');
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
  await hearTones(window);
  const file = join(desk.dataFolder, 'configuration.json');
  const good = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...good, risk: { nonsense: 1 } }));
  await window.getByRole('button', { name: '1 alert, warning' }).click();
  expect(await tones(window)).toEqual([440]);
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

test('alerts of a kind are muted with an end, call again, are acknowledged at once, and stay in the history', async ({
  closedDesk: desk,
}) => {
  // The console is started more than once.
  await desk.start();
  await untilReady(desk.window);
  await desk.close();
  const earlier = Array.from({ length: 30 }, (_, n) => ({ ...overfill(n + 100), message: `earlier ${n}` }));
  const about = { venue: 'sim' as VenueId, stream: 'desk' as StreamId };
  await leaveEvents(desk.dataFolder, 'desk', [
    ...earlier.flatMap((data) => [
      { type: 'AlertRaised' as const, data },
      { type: 'AlertAcknowledged' as const, data: { alertId: data.alertId, reason: 'seen' } },
    ]),
    ...[1, 2, 3].map((n) => ({ type: 'AlertRaised' as const, data: { ...overfill(n), ...about } })),
  ]);
  await desk.start();
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  const strip = window.getByRole('button', { name: '3 alerts, worst critical' });
  await expect(strip).toBeVisible();
  await keyboard.press('Control+8');
  const alerts = window.getByTestId('alerts');
  const quiet = window.getByTestId('quiet-alerts');
  const history = window.getByTestId('alert-history').getByTestId('alert-event');
  const dialog = window.getByRole('dialog');
  await expect(alerts.locator('li')).toHaveCount(3);
  await expect(alerts.locator('li').first()).toContainText('critical: overfill');
  await expect(history).toHaveCount(50);
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('alerts-open');

  await alerts.getByRole('button', { name: `Mute ${overfill(2).alertId}` }).press('Enter');
  await dialog.getByLabel('What').selectOption('every alert of the kind overfill');
  await dialog.getByLabel('For how long').selectOption('4 hours');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('alerts-mute');
  await confirmChoice(window, 'the venue is told', /^Mute/);
  await expect(strip).toBeHidden();
  await expect(alerts.getByText(/^muted until/)).toHaveCount(3);
  await expect(quiet).toContainText('the venue is told');
  await expect(history.first()).toHaveAttribute('data-type', 'AlertsMuted');
  await desk.screenshot('alerts-muted');
  await quiet.getByRole('button', { name: 'Unmute overfill' }).click();
  await confirmWith(window, 'it answered');
  await expect(strip).toBeVisible();
  await expect(quiet).toContainText('Nothing is muted');

  await alerts.getByRole('button', { name: `Acknowledge ${overfill(1).alertId}` }).click();
  await dialog.getByRole('checkbox', { name: 'all 3 of the kind overfill' }).check();
  await confirmChoice(window, 'all three are right', /^Acknowledge 3 alerts/);
  await expect(alerts).toContainText('No alert is open');
  await expect(history.first()).toContainText('all three are right');
  await expect(history.first()).toHaveAttribute('data-type', 'AlertAcknowledged');

  const pages = window.getByTestId('alert-history');
  await pages.getByRole('button', { name: 'Older' }).click();
  await expect(history.last()).toContainText('earlier 0');
  await expect(pages.getByRole('button', { name: 'Older' })).toHaveAttribute('aria-disabled', 'true');
  await pages.getByRole('button', { name: 'Newer' }).click();
  await expect(history.first()).toContainText('all three are right');
});

test('an alert leads to its venue and its events, and the chosen sounds are kept', async ({
  closedDesk: desk,
}) => {
  // The console is started more than once.
  await desk.start();
  await untilReady(desk.window);
  await desk.close();
  const data = { ...overfill(1), venue: 'sim' as VenueId, stream: 'desk' as StreamId };
  await leaveEvents(desk.dataFolder, 'desk', [{ type: 'AlertRaised', data }]);
  await desk.start();
  await untilReady(desk.window);
  await desk.window.getByRole('button', { name: '1 alert, critical' }).click();
  const row = desk.window.getByTestId('alerts').locator('li');
  await row.getByRole('button', { name: 'sim', exact: true }).press('Enter');
  await expect(desk.window.getByRole('tab', { name: 'Resilience' })).toHaveAttribute('aria-selected', 'true');
  await show(desk.window, 'Alerts');
  await row.getByRole('button', { name: 'desk', exact: true }).click();
  await expect(desk.window.getByRole('tab', { name: 'Audit' })).toHaveAttribute('aria-selected', 'true');

  await show(desk.window, 'Alerts');
  await hearTones(desk.window);
  const sounds = (): Locator => desk.window.getByTestId('sounds-settings');
  await desk.window.getByRole('button', { name: 'Sounds…' }).click();
  await sounds().getByLabel('Every critical alert').selectOption('one high tone');
  await sounds().getByLabel('One kind').selectOption('breaker open');
  await sounds().getByLabel('Its sound').selectOption('no sound');
  expect(await tones(desk.window)).toEqual([880]);
  expect(await seriousFindings(desk.window)).toEqual([]);
  await desk.screenshot('alerts-sounds');
  await desk.restart();
  await untilReady(desk.window);
  await show(desk.window, 'Alerts');
  await desk.window.getByRole('button', { name: 'Sounds…' }).click();
  await expect(sounds().getByLabel('Every critical alert')).toHaveValue('high');
  await sounds().getByLabel('One kind').selectOption('breaker open');
  await expect(sounds().getByLabel('Its sound')).toHaveValue('off');
});
