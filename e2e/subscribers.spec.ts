// A durable subscriber that can't get past an event, from its first failure until an operator has it go on.
import { confirmWith, priceAt, rows, sendLimitOrder, show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { eventsOf, replaceEventData, setCheckpoint } from './support/records.ts';

// It is parked after ten failures, with waits that double: 51 seconds in all.
const parkedMs = 80_000;

test('a subscriber that keeps failing is parked in sight, and goes on once an operator resumes it', async ({
  closedDesk: desk,
}) => {
  test.setTimeout(parkedMs + 60_000);
  await desk.start();
  await untilReady(desk.window);
  await sendLimitOrder(desk.window, { side: 'buy', quantity: '2', price: await priceAt(desk.window, 0.01) });
  await expect(rows(desk.window).first()).toHaveAttribute('data-status', 'filled');
  await desk.restart();
  await untilReady(desk.window);
  await desk.close();
  // A start reads the last comparison with the venue, so the first one is for the audit log alone to stumble over.
  const { dataFolder } = desk;
  const report = eventsOf(dataFolder).find(({ type }) => type === 'ReconciliationReported')!;
  const data = replaceEventData(dataFolder, report.position, 'null');
  setCheckpoint(dataFolder, 'audit-log', report.position - 1);

  await desk.start();
  const { window } = desk;
  await untilReady(window);
  const alert = window.getByRole('button', { name: 'audit-log parked' });
  await show(window, 'Metrics');
  const row = window.getByTestId('subscribers').locator('[data-subscriber="audit-log"]');
  await expect(row).toHaveAttribute('data-state', 'retrying');
  await expect(row).toContainText('Retrying');
  await expect(row).toContainText('Cannot read properties of null');
  await expect(alert).toBeHidden();
  await desk.screenshot('subscriber-retrying');

  await show(window, 'Trade');
  await alert.click({ timeout: parkedMs });
  await expect(row).toContainText('Parked');
  await expect(row.getByRole('cell', { name: String(report.position - 1), exact: true })).toBeVisible();
  await expect(window.getByRole('tab', { name: /^Metrics/ })).toContainText('1');
  await desk.screenshot('subscriber-parked');

  replaceEventData(dataFolder, report.position, data);
  const resume = row.getByRole('button', { name: 'Resume audit-log' });
  await resume.click();
  await expect(window.getByRole('dialog')).toContainText(`the event at position ${report.position} again`);
  await desk.screenshot('subscriber-resume');
  await confirmWith(window, 'the report reads again');
  await expect(row).toContainText('Running');
  await expect(row.getByRole('cell', { name: '0', exact: true })).toBeVisible();
  await expect(alert).toBeHidden();
  await expect(resume).toHaveAttribute('aria-disabled', 'true');
  const resumed = eventsOf(dataFolder, 'desk').filter(({ type }) => type === 'SubscriberResumed');
  expect(resumed).toMatchObject([
    {
      data: {
        subscriber: 'audit-log',
        from: 'parked',
        position: report.position - 1,
        failures: 10,
        reason: 'the report reads again',
      },
    },
  ]);
  expect(resumed[0]?.actor).toMatch(/^operator:[^@]+$/);
});
