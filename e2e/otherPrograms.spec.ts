// Other programs on the machine (FDC3): off by default; a symbol for an empty ticket, an offer for an entered one, and
// the orders that a program asks for.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import * as samples from '../src/main/infra/fdc3/testing/samples.ts';
import { TestBridge } from '../src/main/infra/fdc3/testing/testBridge.ts';
import { seriousFindings } from './support/accessible.ts';
import { restingOrder, rows, show, startMs, untilArmed, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';

const standardPorts = { first: 4475, last: 4575 };

/** On the first free port of the standard, where a console that is switched on looks for it. */
async function openBridge(): Promise<TestBridge> {
  for (let port = standardPorts.first; port <= standardPorts.last; port += 1) {
    try {
      return await TestBridge.open({ port });
    } catch {
      // Another program has the port.
    }
  }
  throw new Error('No port of the standard is free.');
}

async function openSettings(window: Page): Promise<void> {
  await window.keyboard.press('Control+,');
  await window.getByRole('tab', { name: 'Other programs (FDC3)' }).click();
}

const ticketOf = (window: Page) => window.getByTestId('ticket');
const symbolOf = (window: Page) => ticketOf(window).getByRole('combobox', { name: 'Symbol' });
const offerIn = (window: Page) => ticketOf(window).getByTestId('foreign-symbol');

/** Asks until it is taken: one that comes right after another is refused. */
async function resultOfViewOrders(bridge: TestBridge, symbol: string) {
  for (;;) {
    const asked = samples.raiseIntent('ViewOrders', samples.instrument(symbol));
    bridge.say(asked);
    const { requestUuid } = asked.meta;
    const { payload } = await bridge.heard('raiseIntentResponse', requestUuid);
    if (payload['error'] === undefined) return bridge.heard('raiseIntentResultResponse', requestUuid);
    expect(payload).toEqual({ error: 'IntentDeliveryFailed' });
  }
}

test('other programs: off at first, a symbol for the ticket, an offer, and the orders asked for', async ({
  closedDesk: desk,
}) => {
  const grid = { venue: 'sim', currency: 'USD', tickSize: '0.25', lotSize: '1' };
  const instruments = ['SPX', 'AAPL', 'GOOG', 'IBM', 'MSFT'].map((symbol) => ({ symbol, ...grid }));
  const venues = [{ venue: 'sim', simulator: { tickMs: 3_600_000 } }];
  await writeFile(join(desk.dataFolder, 'configuration.json'), JSON.stringify({ instruments, venues }));
  const bridge = await openBridge();
  await desk.start();
  const { window } = desk;
  await untilReady(window);
  const orderId = await restingOrder(window, '5');
  await openSettings(window);
  const panel = window.getByTestId('programs-settings');
  const link = window.getByTestId('programs-link');
  await expect(link).toContainText('Off');
  expect(bridge.isConnected).toBe(false);

  // Switched on by keyboard alone.
  await panel.getByRole('checkbox', { name: 'Listen to other programs' }).focus();
  await window.keyboard.press('Space');
  await expect(link).toContainText(`Connected as Breakwater since`);
  await expect(link).toContainText(`on port ${bridge.port}. Also there: agent-A.`);
  await panel.getByRole('combobox', { name: 'Channel to follow' }).selectOption('Channel 1, red');
  await panel.getByLabel('Port of the bridge').fill('80');
  await expect(panel).toContainText(
    '"80" is no port: expected a whole number from 1024 to 65535, or nothing',
  );
  await panel.getByLabel('Port of the bridge').fill('');
  expect(await seriousFindings(window)).toEqual([]);

  // Nobody has entered anything since the last order, so the symbol goes into the ticket, and nothing is sent.
  await window.reload();
  await untilReady(window);
  await expect(symbolOf(window)).not.toHaveValue('AAPL');
  bridge.say(samples.broadcast(samples.instrument('MSFT'), 'fdc3.channel.2'));
  bridge.say(samples.broadcast(samples.instrument('AAPL')));
  await expect(symbolOf(window)).toHaveValue('AAPL');
  await expect(offerIn(window)).toContainText('AAPL comes from ChartApp (agent-A)');
  await expect(ticketOf(window).getByLabel('Quantity', { exact: true })).toHaveValue('');
  await expect(rows(window)).toHaveCount(1);
  await desk.screenshot('otherPrograms-put-in');

  // An entered ticket stays as it is, and offers the newest.
  await window.keyboard.press('Control+b');
  await window.keyboard.type('7');
  bridge.say(samples.broadcast(samples.instrument('IBM')));
  bridge.say(samples.broadcast(samples.instrument('MSFT')));
  await expect(offerIn(window)).toContainText('MSFT from ChartApp (agent-A)');
  await expect(symbolOf(window)).toHaveValue('AAPL');
  await desk.screenshot('otherPrograms-offer');
  expect(await seriousFindings(window)).toEqual([]);
  // Not at the moment at which it comes: a press meant the offer before.
  await untilArmed(offerIn(window).getByRole('button', { name: /^Take MSFT/ }));
  await window.keyboard.press('Control+Shift+S');
  await expect(symbolOf(window)).toHaveValue('MSFT');
  await expect(ticketOf(window).getByLabel('Quantity', { exact: true })).toHaveValue('7');

  // A symbol that the desk does not have is said, and can be let go.
  bridge.say(samples.broadcast(samples.instrument('TSLA')));
  await expect(offerIn(window)).toContainText('TSLA is no symbol of this desk');
  await offerIn(window).getByRole('button', { name: 'Let go what the other program wants' }).click();
  await expect(offerIn(window)).toContainText('MSFT comes from');

  // The offer can be taken by mouse too, but not under a review.
  await ticketOf(window).getByLabel('Limit price').fill('1');
  bridge.say(samples.broadcast(samples.instrument('AAPL')));
  await expect(offerIn(window).getByRole('button', { name: /^Take AAPL/ })).toBeVisible();
  await ticketOf(window).getByLabel('Limit price').press('Enter');
  await expect(ticketOf(window).getByRole('region', { name: 'Review the order' })).toBeVisible();
  await expect(offerIn(window).getByRole('button', { name: /^Take AAPL/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await window.keyboard.press('Control+Shift+S');
  await desk.screenshot('otherPrograms-review');
  await window.keyboard.press('Escape');
  await expect(symbolOf(window)).toHaveValue('MSFT');
  await offerIn(window)
    .getByRole('button', { name: /^Take AAPL/ })
    .click();
  await expect(symbolOf(window)).toHaveValue('AAPL');

  // ViewOrders opens the blotter from any screen, by symbol; the filter of before comes back.
  await window.getByRole('searchbox', { name: 'Search orders' }).fill(orderId.slice(0, 8));
  await show(window, 'Metrics');
  const result = await resultOfViewOrders(bridge, 'IBM');
  expect(result.payload).toEqual({ intentResult: {} });
  await expect(
    window.getByRole('combobox', { name: 'Symbol: all' }).or(window.locator('.chip-select.on')),
  ).toHaveValue('IBM');
  await expect(window.getByTestId('asked-orders')).toContainText('asked for by ChartApp (agent-A)');
  await expect(rows(window)).toHaveCount(0);
  await desk.screenshot('otherPrograms-orders');
  await window.keyboard.press('Control+Shift+L');
  await desk.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800);
  });
  await expect(window.getByTestId('asked-orders')).toBeInViewport({ ratio: 1 });
  await expect(offerIn(window)).toBeInViewport({ ratio: 1 });
  await desk.screenshot('otherPrograms-orders-light-1280');
  await window.getByRole('button', { name: 'Show the orders as before' }).press('Enter');
  await expect(window.getByRole('searchbox', { name: 'Search orders' })).toHaveValue(orderId.slice(0, 8));
  await expect(rows(window)).toHaveCount(1);

  // Under an open dialog the orders stay, and the program hears it.
  await rows(window).first().click();
  await window.keyboard.press('Delete');
  const cancel = window.getByRole('alertdialog');
  await cancel.getByLabel(/^Reason/).fill('half a reas');
  const answered = await resultOfViewOrders(bridge, 'IBM');
  expect(answered.payload).toEqual({ error: 'IntentHandlerRejected' });
  await expect(cancel.getByLabel(/^Reason/)).toHaveValue('half a reas');
  await window.keyboard.press('Escape');
  await expect(cancel).toBeHidden();
  await window.getByTestId('blotter').getByRole('grid').focus();
  await window.keyboard.press('Escape');

  // While the past is shown, nothing is done, and the program hears it.
  await window.keyboard.press('Control+g');
  await window.getByLabel('Position, or time in UTC').fill('2');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('past-desk')).toBeVisible();
  const refused = await resultOfViewOrders(bridge, 'IBM');
  expect(refused.payload).toEqual({ error: 'IntentHandlerRejected' });
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('past-desk')).toBeHidden();
  await openSettings(window);
  await expect(window.getByTestId('programs-last')).toContainText('ViewOrders with instrument IBM');
  await expect(window.getByTestId('programs-last')).toContainText('nothing: the console shows the past');

  // A flood does not reach the window, and what is no message is counted.
  for (let at = 0; at < 10_000; at += 1) bridge.say(samples.broadcast(samples.instrument(`S${at}`)));
  bridge.sayText('{');
  await expect(window.getByTestId('programs-last')).toContainText('instrument S9999');
  await expect(window.getByTestId('programs-last')).toContainText('1 message not taken');
  await desk.screenshot('otherPrograms-settings');

  // A ticket in a window of its own takes the symbol there.
  await show(window, 'Trade');
  await offerIn(window).getByRole('button', { name: 'Let go what the other program wants' }).click();
  const opened = desk.app.waitForEvent('window');
  await window.getByRole('button', { name: 'Arrange Ticket' }).click();
  await window.getByRole('button', { name: 'Move to a window' }).click();
  const own = await opened;
  await expect(symbolOf(own)).toBeVisible();
  bridge.say(samples.broadcast(samples.instrument('GOOG')));
  await expect(symbolOf(own)).toHaveValue('GOOG');
  await expect(offerIn(own)).toContainText('GOOG comes from ChartApp (agent-A)');

  // What was chosen outlives the console.
  await desk.restart();
  await expect(desk.window.getByTestId('status-strip').getByText('SPX')).toBeVisible({ timeout: startMs });
  await expect.poll(() => bridge.isConnected).toBe(true);
  await bridge.kill();
  await openSettings(desk.window);
  await expect(desk.window.getByTestId('programs-link')).toContainText(/Lost since .+: the bridge closed/);
});
