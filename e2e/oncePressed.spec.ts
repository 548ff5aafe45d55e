// What moves money or trading state is carried out by one deliberate press: never by a double click on the step
// before, by a key that is held, or twice.
import type { Locator, Page } from '@playwright/test';
import { priceAt, restingOrder, rows, show, tabTo, untilArmed, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { eventsOf } from './support/records.ts';

/** A ticket that only waits for its review, the focus in its price. */
async function filledTicket(window: Page): Promise<Locator> {
  const { keyboard } = window;
  const ticket = window.getByTestId('ticket');
  const price = await priceAt(window, -0.03);
  await keyboard.press('Control+b');
  await expect(ticket.getByLabel('Quantity', { exact: true })).toBeFocused();
  await keyboard.type('2');
  await tabTo(window, ticket.getByLabel('Limit price', { exact: true }));
  await keyboard.press('Control+a');
  await keyboard.type(price);
  return ticket;
}

/** As a keyboard repeats a key that stays down. */
async function hold(window: Page, key: string, ms: number): Promise<void> {
  for (let held = 0; held < ms; held += 30) {
    await window.keyboard.down(key);
    await window.waitForTimeout(30);
  }
  await window.keyboard.up(key);
}

/** The engine has had time to answer: what came in before this order would be there by now. */
async function expectOrders(window: Page, count: number): Promise<void> {
  await expect(rows(window)).toHaveCount(count);
  await expect(window.getByTestId('status-strip').getByText('Active', { exact: true })).toBeVisible();
}

test('in the ticket one deliberate press sends one order, and nothing else sends any', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('a double click on Review shows the review and sends nothing', async () => {
    const ticket = await filledTicket(window);
    const review = ticket.getByRole('button', { name: /^Review/ });
    const place = (await review.boundingBox())!;
    await review.dblclick();
    const send = ticket.getByRole('button', { name: /^Send buy/ });
    await expect(send).toBeFocused();
    await untilArmed(send);
    await expect(window.getByTestId('ticket-outcome')).toBeHidden();
    await expectOrders(window, 0);
    // The two steps are never under one position of the pointer.
    const there = (await send.boundingBox())!;
    expect(there.y + there.height <= place.y || there.y >= place.y + place.height).toBe(true);
    await send.click();
    await expect(window.getByTestId('ticket-outcome')).toBeVisible();
    await expectOrders(window, 1);
  });

  await test.step('Enter held down opens the review and sends nothing, also after the dead time', async () => {
    const ticket = await filledTicket(window);
    await hold(window, 'Enter', 1_200);
    const send = ticket.getByRole('button', { name: /^Send buy/ });
    await expect(send).toBeFocused();
    await untilArmed(send);
    await expect(window.getByTestId('ticket-outcome')).toBeHidden();
    await expectOrders(window, 1);
  });

  await test.step('Send is not armed at once, shows it, and a press before that is none', async () => {
    const ticket = await filledTicket(window);
    await window.keyboard.press('Enter');
    const send = ticket.getByRole('button', { name: /^Send buy/ });
    await expect(send).toHaveAttribute('aria-disabled', 'true');
    await expect(send).toHaveAttribute('data-arming', 'true');
    await window.keyboard.press('Enter');
    await window.keyboard.press('Space');
    await untilArmed(send);
    await expectOrders(window, 1);
  });

  await test.step('a double click on Send makes one order and turns no side', async () => {
    const ticket = await filledTicket(window);
    await window.keyboard.press('Enter');
    const send = ticket.getByRole('button', { name: /^Send buy/ });
    await untilArmed(send);
    await send.dblclick();
    await expect(window.getByTestId('ticket-outcome')).toHaveAttribute('data-outcome', 'ordered');
    await expectOrders(window, 2);
    await expect(ticket.getByRole('radio', { name: 'Buy' })).toBeChecked();
  });

  await test.step('the palette leads to where its entry says, not back to an armed Send', async () => {
    await filledTicket(window);
    await window.keyboard.press('Enter');
    await untilArmed(window.getByTestId('ticket').getByRole('button', { name: /^Send buy/ }));
    await window.keyboard.press('Control+k');
    await window.keyboard.type('go to the orders');
    await window.keyboard.press('Enter');
    await expect(window.getByTestId('blotter').getByRole('grid')).toBeFocused();
  });

  await test.step('what was covered by a dialog waits for its dead time anew', async () => {
    await restingOrder(window, '3');
    await filledTicket(window);
    await window.keyboard.press('Enter');
    const send = window.getByTestId('ticket').getByRole('button', { name: /^Send buy/ });
    for (const keys of ['Control+Shift+k', 'Control+Shift+t', 'F1', 'Control+k']) {
      await expectArmedAnew(window, send, [keys, 'Escape']);
    }
    await expectArmedAnew(window, send, ['Control+Shift+k', 'Tab', 'Tab', 'Escape']);
    await window.keyboard.press('Escape');
    for (const [opens, name] of [
      ['Delete', /^Cancel 1 order/],
      ['F2', /^Amend/],
    ] as const) {
      await rows(window).first().click();
      await window.keyboard.press(opens);
      const dialog = window.getByRole('dialog').or(window.getByRole('alertdialog'));
      await dialog.getByLabel(/^Reason/).fill('a reason that is long enough');
      await expectArmedAnew(window, dialog.getByRole('button', { name }), ['Control+Shift+k', 'Escape']);
      await window.keyboard.press('Escape');
    }
    await expectOrders(window, 3);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  });
});

