// The Settings screen and the log: look, zone and keys are kept; the configuration is judged before it counts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { confirmWith, priceAt, rows, sendLimitOrder, show, tabTo, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { noOtherLimit } from './support/noOtherLimit.ts';

// Looking for findings of axe takes long on a busy machine.
test.describe.configure({ timeout: 360_000 });

test('look, time zone and keys are chosen by keyboard and mouse, and are kept over a restart', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  await sendLimitOrder(window, { side: 'buy', quantity: '2', price: await priceAt(window, 0.01) });
  await expect(rows(window)).toHaveCount(1);
  await keyboard.press('Control+,');
  const panel = window.getByTestId('window-settings');
  await expect(window.getByRole('tab', { name: 'Settings' })).toHaveAttribute('aria-selected', 'true');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('settings-window');
  await panel.getByRole('radiogroup', { name: 'Theme' }).getByText('Light').click();
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'light');
  await panel.getByRole('radiogroup', { name: 'Type size' }).getByText('Usual').click();
  await keyboard.press('ArrowRight');
  await expect(window.locator('html')).toHaveAttribute('data-type-size', 'large');
  await panel.getByRole('radiogroup', { name: 'Rows' }).getByText('Roomy').click();
  await panel.getByRole('radiogroup', { name: 'Up and down' }).getByText('Swapped').click();
  await panel.getByRole('combobox', { name: 'Times in tables and texts' }).selectOption('Asia/Tokyo');
  await panel.getByRole('combobox', { name: 'Clock beside UTC' }).selectOption('America/New_York');
  await expect(window.getByTestId('status-strip').getByText('New York')).toBeVisible();
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('settings-window-light');

  // A key in use is refused with its action; a free one counts at once, everywhere.
  await window.getByRole('tab', { name: 'Keys', exact: true }).click();
  const keys = window.getByTestId('keys-settings');
  const sell = keys.locator('[data-action="sell"]');
  await sell.getByRole('button', { name: /^Change the keys/ }).press('Enter');
  await keyboard.press('Control+b');
  await expect(sell.getByRole('alert')).toHaveText(
    'Ctrl B is in use for “Ticket: buy”: give that another key first',
  );
  await sell.getByRole('button', { name: /^Change the keys/ }).click();
  await keyboard.press('Control+j');
  await expect(sell).toContainText('Ctrl J');
  await expect(keys.locator('[data-action="kill"]')).toContainText('always these');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('settings-keys-light');

  await desk.restart();
  const again = desk.window;
  await untilReady(again);
  await expect(again.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(again.locator('html')).toHaveAttribute('data-up-down', 'swapped');
  await expect(again.getByRole('columnheader', { name: /^Time Tokyo/ })).toBeVisible();
  await desk.screenshot('settings-kept');
  await again.keyboard.press('Control+j');
  const ticket = again.getByTestId('ticket');
  await expect(ticket.getByLabel('Quantity', { exact: true })).toBeFocused();
  await expect(ticket.getByRole('radio', { name: /sell/i })).toBeChecked();
  await again.keyboard.press('F1');
  await expect(again.getByRole('dialog', { name: 'Keys' })).toContainText('Ctrl J');
  await again.keyboard.press('Escape');

  // Damaged settings cost nothing but themselves.
  await again.evaluate(() => {
    for (const name of Object.keys(localStorage)) {
      const text = localStorage.getItem(name) ?? '';
      if (name.startsWith('breakwater.settings.')) localStorage.setItem(name, text.replace('"roomy"', '7'));
    }
  });
  await desk.restart();
  await untilReady(desk.window);
  await expect(
    desk.window.getByText('Settings that could not be read have their first values: density').first(),
  ).toBeVisible();
  await expect(desk.window.locator('html')).toHaveAttribute('data-type-size', 'large');
});

