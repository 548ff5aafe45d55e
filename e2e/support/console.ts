// The console as its operator handles it: by roles and names, mostly with the keyboard.
import { expect, type Locator, type Page } from '@playwright/test';
import { answerFileDialogs, type Desk } from '../fixtures.ts';

export type ScreenName =
  | 'Trade'
  | 'Risk'
  | 'Resilience'
  | 'Recovery'
  | 'Metrics'
  | 'Audit'
  | 'Signals'
  | 'Alerts'
  | 'Log'
  | 'Settings';

/** How long a start may take, in milliseconds. */
export const startMs = 60_000;

/** How long anything else may take, in milliseconds. */
const shownMs = 10_000;

interface Wanted {
  readonly words?: readonly string[];
  /** A selector of what must have gone. */
  readonly gone?: string;
}

/**
 * Waits for what nearly every test waits for. It looks fifty times a second, an expectation soon only once. What has
 * not come in time is told by the expectation that follows.
 */
async function lookOften(place: Locator, wanted: Wanted, longestMs: number): Promise<void> {
  await place.evaluate(
    (element, { words = [], gone, longest }) =>
      new Promise<void>((resolve) => {
        const end = performance.now() + longest;
        const isThere = (): boolean =>
          words.every((word) => element.textContent.includes(word)) &&
          (gone === undefined || (!element.matches(gone) && element.querySelector(gone) === null));
        const look = (): void => {
          if (isThere() || !element.isConnected || performance.now() > end) resolve();
          else setTimeout(look, 20);
        };
        look();
      }),
    { ...wanted, longest: longestMs },
    { timeout: longestMs },
  );
}

/** Resolves when the engine takes orders and the ticket knows the market. */
export async function untilReady(window: Page): Promise<void> {
  const strip = window.getByTestId('status-strip');
  // A busy machine takes its time to start the engine.
  await lookOften(strip, { words: ['SIMULATION', 'Active', 'SPX'] }, startMs);
  await expect(strip.getByText('SIMULATION')).toBeVisible({ timeout: startMs });
  await expect(strip.getByText('Active', { exact: true })).toBeVisible();
  await expect(strip.getByText('SPX')).toBeVisible();
  await expect(window.getByTestId('ticket').getByLabel('Quantity', { exact: true })).toBeVisible();
}

export async function show(window: Page, screen: ScreenName): Promise<void> {
  // A badge follows the name.
  const tab = window.getByRole('tab', { name: new RegExp(`^${screen}`) });
  await tab.click();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
}

/** The market's last price, as the status strip has it. */
export async function lastPrice(window: Page): Promise<number> {
  const text = await window
    .getByTestId('status-strip')
    .getByText(/^SPX\s/)
    .innerText();
  const price = /SPX\s+([\d\s\u202f\u00a0,]+\.\d+)/.exec(text)?.[1];
  if (price === undefined) throw new Error(`no price in "${text}"`);
  return Number(price.replaceAll(/[^\d.]/g, ''));
}

/** A price on the tick, as far from the market as the share says. */
export async function priceAt(window: Page, share: number): Promise<string> {
  return (Math.round((await lastPrice(window)) * (1 + share) * 4) / 4).toFixed(2);
}

export interface LimitOrder {
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
}

/** Enters and sends a limit order with the keyboard alone. */
export async function sendLimitOrder(window: Page, order: LimitOrder): Promise<Locator> {
  const { keyboard } = window;
  await keyboard.press(order.side === 'buy' ? 'Control+b' : 'Control+s');
  const ticket = window.getByTestId('ticket');
  await expect(ticket.getByLabel('Quantity', { exact: true })).toBeFocused();
  await keyboard.type(order.quantity);
  await tabTo(window, ticket.getByLabel('Limit price', { exact: true }));
  await keyboard.press('Control+a');
  await keyboard.type(order.price);
  return review(window, order.side);
}

/** Opens the review with Enter, and sends it with Enter. */
export async function review(window: Page, side: 'buy' | 'sell'): Promise<Locator> {
  await window.keyboard.press('Enter');
  const send = window
    .getByTestId('ticket')
    .getByRole('button', { name: new RegExp(`^Send (${side}|anyway)`) });
  await expect(send).toBeFocused();
  await untilArmed(send);
  await window.keyboard.press('Enter');
  const outcome = window.getByTestId('ticket-outcome');
  await expect(outcome).toBeVisible();
  return outcome;
}