test('a dialog and a strategy take one deliberate press, and the kill switch is above every dialog', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('a dialog that acts waits for its dead time, ignores a held Enter, and acts once', async () => {
    await restingOrder(window, '3');
    await rows(window).first().click();
    const dialog = window.getByRole('dialog').or(window.getByRole('alertdialog'));
    for (const keys of ['Delete', 'F2', 'Control+Shift+t']) {
      await window.getByTestId('blotter').getByRole('grid').focus();
      await window.keyboard.press(keys);
      await expect(dialog.locator('[data-arming]')).toHaveCount(1);
      await expect(dialog.locator('[data-arming]')).toHaveCount(0);
      await window.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
    await window.getByTestId('blotter').getByRole('grid').focus();
    await window.keyboard.press('Delete');
    await dialog.getByLabel(/^Reason/).fill('no longer wanted');
    await expect(dialog.locator('[data-arming]')).toHaveCount(0);
    // Only repeats: the key went down before the dialog had the focus.
    await dialog.getByLabel(/^Reason/).evaluate((field) => {
      for (let i = 0; i < 20; i++) {
        field.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'Enter',
            code: 'Enter',
            repeat: true,
            bubbles: true,
            cancelable: true,
          }),
        );
      }
    });
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: /^Cancel 1 order/ }).dblclick();
    await expect(dialog).toBeHidden();
    await expect(rows(window).first()).toHaveAttribute('data-status', 'canceled');
    const requests = window.getByTestId('timeline-event').filter({ hasText: 'OrderCancelRequested' });
    await expect(requests).toHaveCount(1);
  });

  await test.step('a key that was meant for a dialog that went presses no button beneath', async () => {
    await show(window, 'Signals');
    const start = window.locator('[data-strategy]').first().getByRole('button', { name: 'Start' });
    await start.focus();
    await window.keyboard.press('F1');
    await expect(window.getByRole('dialog')).toBeVisible();
    // In the very task in which the dialog goes, as a key comes in that was pressed while the page was busy.
    await start.evaluate(
      (button: HTMLElement) =>
        new Promise<void>((resolve) => {
          new MutationObserver((_changes, observer) => {
            if (document.querySelector('dialog') !== null) return;
            observer.disconnect();
            button.click();
            resolve();
          }).observe(document.body, { childList: true, subtree: true });
          document.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }));
        }),
    );
    await expect(start).toBeFocused();
    await show(window, 'Trade');
    await restingOrder(window, '1');
    expect(eventsOf(desk.dataFolder).filter(({ type }) => type === 'StrategyStarted')).toEqual([]);
  });

  await test.step('the kill switch is asked for over any dialog', async () => {
    const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
    for (const keys of ['Control+k', 'F1', 'Control+Shift+t']) {
      await window.keyboard.press(keys);
      await expect(window.locator('dialog[open]')).toHaveCount(1);
      await window.keyboard.press('Control+Shift+k');
      await expect(kill).toBeVisible();
      await expect(kill.getByLabel(/^Reason/)).toBeFocused();
      while ((await window.locator('dialog[open]').count()) > 0) await window.keyboard.press('Escape');
    }
    await window.getByTestId('venue-card').first().getByRole('button', { name: 'Trip…' }).click();
    await window.keyboard.type('a reason half ty');
    await window.keyboard.press('Control+Shift+k');
    await expect(kill).toBeVisible();
    await window.keyboard.press('Escape');
    // The dialog below is as it was.
    await expect(window.getByRole('alertdialog').getByLabel(/^Reason/)).toHaveValue('a reason half ty');
    await window.keyboard.press('Escape');
    await expect(window.locator('dialog[open]')).toHaveCount(0);
  });

  await test.step('a strategy starts once by a double click, and the buttons beneath stay as they are', async () => {
    await show(window, 'Signals');
    const strategy = window.locator('[data-strategy]').first();
    await strategy.getByRole('button', { name: 'Start' }).dblclick();
    await expect(strategy).toHaveAttribute('data-state', 'running');
    await expect(window.getByRole('alertdialog')).toBeHidden();
  });
});

/** How often a button's dead time has begun, from now on. */
async function countArmings(button: Locator): Promise<() => Promise<number>> {
  const seen = await button.evaluateHandle((element) => {
    const begun: number[] = [];
    new MutationObserver(() => {
      if (element.hasAttribute('data-arming')) begun.push(performance.now());
    }).observe(element, { attributeFilter: ['data-arming'] });
    return begun;
  });
  return () => seen.evaluate((begun) => begun.length);
}

/** Opens something over the step and goes back; the focus is where it was, and the dead time has begun anew. */
async function expectArmedAnew(window: Page, confirm: Locator, keys: readonly string[]): Promise<void> {
  await untilArmed(confirm);
  const focused = await window.evaluateHandle(() => document.activeElement);
  const armings = await countArmings(confirm);
  const dialogs = await window.locator('dialog[open]').count();
  for (const key of keys) await window.keyboard.press(key);
  await expect(window.locator('dialog[open]')).toHaveCount(dialogs);
  expect(await armings(), keys.join(' ')).toBeGreaterThan(0);
  expect(await focused.evaluate((element) => element === document.activeElement), keys.join(' ')).toBe(true);
}
