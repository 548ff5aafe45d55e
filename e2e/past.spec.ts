// The whole console as of a position: where it is entered, how it moves, what it says, and that nothing in it acts.
import { expect, test } from './fixtures.ts';
import { confirmWith, newestOrderId, restingOrder, show, untilReady } from './support/console.ts';
import { seriousFindings } from './support/accessible.ts';
import { eventsOf } from './support/records.ts';

test('the desk as it stood: from the audit and by keys, scrubbed, compared, and back to live', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const first = await restingOrder(window, '3');
  const card = window.getByTestId('venue-card').first();
  await card.getByRole('button', { name: 'Trip…' }).click();
  await confirmWith(window, 'test of the past');
  await expect(card).toHaveAttribute('data-breaker', 'open');
  const created = eventsOf(desk.dataFolder, `order-${first}`)[0]!;

  // From the audit, with the mouse.
  await show(window, 'Audit');
  await window.getByLabel('Any id or text').fill(first);
  const row = window.locator(`[data-testid="audit-row"][data-position="${created.position}"]`);
  await row.click();
  await window.getByRole('button', { name: 'See the desk here' }).click();
  const past = window.getByTestId('past-desk');
  const banner = window.getByTestId('past-banner');
  await expect(banner).toContainText('nothing here is live');
  await expect(banner).toContainText('AS OF 20');
  await expect(past).toHaveAttribute('data-position', String(created.position));
  const [moment = ''] = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.exec(await banner.innerText()) ?? [];
  const order = window.locator(`[data-testid="past-order"][data-order="${first}"]`);
  await expect(order).toHaveAttribute('data-status', 'created');
  await expect(window.getByTestId('past-states')).toContainText('Breaker of sim');
  await expect(window.getByTestId('past-states')).not.toContainText('test of the past');
  // What is wrong with the live desk comes through.
  await expect(window.getByTestId('past-live')).toContainText('breaker open');
  await order.click();
  await expect(window.getByTestId('past-order-detail')).toContainText('still to come');
  // Nothing acts: neither a button nor a key.
  for (const name of ['Cancel…', 'Amend…', 'Trip…', 'Kill', 'Review']) {
    await expect(window.getByRole('button', { name })).toHaveCount(0);
  }
  await desk.screenshot('past-order');
  expect(await seriousFindings(window), 'past').toEqual([]);

  // By steps, by incident, with a moment marked.
  await window.getByRole('button', { name: 'Mark this moment' }).click();
  await window.getByRole('button', { name: '+ 1 event' }).click();
  await expect(past).toHaveAttribute('data-position', String(created.position + 1));
  await window.getByRole('button', { name: 'Incident ›' }).click();
  await expect(window.getByTestId('past-states')).toContainText('test of the past');
  await window.getByRole('tab', { name: 'What differs' }).click();
  const differences = window.getByTestId('differences');
  await expect(differences).toContainText('breaker sim closed open');
  await expect(differences).toContainText('Created Working');
  await desk.screenshot('past-differences');
  expect(await seriousFindings(window), 'differences').toEqual([]);
  await window.getByRole('tab', { name: 'Incidents' }).click();
  await expect(window.getByTestId('incidents')).toContainText('sim breaker open');

  // The scrubber by keyboard.
  const scrubber = window.getByRole('slider', { name: 'Position' });
  await scrubber.focus();
  const before = Number(await past.getAttribute('data-position'));
  await window.keyboard.press('ArrowLeft');
  await expect(past).toHaveAttribute('data-position', String(before - 1));
  await window.keyboard.press('Escape');
  await expect(past).toBeHidden();
  await expect(window.getByTestId('audit-row').first()).toBeVisible();

  // By keys from anywhere: a wrong place is refused in the field, a time leads there.
  await window.keyboard.press('Control+g');
  const place = window.getByLabel('Position, or time in UTC');
  await place.fill('yesterday');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('dialog')).toContainText('expected a position such as 1200');
  await place.fill(moment);
  await window.keyboard.press('Enter');
  await expect(past).toBeVisible();
  await expect(past).toHaveAttribute('data-present', 'true');
  expect(Number(await past.getAttribute('data-position'))).toBeGreaterThan(1);
  // A key of the present does nothing here.
  await window.keyboard.press('Control+b');
  await expect(past).toBeVisible();
  // The kill switch's keys lead to the present first.
  await window.keyboard.press('Control+Shift+K');
  await expect(window.getByRole('alertdialog').or(window.getByRole('dialog'))).toBeVisible();
  await expect(past).toBeHidden();
  await window.keyboard.press('Escape');
  await show(window, 'Trade');
  expect(await newestOrderId(window)).toBe(first);

  await test.step('the past fits a small window, and is readable in light', async () => {
    await window.getByRole('button', { name: 'Light theme' }).click();
    await window.keyboard.press('Control+g');
    await window.getByLabel('Position, or time in UTC').fill('1');
    await window.keyboard.press('Enter');
    await expect(window.getByTestId('past-desk')).toHaveAttribute('data-position', '1');
    await expect(window.getByText('No order was open then')).toBeVisible();
    expect(await seriousFindings(window), 'past, light').toEqual([]);
    await desk.screenshot('past-light');
    await window.getByRole('button', { name: 'Back to live' }).click();
    await expect(window.getByTestId('past-desk')).toBeHidden();
  });
});
