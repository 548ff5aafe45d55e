// Text from outside that turns, hides or steers text: on every screen it stands as escapes, never as itself.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { lastPrice, newestOrderId, replayFile, rowOf, rows, show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { headless } from './support/headless.ts';

/** Turned direction, bell, no width, a line of its own, a mark that shows nothing. */
const odd = (text: string): string => `${text}\u202eYUB\u0007\u200b\nLLA\u{e0041}`;

/** Whatever is on the page that a person could not see as what it is: text, and what is read out or shows on hover. */
function hiddenOnPage(window: Page): Promise<string[]> {
  return window.evaluate(() => {
    const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
    const found: string[] = [];
    const look = (text: string, where: string): void => {
      if (unseen.test(text)) found.push(`${where}: ${JSON.stringify(text)}`);
    };
    for (const element of document.querySelectorAll('body *')) {
      const preformatted = element.closest('pre') !== null;
      for (const node of element.childNodes) {
        const text = node.nodeType === Node.TEXT_NODE ? (node.nodeValue ?? '') : '';
        look(preformatted ? text.replaceAll('\n', '') : text, element.className || element.tagName);
      }
      for (const name of ['title', 'aria-label', 'aria-valuetext', 'placeholder', 'alt']) {
        look(element.getAttribute(name) ?? '', `${element.tagName} ${name}`);
      }
    }
    return found;
  });
}

async function seesEscapes(window: Page, where: Locator): Promise<void> {
  await expect(where).toContainText('\\u202eYUB\\u0007\\u200b');
  expect(await hiddenOnPage(window)).toEqual([]);
}

async function writeOddSignals(file: string, market: number): Promise<void> {
  const base = {
    id: 'odd-good',
    source: odd('file'),
    strategy: 's1',
    account: 'main',
    symbol: 'SPX',
    side: 'buy',
    quantity: '1',
    orderType: 'limit',
    limitPrice: (Math.round(market * 0.97 * 4) / 4).toFixed(2),
    timeInForce: 'GTC',
    confidence: '0.5',
    createdAt: '2000-01-03T21:00:00Z',
    note: odd('note'),
  };
  const signals = [
    base,
    { ...base, id: odd('id') },
    { ...base, id: 'odd-strategy', strategy: odd('strategy') },
    { ...base, id: 'odd-symbol', symbol: odd('symbol') },
    { ...base, id: 'odd-key', [odd('key')]: 1 },
  ];
  await writeFile(file, signals.map((signal) => `${JSON.stringify(signal)}\n`).join(''));
}

test('what would turn, hide or steer text stands as escapes wherever it comes up', async ({ desk }) => {
  const { window, dataFolder } = desk;
  await untilReady(window);
  const file = join(dataFolder, 'odd.ndjson');
  await writeOddSignals(file, await lastPrice(window));
  await replayFile(desk, file);
  await expect(window.getByTestId('jobs').locator('[data-kind="replay"]')).toHaveAttribute(
    'data-state',
    'done',
  );
  await show(window, 'Trade');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  const orderId = await newestOrderId(window);
  const canceled = await headless(dataFolder, 'cancel', orderId, '--reason', odd('why'));
  expect(canceled.exitCode, canceled.stderr).toBe(0);
  await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');
  await rowOf(window, orderId).click();

  const events = window.getByTestId('order-detail').getByTestId('timeline-event');
  for (const type of ['SignalReceived', 'OrderCancelRequested']) {
    const event = events.and(window.locator(`[data-type="${type}"]`));
    await event.getByRole('button').first().click();
    await seesEscapes(window, event.locator('pre'));
  }
  await desk.screenshot('odd-text-order');

  const ticket = window.getByTestId('ticket');
  await ticket.getByLabel('Note').fill('a\u202eb\u200bc');
  await ticket.getByLabel('Quantity', { exact: true }).fill('1');
  await ticket.getByLabel('Limit price', { exact: true }).fill('1300');
  await ticket.getByRole('button', { name: /^Review/ }).click();
  const review = window.getByRole('region', { name: 'Review the order' });
  await expect(review).toContainText('a\\u202eb\\u200bc');
  expect(await hiddenOnPage(window)).toEqual([]);
  await window.keyboard.press('Escape');

  await show(window, 'Audit');
  const audit = window.getByTestId('audit-row');
  for (const type of ['SignalRejected', 'OrderCancelRequested']) {
    await audit
      .and(window.locator(`[data-type="${type}"]`))
      .first()
      .click();
    await expect(window.locator('.event-panel pre')).toContainText('\\u202eYUB');
    expect(await hiddenOnPage(window)).toEqual([]);
  }
  await desk.screenshot('odd-text-audit');

  const tripped = await headless(dataFolder, 'breaker', 'trip', 'sim', '--reason', odd('quotes'));
  expect(tripped.exitCode, tripped.stderr).toBe(0);
  await show(window, 'Resilience');
  await seesEscapes(window, window.getByTestId('venue-card').first());
  const killed = await headless(dataFolder, 'kill', '--scope', 'desk', '--reason', odd('stop'));
  expect(killed.exitCode, killed.stderr).toBe(0);
  await show(window, 'Recovery');
  await seesEscapes(window, window.getByTestId('kill-ledger').first());
});
