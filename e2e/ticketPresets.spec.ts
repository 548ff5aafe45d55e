// Presets of the ticket: kept on Settings, chosen by a key or a press, in the ticket and in an amend.
import { expect, test } from './fixtures.ts';
import { restingOrder, rowOf, show, untilArmed, untilReady } from './support/console.ts';
import { seriousFindings } from './support/accessible.ts';

test('a preset is made, chosen by key and mouse, changed, and removed; an unusual value is warned of', async ({
  desk,
}) => {
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
  await expect(amend).toBeHidden();

  // The amend of several orders has them too, and a line for all orders against which the same speaks.
  await rowOf(window, ids[2]!).click({ modifiers: ['Shift'] });
  await window.keyboard.press('F2');
  await expect(window.getByRole('heading', { name: 'Amend 3 orders on sim' })).toBeVisible();
  await amend.getByLabel('Set quantities to').focus();
  await window.keyboard.press('Alt+2');
  await expect(amend.getByLabel('Set quantities to')).toHaveValue('5000');
  const warnings = amend.getByRole('status', { name: 'Warnings' });
  await expect(warnings.locator('[data-group="unusual_size"]')).toContainText(
    /^3 orders: Size 5.000 is more than 5 times the usual 2 of the last 6 orders/,
  );
  await expect(warnings.locator('[data-group="unusual_value"]')).toContainText('3 orders');
  await expect(warnings.locator('[data-group="duplicate"]')).toHaveCount(0);
  await desk.screenshot('ticketPresets-amendSeveral');
  await window.setViewportSize({ width: 1280, height: 800 });
  await amend.getByLabel('Move quantities by').fill('-1.5');
  await expect(amend.getByLabel('Set quantities to')).toHaveValue('');
  await expect(amend.getByRole('status', { name: 'Would be refused' })).toContainText(
    '3 orders: the quantity is off the lot 1',
  );
  await desk.screenshot('ticketPresets-amendRefused');
  expect(await seriousFindings(window)).toEqual([]);
  await amend.getByLabel('Move quantities by').fill('');
  await amend.getByLabel('Move prices by').fill('-0.25');
  await amend.getByLabel(/^Reason/).focus();
  await window.keyboard.press('1');
  await expect(amend.getByLabel(/^Reason/)).toHaveValue('Follow the market');
  // Nothing is sent before the dry run has looked at it.
  await expect(window.getByTestId('bulk-dry-run')).toHaveText('3 of 3 orders would pass');
  await untilArmed(amend.getByRole('button', { name: 'Amend 3' }));
  await expect(amend.getByRole('button', { name: 'Amend 3' })).toBeEnabled();
  await window.keyboard.press('Enter');
  await expect(amend).toBeHidden();
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
