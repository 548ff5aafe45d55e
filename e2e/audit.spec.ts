// What the audit trail says of what it did not look at, and of what it can't understand.
import { expect, test } from './fixtures.ts';
import { priceAt, sendLimitOrder, show, untilReady } from './support/console.ts';
import { leaveEvents } from './support/earlierEvents.ts';
import { eventsOf } from './support/records.ts';

const manyEvents = 250_000;

test('a search among many events goes on until all are looked at, and finds the oldest', async ({
  closedDesk: desk,
}) => {
  await desk.start();
  await untilReady(desk.window);
  const price = await priceAt(desk.window, -0.03);
  await sendLimitOrder(desk.window, { side: 'buy', quantity: '7', price });
  await desk.close();
  const received = eventsOf(desk.dataFolder).find(({ type }) => type === 'SignalReceived')!;
  await leaveEvents(
    desk.dataFolder,
    'venue-earlier',
    Array.from({ length: manyEvents }, () => ({
      type: 'VenueDisconnected' as const,
      data: { reason: 'an older line' },
    })),
  );
  await desk.start();
  const { window } = desk;
  await untilReady(window);
  await show(window, 'Audit');
  const events = window.getByTestId('audit-row');
  const text = window.getByLabel('Any id or text');
  await text.fill('nowhere-to-be-found');
  await expect(window.getByText('No event matches, all were looked at')).toBeVisible({ timeout: 30_000 });
  await desk.screenshot('audit-nothing');
  await text.fill(received.stream.slice('signal-'.length));
  await expect(events.and(window.locator('[data-type="SignalReceived"]'))).toBeVisible({ timeout: 30_000 });
  await expect(window.getByText(/all of them/)).toBeVisible({ timeout: 30_000 });

  // By what a row shows besides: its type and its actor.
  for (const part of ['signalrec', received.actor]) {
    await text.fill(part);
    await expect(events.and(window.locator('[data-type="SignalReceived"]'))).toBeVisible({ timeout: 30_000 });
  }
  // A person is found by the name that the strip shows.
  await text.fill('');
  await window.getByLabel('Actor').fill(received.actor.slice('operator:'.length));
  await expect(events.and(window.locator('[data-type="SignalReceived"]'))).toBeVisible({ timeout: 30_000 });
  await window.getByLabel('Actor').fill('');

  await window.getByLabel('From, UTC').fill('9:31');
  await expect(window.getByText(/From "9:31" is no time/)).toBeVisible();
  await expect(events).toHaveCount(0);
  // Nothing was looked at.
  await expect(window.getByText(/all of them|loaded/)).toBeHidden();
  await desk.screenshot('audit-wrong-time');
});
