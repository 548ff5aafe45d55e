// The states of a venue over time, a probe before the wait is over, and metrics that lead from a chart to the events.
import { expect, test } from './fixtures.ts';
import { confirmWith, openByKey, show, untilReady } from './support/console.ts';
import { seriousFindings } from './support/accessible.ts';

test('a breaker probes when it is asked to, its states stand as bands, and charts mark what happened', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  await show(window, 'Resilience');
  const card = window.getByTestId('venue-card').first();
  const bands = window.getByTestId('state-bands').first();
  await expect(card.getByRole('button', { name: 'Probe now…' })).toHaveAttribute('aria-disabled', 'true');
  await card.getByRole('button', { name: 'Trip…' }).click();
  await confirmWith(window, 'test of a probe');
  await expect(card).toHaveAttribute('data-breaker', 'open');
  await expect(bands.getByRole('img', { name: /Breaker of sim:.*open for/ })).toBeVisible();
  // What a reset changes is said before it.
  await card.getByRole('button', { name: 'Reset…' }).click();
  await expect(window.getByTestId('reset-changes')).toContainText('from open to closed');
  await expect(window.getByTestId('reset-changes')).toContainText('is not waited for');
  await desk.screenshot('reset-changes');
  await window.keyboard.press('Escape');
  // By keyboard.
  await openByKey(card.getByRole('button', { name: 'Probe now…' }), window.getByRole('dialog'));
  await confirmWith(window, 'the venue says it is back');
  await expect(card).toHaveAttribute('data-breaker', 'closed');
  await expect(bands.getByRole('img', { name: /Breaker of sim:.*open for.*closed for/ })).toBeVisible();
  expect(await seriousFindings(window), 'Resilience').toEqual([]);
  await desk.screenshot('state-bands');

  await show(window, 'Metrics');
  const answers = window.getByTestId('metrics-answers');
  await expect(answers).toContainText('Refusing?');
  const incident = answers.getByRole('button', { name: /sim breaker open/ });
  await expect(incident).toBeVisible();
  await desk.screenshot('metrics-answers');
  expect(await seriousFindings(window), 'Metrics').toEqual([]);
  // A range by a drag over a chart.
  const chart = window.getByRole('figure', { name: /^Events/ });
  const box = (await chart.boundingBox())!;
  const y = box.y + box.height / 2;
  await window.mouse.move(box.x + box.width * 0.4, y);
  await window.mouse.down();
  await window.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
  await window.mouse.move(box.x + box.width * 0.75, y, { steps: 5 });
  await window.mouse.up();
  await expect(window.getByTestId('metrics-range')).toContainText('not live');
  await desk.screenshot('metrics-range');
  await window.getByRole('button', { name: 'Follow the present' }).click();
  await expect(window.getByTestId('metrics-range')).toBeHidden();
  // The same by keys, and on to the events.
  await openByKey(window.getByRole('button', { name: 'Zoom in' }), window.getByTestId('metrics-range'));
  await window.getByRole('button', { name: 'Open in audit' }).click();
  await expect(window.getByLabel('From, UTC')).toHaveValue(/^20\d\d-\d\d-\d\d \d\d:/);
  // An incident leads to the desk as it stood.
  await show(window, 'Metrics');
  await incident.click();
  await expect(window.getByTestId('past-states')).toContainText('test of a probe');
  await window.keyboard.press('Escape');
});
