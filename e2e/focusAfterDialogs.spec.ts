// A dialog that closes gives the focus back to what opened it, or to its successor where that was drawn anew.
import type { Locator, Page } from '@playwright/test';
import {
  confirmChoice,
  confirmWith,
  restingOrder,
  rows,
  show,
  untilReady,
  type ScreenName,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';

const screens: readonly ScreenName[] = [
  'Trade',
  'Risk',
  'Resilience',
  'Recovery',
  'Audit',
  'Signals',
  'Alerts',
  'Settings',
];

/** The name of what has the focus; `body` where nothing has. */
function focused(window: Page): Promise<string> {
  return window.evaluate(() => {
    const { activeElement } = document;
    return activeElement === null || activeElement === document.body
      ? 'body'
      : (activeElement.getAttribute('aria-label') ?? activeElement.textContent.trim());
  });
}

/** The buttons of the screen that open something and can be pressed. */
function openers(window: Page): Promise<Locator[]> {
  return window
    .getByRole('tabpanel')
    .locator('button:not([aria-disabled="true"]):visible')
    .filter({ hasText: /…\s*\S{0,8}$/ })
    .all();
}

test('each dialog gives the focus back to its button, also where the button was drawn anew meanwhile', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  await restingOrder(window, '3');
  await rows(window).first().click();

  await test.step('where it is left', async () => {
    const dialog = window.locator('dialog[open]');
    const visited: string[] = [];
    for (const screen of screens) {
      await show(window, screen);
      for (const opener of await openers(window)) {
        const name = (await opener.getAttribute('aria-label')) ?? (await opener.innerText());
        await opener.click();
        const opened = await dialog.first().isVisible();
        if (!opened) continue;
        visited.push(`${screen}: ${name.trim()}`);
        await keyboard.press('Escape');
        await expect(dialog).toHaveCount(0);
        expect(
          await opener.evaluate((button) => button === document.activeElement),
          `${screen}: ${name}`,
        ).toBe(true);
      }
    }
    expect(visited.length, visited.join(', ')).toBeGreaterThan(12);
  });

  await test.step('where a limit is changed', async () => {
    await show(window, 'Risk');
    const limits = window.getByTestId('limits');
    await limits.locator('[data-testid="limit-row"][data-limit="orderQuantityMax"]').click();
    const change = limits.getByRole('button', { name: 'Change…' });
    await change.click();
    await window.getByRole('dialog').getByLabel('Hard limit').fill('9000');
    await confirmChoice(window, 'smaller orders', /^Set limit/);
    await expect(limits.locator('[data-limit="orderQuantityMax"]')).toContainText('9');
    await expect(change).toBeFocused();
  });

  await test.step('where the row of the button goes with the act', async () => {
    const restricted = window.getByTestId('restricted');
    await restricted.getByRole('button', { name: 'Restrict…' }).click();
    await confirmChoice(window, 'a restricted symbol', /^Restrict/);
    await expect(restricted.getByRole('button', { name: 'Restrict…' })).toBeFocused();
    await restricted.getByRole('button', { name: /^Lift/ }).click();
    await confirmWith(window, 'no longer restricted');
    await expect(restricted.getByRole('button', { name: /^Lift/ })).toHaveCount(0);
    await expect.poll(() => focused(window)).not.toBe('body');
    expect(await restricted.evaluate((panel) => panel.contains(document.activeElement))).toBe(true);
  });

  await test.step('where the button changes its name with the act', async () => {
    await show(window, 'Resilience');
    const venue = window.getByTestId('venue-card').first();
    await venue.getByRole('button', { name: 'Isolate…' }).click();
    await confirmWith(window, 'the venue asked for it');
    await expect(venue).toHaveAttribute('data-breaker', 'isolated');
    expect(await venue.evaluate((card) => card.contains(document.activeElement))).toBe(true);
    await venue.getByRole('button', { name: 'Reset…' }).click();
    await confirmWith(window, 'the venue is back');
    await expect(venue).toHaveAttribute('data-breaker', 'closed');
    expect(await venue.evaluate((card) => card.contains(document.activeElement))).toBe(true);
  });
});