test('the configuration is judged while it is typed, put in force with a reason, and the old text is kept', async ({
  desk,
}) => {
  const { window, dataFolder } = desk;
  await untilReady(window);
  await window.keyboard.press('Control+,');
  await window.getByRole('tab', { name: 'Venues', exact: true }).click();
  const sim = window.getByTestId('venue-settings');
  await expect(sim.locator('[data-path="simulator.tickMs"]')).toContainText('the file');
  await expect(sim.locator('[data-path="breaker.openMs"]')).toContainText('default');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('settings-venues');

  await sim.getByRole('button', { name: 'Change…' }).click();
  const panel = window.getByTestId('configuration');
  const text = panel.getByRole('textbox', { name: 'Configuration as JSON' });
  const check = panel.getByTestId('configuration-check');
  const put = panel.getByRole('button', { name: /^Put in force/ });
  const before = readFileSync(join(dataFolder, 'configuration.json'), 'utf8');
  const next = JSON.stringify(
    { ...JSON.parse(before), risk: { ...noOtherLimit, positionMax: '10' } },
    null,
    2,
  );
  await text.fill(next.replace('"10"', '"ten"'));
  await expect(check).toContainText('1 mistake: nothing of it counts');
  await expect(check).toContainText('risk.positionMax');
  await expect(put).toHaveAttribute('aria-disabled', 'true');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('settings-configuration-wrong');
  // A look at another screen takes nothing of it away.
  await window.keyboard.press('Escape');
  await show(window, 'Trade');
  await show(window, 'Settings');
  await expect(text).toHaveValue(next.replace('"10"', '"ten"'));
  await text.fill(next.replace(/"tickMs": \d+/, '"tickMs": 5'));
  await expect(check).toContainText('Only a restart can change venues.sim.simulator');
  await text.fill(next);
  await expect(check).toContainText('A valid configuration');
  await expect(check).toContainText('risk.positionMax');
  await desk.screenshot('settings-configuration');
  await put.press('Enter');
  await confirmWith(window, 'a position limit for the new desk');
  await expect(
    window.getByText(/^The configuration is in force; the text before is in/).first(),
  ).toBeVisible();
  expect(readFileSync(join(dataFolder, 'configuration.json'), 'utf8')).toBe(next);
  await expect(check).toContainText('It changes nothing that is in force.');

  // Somebody else changes the file meanwhile: what was typed is not written over it.
  await text.fill(next.replace('"10"', '"11"'));
  await expect(put).not.toHaveAttribute('aria-disabled', 'true');
  writeFileSync(join(dataFolder, 'configuration.json'), next.replace('"10"', '"12"'));
  await expect(panel.getByText(/The file was changed since you began/)).toBeVisible();
  await panel.getByRole('button', { name: 'Take what the file says' }).click();
  await expect(text).toHaveValue(/"12"/);
});

test('the log is live, filtered by level, component and text, paused and copied', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  await window.keyboard.press('Control+9');
  const log = window.getByTestId('log');
  const row = log.getByTestId('log-row');
  await expect(row.first()).toBeVisible();
  await expect(log.getByText(/logs\/breakwater\.log/)).toBeVisible();
  expect(await seriousFindings(window)).toEqual([]);

  // An event of a venue comes in while somebody looks.
  await log.getByRole('combobox', { name: 'Component' }).selectOption('audit');
  await expect(log.locator('[data-testid="log-row"]:not([data-component="audit"])')).toHaveCount(0);
  await log.getByRole('searchbox', { name: 'Search within the log' }).fill('no entry has these words');
  await expect(log.getByText('No entry matches the filters')).toBeVisible();
  await show(window, 'Resilience');
  await window.getByRole('button', { name: /^Trip/ }).first().click();
  await confirmWith(window, 'a test of the log');
  await show(window, 'Log');
  await log.getByRole('searchbox', { name: 'Search within the log' }).fill('a test of the log');
  await expect(row.filter({ hasText: 'audit' }).first()).toBeVisible();
  await desk.screenshot('log');

  // By keyboard: the table is one tab stop, and an entry has all of its fields beside it.
  await log.getByRole('grid').focus();
  await window.keyboard.press('ArrowDown');
  await expect(window.getByTestId('log-entry')).toContainText('a test of the log');
  await window.keyboard.press('Escape');
  await log.getByRole('checkbox', { name: 'Pause' }).check();
  await log.getByRole('button', { name: 'Copy shown' }).click();
  await expect(window.getByText(/entr(y|ies) copied/).first()).toBeVisible();
  await window.getByRole('button', { name: 'Light theme' }).click();
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('log-light');
  await tabTo(window, log.getByRole('grid'));
});
