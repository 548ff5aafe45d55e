// No serious finding from axe on any screen, dark and light.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { priceAt, rows, sendLimitOrder, show, untilReady, type ScreenName } from './support/console.ts';
import { expect, test } from './fixtures.ts';

const screens: readonly ScreenName[] = ['Trade', 'Resilience', 'Metrics', 'Audit', 'Signals'];

async function seriousFindings(window: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: window }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
}

for (const theme of ['dark', 'light'] as const) {
  test(`no screen has a serious finding, ${theme}`, async ({ desk }) => {
    const { window } = desk;
    await untilReady(window);
    // An order to show, with its history.
    await sendLimitOrder(window, { side: 'buy', quantity: '2', price: await priceAt(window, 0.01) });
    await rows(window).first().click();
    await expect(window.getByTestId('timeline-event').first()).toBeVisible();
    if (theme === 'light') await window.getByRole('button', { name: 'Light theme' }).click();
    for (const screen of screens) {
      await show(window, screen);
      expect(await seriousFindings(window), `${screen}, ${theme}`).toEqual([]);
      await desk.screenshot(`${screen.toLowerCase()}-${theme}`);
    }
  });
}

test('neither the palette, nor the keys, nor a dialog has a serious finding', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  await window.keyboard.press('Control+k');
  await expect(window.getByRole('dialog')).toBeVisible();
  expect(await seriousFindings(window), 'palette').toEqual([]);
  await window.keyboard.press('Escape');
  await window.keyboard.press('F1');
  await expect(window.getByRole('dialog')).toBeVisible();
  expect(await seriousFindings(window), 'keys').toEqual([]);
  await window.keyboard.press('Escape');
  await window.getByTestId('venue-card').first().getByRole('button', { name: 'Trip…' }).click();
  await expect(window.getByRole('dialog').or(window.getByRole('alertdialog'))).toBeVisible();
  expect(await seriousFindings(window), 'dialog').toEqual([]);
});
