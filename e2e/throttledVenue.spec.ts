// A venue that says "too fast": the strip and the Resilience screen say so, how it is called since then, and in its words.
import { join } from 'node:path';
import { confirmWith, lastPrice, show, startReplay, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { writeSignals } from './support/signals.ts';

test('a venue that is called too fast is slowed, with its words, in the strip and on the Resilience screen', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const strip = window.getByTestId('strip-venue').first();
  await expect(strip).toHaveAttribute('data-tone', 'ok');
  await show(window, 'Resilience');
  const simulator = window.getByRole('group', { name: 'Simulated venue sim' });
  await simulator.getByLabel(/^Most requests/).fill('1');
  await simulator.getByRole('button', { name: 'Apply…' }).click();
  await confirmWith(window, 'drill: the venue takes one request a second');
  await expect(simulator).toContainText('most requests 1 a second');

  const file = join(desk.dataFolder, 'burst.ndjson');
  await writeSignals(file, 6, await lastPrice(window));
  await startReplay(desk, file);
  await expect(strip).toHaveAttribute('data-tone', 'warn');
  await expect(strip).toContainText(/slowed to [\d.]+\/s/);
  await expect(strip).toHaveAttribute(
    'title',
    /called too fast since .*: too many requests: at most 1 in a second/,
  );
  await show(window, 'Resilience');
  const card = window.getByTestId('venue-card').first();
  await expect(card).toContainText(/Slowed since \d\d:\d\d:\d\d/);
  await expect(card.getByTestId('throttled')).toContainText(
    /Called too fast: too many requests: at most 1 in a second/,
  );
  await expect(card.getByTestId('throttled')).toContainText(/at most [\d.]+\/s instead of 50\D000\/s/);
  await expect(window.getByRole('list').getByText('VenueThrottled').first()).toBeVisible();
  await desk.screenshot('venue-throttled');
});
