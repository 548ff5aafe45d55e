// Pictures for the README, of the real window on a desk at work: `BREAKWATER_DOCS_IMAGES=1 npm run test:e2e -- docsImages`.
import { join } from 'node:path';
import {
  confirmWith,
  lastPrice,
  priceAt,
  replayFile,
  rows,
  sendLimitOrder,
  show,
  tabTo,
  untilReady,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import type { Page } from '@playwright/test';
import { writeDaySignals, writeSignals } from './support/signals.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'images');

test.skip(process.env['BREAKWATER_DOCS_IMAGES'] !== '1', 'only when pictures are wanted');
// Slow enough that orders near the market rest for a while.
test.use({ marketTickMs: 12_000 });

async function picture(window: Page, name: string): Promise<void> {
  // Neither a message that passes, nor a row under the pointer.
  await window.getByTestId('status-strip').hover();
  await expect(window.getByRole('log', { name: 'Messages' }).locator('.toast')).toHaveCount(0, {
    timeout: 30_000,
  });
  await window.screenshot({ path: join(folder, `${name}.png`) });
}

test('pictures of every screen', async ({ desk }) => {
  test.setTimeout(240_000);
  const { window } = desk;
  await untilReady(window);
  await window.getByRole('button', { name: /^Start sma-cross/ }).click();
  const file = join(desk.dataFolder, 'morning.ndjson');
  await writeDaySignals(file, await lastPrice(window));
  await replayFile(desk, file);
  const replay = window.getByTestId('jobs').locator('[data-kind="replay"]');
  await expect(replay).toHaveAttribute('data-state', 'done', { timeout: 60_000 });

  await show(window, 'Trade');
  await sendLimitOrder(window, { side: 'buy', quantity: '120', price: await priceAt(window, 0.01) });
  await sendLimitOrder(window, { side: 'sell', quantity: '40', price: await priceAt(window, 0.03) });
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  const filled = rows(window).and(window.locator('[data-status="filled"]')).first();
  await filled.click();
  await expect(window.getByTestId('timeline-event').first()).toBeVisible();
  await window.keyboard.press('Control+b');
  const ticket = window.getByTestId('ticket');
  await expect(ticket.getByLabel('Quantity', { exact: true })).toBeFocused();
  await window.keyboard.type('25');
  await tabTo(window, ticket.getByLabel('Limit price', { exact: true }));
  await window.keyboard.press('Control+a');
  await window.keyboard.type(await priceAt(window, -0.002));
  await expect(ticket.getByText(/\d+ pass/)).toBeVisible();
  await picture(window, 'trade-dark');
  await window.getByRole('button', { name: 'Light theme' }).click();
  await picture(window, 'trade-light');
  await window.getByRole('button', { name: 'Dark theme' }).click();

  await show(window, 'Audit');
  await window.getByRole('button', { name: 'Verify chain' }).click();
  await expect(
    window.getByRole('status').filter({ hasText: /events are as they were written/ }),
  ).toBeVisible();
  await window.getByTestId('audit-row').first().click();
  await picture(window, 'audit');

  const busy = join(desk.dataFolder, 'busy.ndjson');
  await writeSignals(busy, 12_000, await lastPrice(window));
  await replayFile(desk, busy);
  await expect(replay.and(window.locator('[data-state="done"]'))).toHaveCount(2, { timeout: 90_000 });
  await show(window, 'Metrics');
  await picture(window, 'metrics');

  await show(window, 'Resilience');
  const venue = window.getByTestId('venue-card').first();
  await venue.getByRole('button', { name: 'Trip…' }).click();
  await confirmWith(window, 'quotes look stale, asking the venue');
  await expect(venue).toHaveAttribute('data-breaker', 'open');
  await picture(window, 'resilience');
  await venue.getByRole('button', { name: 'Reset…' }).click();
  await confirmWith(window, 'the quotes are right');

  await window.keyboard.press('Control+Shift+k');
  const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
  await kill.getByRole('checkbox', { name: /^Flatten/ }).check();
  await kill.getByLabel(/^Reason/).fill('market event, orders out until it is understood');
  await expect(kill.getByTestId('kill-preview')).toContainText('flattens 1 position');
  await window.screenshot({ path: join(folder, 'kill-switch.png') });
  const hold = kill.getByRole('button', { name: /^Hold to stop desk/ });
  await hold.hover();
  await window.mouse.down();
  await expect(kill).toBeHidden();
  await window.mouse.up();
  await show(window, 'Recovery');
  await expect(window.getByTestId('kill-ledger')).toHaveAttribute('data-state', 'flat', { timeout: 60_000 });
  const reconciliation = window.getByTestId('reconciliation');
  await reconciliation.getByRole('button', { name: 'Run now…' }).click();
  await confirmWith(window, 'after the stop');
  await expect(reconciliation).toContainText("on an operator's wish");
  await picture(window, 'recovery');
});
