// Presets of the ticket: kept on Settings, chosen by a key or a press, in the ticket and in an amend.
import { expect, test } from './fixtures.ts';
import { restingOrder, rowOf, show, untilReady } from './support/console.ts';
import { seriousFindings } from './support/accessible.ts';

test('a preset is made, chosen by key and mouse, changed, and removed; an unusual value is warned of', async ({
  desk,
}) => {
  test.setTimeout(120_000);
  const { window } = desk;
  await untilReady(window);
  await show(window, 'Settings');
  await window.getByRole('tab', { name: 'Ticket' }).click();
  const settings = window.getByTestId('ticket-settings');
  await expect(settings).toContainText('No preset yet');
  const name = settings.getByLabel('Name of the preset');
  const quantity = settings.getByLabel('Quantity', { exact: true });
  await name.fill('Small');
  await quantity.fill('ten');
  await expect(settings).toContainText('"ten" is no quantity: expected a number above zero');
  await quantity.fill('2');
  await window.keyboard.press('Enter');
  await expect(settings.getByRole('row', { name: /^Small/ })).toContainText('Alt 1');
  await name.fill('Block');
  await quantity.fill('5 000');
  await settings.getByRole('combobox', { name: 'Type' }).selectOption('Market');
  await settings.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(settings.getByRole('row', { name: /^Block/ })).toContainText('Market');
  await desk.screenshot('ticketPresets-settings');
  expect(await seriousFindings(window)).toEqual([]);

  const ids: string[] = [];
  await show(window, 'Trade');
  for (let count = 0; count < 6; count++) ids.push(await restingOrder(window, '2'));
  const ticket = window.getByTestId('ticket');
  await window.keyboard.press('Control+b');
  await window.keyboard.press('Alt+2');
  await expect(ticket.getByLabel('Quantity', { exact: true })).toHaveValue('5000');
  await expect(ticket.getByRole('combobox', { name: 'Type' })).toHaveValue('market');
  await expect(ticket.locator('[data-warning="unusual_value"]')).toContainText("of the desk's last 6 orders");
  await desk.screenshot('ticketPresets-ticket');
  await ticket.getByRole('button', { name: 'Small' }).click();
  await expect(ticket.getByLabel('Quantity', { exact: true })).toHaveValue('2');
  await expect(ticket.locator('[data-warning="unusual_value"]')).toHaveCount(0);

  // The amend of one order has the same, and is not compared with itself.
  await rowOf(window, ids[0]!).click();
  await window.keyboard.press('F2');
  const amend = window.getByRole('dialog');
  await amend.getByLabel('Quantity', { exact: true }).focus();
  await window.keyboard.press('Alt+2');
  await expect(amend.getByLabel('Quantity', { exact: true })).toHaveValue('5000');
  await expect(amend.locator('[data-warning="unusual_value"]')).toBeVisible();
  await desk.screenshot('ticketPresets-amend');
  await window.keyboard.press('Escape');

  await show(window, 'Settings');
  await settings.getByRole('button', { name: 'Move Block up' }).click();
  await expect(settings.getByRole('row', { name: /^Block/ })).toContainText('Alt 1');
  await settings.getByRole('button', { name: 'Remove Block' }).click();
  await settings.getByRole('button', { name: 'Change Small…' }).click();
  await quantity.fill('3');
  await settings.getByRole('button', { name: 'Change Small', exact: true }).click();
  await expect(settings.getByRole('row', { name: /^Small/ })).toContainText('3');
});
