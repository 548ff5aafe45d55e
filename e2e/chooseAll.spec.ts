// Choosing all that match means all, also what the table does not hold.
import { join } from 'node:path';
import { lastPrice, rows, startReplay, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { writeSignals } from './support/signals.ts';

test('all orders that match are canceled, and the dialog says how many of how many', async ({ desk }) => {
  test.setTimeout(240_000);
  const { window } = desk;
  await untilReady(window);
  const many = join(desk.dataFolder, 'many.ndjson');
  // Every third rests.
  await writeSignals(many, 7_500, await lastPrice(window));
  await startReplay(desk, many);
  await expect(window.getByRole('button', { name: /jobs? running/ })).toBeHidden({ timeout: 120_000 });
  const blotter = window.getByTestId('blotter');
  await blotter.getByLabel('Status').selectOption({ label: 'Working' });
  await expect(blotter.locator('.count')).toHaveText(/^2\D?500 of 7\D?500, 2\D?000 shown$/);
  await blotter.getByRole('grid').focus();
  await window.keyboard.press('Control+a');
  await blotter.getByRole('button', { name: /^Amend 2\D?500…/ }).click();
  const amend = window.getByRole('dialog', { name: /^Amend 2\D?500 orders on sim$/ });
  await expect(amend.getByTestId('bulk-scope')).toHaveText(/^All 2\D?500 orders that match the filter/);
  await window.keyboard.press('Escape');
  await blotter.getByRole('grid').focus();
  await window.keyboard.press('Delete');
  const dialog = window.getByRole('alertdialog', { name: /^Cancel 2\D?500 orders on sim$/ });
  await expect(dialog.getByTestId('bulk-scope')).toHaveText(/^All 2\D?500 orders that match the filter/);
  await dialog.getByLabel(/^Reason/).fill('all of them');
  await desk.screenshot('cancel-all');
  await dialog.getByRole('button', { name: /^Cancel 2\D?500 orders/ }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
  await expect(blotter.getByRole('button', { name: '0 working' })).toBeVisible({ timeout: 60_000 });
});

test('some of those that match are said to be some', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  const some = join(desk.dataFolder, 'some.ndjson');
  await writeSignals(some, 9, await lastPrice(window));
  await startReplay(desk, some);
  await expect(rows(window)).toHaveCount(9);
  const blotter = window.getByTestId('blotter');
  await blotter.getByLabel('Status').selectOption({ label: 'Working' });
  await expect(rows(window)).toHaveCount(3);
  await rows(window).first().click();
  await rows(window)
    .nth(1)
    .click({ modifiers: ['Shift'] });
  await window.keyboard.press('Control+o');
  await window.keyboard.press('Delete');
  const dialog = window.getByRole('alertdialog', { name: 'Cancel 2 orders on sim' });
  await expect(dialog.getByTestId('bulk-scope')).toHaveText('2 of the 3 orders that match the filter.');
});
