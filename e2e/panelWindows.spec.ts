// Panels in windows of their own: they show the past with the main window, and lead to its screens.
import { confirmWith, restingOrder, rowOf, show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';

test("a panel's window leads to the events it names, and shows the past with the main window, read-only", async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const orderId = await restingOrder(window, '5');
  await rowOf(window, orderId).click();
  const opened = desk.app.waitForEvent('window');
  await window.getByRole('button', { name: 'Arrange Order detail' }).click();
  await window.getByRole('button', { name: 'Move to a window' }).click();
  const panel = await opened;

  // A link to the audit trail keeps what it looks for.
  const lines = panel.getByTestId('timeline-event');
  await lines.first().getByRole('button').click();
  await lines.first().locator('.event-details button').first().click();
  await expect(window.getByRole('tab', { name: 'Audit' })).toHaveAttribute('aria-selected', 'true');
  await expect(window.getByTestId('audit-row')).toHaveCount(1);
  await expect(window.getByTestId('audit-row')).toContainText('SignalReceived');

  // The actions of a venue stay in sight below a long reason.
  await desk.app.evaluate(({ BrowserWindow }) => {
    for (const one of BrowserWindow.getAllWindows()) {
      if (!one.getTitle().includes('detail')) one.setContentSize(1366, 768);
    }
  });
  await show(window, 'Resilience');
  const card = window.getByTestId('venue-card').first();
  await card.getByRole('button', { name: 'Isolate…' }).click();
  await confirmWith(window, 'The venue has told us by telephone that it closes for its upkeep. '.repeat(4));
  await expect(card).toHaveAttribute('data-breaker', 'isolated');
  const reset = card.getByRole('button', { name: 'Reset…' });
  await expect(reset).toBeInViewport({ ratio: 1 });
  await desk.screenshot('panelWindows-resilience');
  await reset.click();
  await confirmWith(window, 'open again');

  // Both windows show the same moment.
  await panel.keyboard.press('Control+g');
  await panel.getByLabel('Position, or time in UTC').fill('2');
  await panel.keyboard.press('Enter');
  const past = panel.getByTestId('past-panel');
  await expect(past).toHaveAttribute('data-position', '2');
  await expect(window.getByTestId('past-desk')).toHaveAttribute('data-position', '2');
  await expect(panel.getByText('The order did not exist yet')).toBeVisible();
  await window.getByRole('slider', { name: 'Position' }).focus();
  await window.keyboard.press('End');
  await expect(panel.getByTestId('past-order-detail')).toContainText('Working');
  await expect(panel.getByTestId('past-banner')).toContainText('nothing here is live');
  for (const name of ['Cancel…', 'Amend…']) {
    await expect(panel.getByRole('button', { name })).toHaveCount(0);
  }
  await panel.screenshot({ path: 'e2e/screenshots/panelWindows-past.png' });
  await desk.screenshot('panelWindows-past-main');
  expect(await seriousFindings(panel)).toEqual([]);
  await panel.keyboard.press('Escape');
  await expect(past).toBeHidden();
  await expect(window.getByTestId('past-desk')).toBeHidden();
  await expect(panel.getByTestId('order-detail')).toBeVisible();
  await show(window, 'Trade');
  await desk.app.evaluate(({ BrowserWindow }) => {
    for (const one of BrowserWindow.getAllWindows()) {
      if (!one.getTitle().includes('detail')) one.setContentSize(1024, 768);
    }
  });
  await desk.screenshot('panelWindows-1024');
});