const tabsMax = 20;

export async function tabTo(window: Page, target: Locator): Promise<void> {
  for (let i = 0; i < tabsMax; i++) {
    await window.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('Tab did not lead there');
}

export function rows(window: Page): Locator {
  return window.getByTestId('blotter-row');
}

export function rowOf(window: Page, orderId: string): Locator {
  return window.locator(`[data-testid="blotter-row"][data-order-id="${orderId}"]`);
}

/** The newest order in the blotter. */
export async function newestOrderId(window: Page): Promise<string> {
  const orderId = await rows(window).first().getAttribute('data-order-id');
  if (orderId === null) throw new Error('the blotter is empty');
  return orderId;
}

/** How many elements inside the Tab key stops at. */
export function tabStops(place: Locator): Promise<number> {
  return place.evaluate(
    (element) =>
      [...element.querySelectorAll<HTMLElement>('a, button, input, select, [tabindex]')].filter(
        ({ tabIndex }) => tabIndex >= 0,
      ).length,
  );
}

/** Resolves when the dead time of a step is over. */
export async function untilArmed(confirm: Locator): Promise<void> {
  await lookOften(confirm, { gone: '[data-arming="true"]' }, shownMs);
  await expect(confirm).not.toHaveAttribute('data-arming', 'true');
}

/** Presses a button with Enter until its dialog is open: a key right after another dialog was closed does nothing. */
export async function openByKey(button: Locator, dialog: Locator): Promise<void> {
  await expect(async () => {
    await button.press('Enter');
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 10_000 });
}

/** Fills in the dialog that asks for a reason, and confirms it. */
export async function confirmWith(window: Page, reason: string): Promise<void> {
  const dialog = window.getByRole('dialog').or(window.getByRole('alertdialog'));
  await expect(dialog.getByLabel(/^Reason/)).toBeFocused();
  await window.keyboard.type(reason);
  await lookOften(dialog, { gone: '[data-arming]' }, shownMs);
  await expect(dialog.locator('[data-arming]')).toHaveCount(0);
  await window.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** Fills in a dialog whose first field is another than the reason, and confirms it by keyboard. */
export async function confirmChoice(window: Page, reason: string, confirm: RegExp): Promise<void> {
  const dialog = window.getByRole('dialog');
  await dialog.getByLabel(/^Reason/).fill(reason);
  await untilArmed(dialog.getByRole('button', { name: confirm }));
  await window.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** A buy order that rests three per cent below the market, sent and accepted; gives its id. */
export async function restingOrder(window: Page, quantity: string): Promise<string> {
  const before = await rows(window).count();
  await sendLimitOrder(window, { side: 'buy', quantity, price: await priceAt(window, -0.03) });
  await expect(rows(window)).toHaveCount(before + 1);
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  return newestOrderId(window);
}

/** Chooses a file of signals for a replay on the screen for signals. */
export async function replayFile({ app, window }: Desk, file: string): Promise<void> {
  await show(window, 'Signals');
  await answerFileDialogs(app, file);
  await window.getByRole('button', { name: 'Choose a file…' }).click();
}

/** Closes a panel's own window by its button; the page may be gone in the middle of the press. */
export async function backToMainWindow(panel: Page): Promise<void> {
  try {
    await panel.getByRole('button', { name: 'Back to the main window' }).click();
  } catch (error) {
    if (!panel.isClosed()) throw error;
  }
}

/** Starts the replay of a file, and comes back to the orders. */
export async function startReplay(desk: Desk, file: string): Promise<void> {
  const { window } = desk;
  await replayFile(desk, file);
  await expect(window.getByTestId('jobs').locator('[data-kind="replay"]').first()).toBeVisible();
  await show(window, 'Trade');
}

/** More orders than the window holds, without leaving the screen. */
export async function replaySample(window: Page): Promise<void> {
  await window.keyboard.press('Control+k');
  await window.keyboard.type('replay the sample');
  const sample = window.getByRole('option', { name: /Replay the sample/ });
  await expect(sample).not.toHaveAttribute('aria-disabled');
  await window.keyboard.press('Enter');
}

/** A line of the bar of incidents, by its kind. */
export function incident(window: Page, kind: string): Locator {
  return window.locator(`[data-testid="incident"][data-kind="${kind}"]`);
}
