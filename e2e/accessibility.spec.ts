// No serious finding from axe on any screen, dark and light.
import type { Page } from '@playwright/test';
import {
  priceAt,
  restingOrder,
  rows,
  sendLimitOrder,
  show,
  untilReady,
  type ScreenName,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { venuePid } from './support/processes.ts';

const screens: readonly ScreenName[] = [
  'Trade',
  'Risk',
  'Resilience',
  'Recovery',
  'Metrics',
  'Audit',
  'Signals',
  'Alerts',
  'Log',
  'Settings',
];

/** The other rules have looked at the dark theme. */
function lookOf(theme: 'dark' | 'light'): 'colour' | undefined {
  return theme === 'light' ? 'colour' : undefined;
}

/** Looks at something in the dark theme and in the light one, and leaves the dark one. */
async function inBothThemes(window: Page, look: (theme: 'dark' | 'light') => Promise<void>): Promise<void> {
  await look('dark');
  await window.getByRole('button', { name: 'Light theme' }).click();
  await look('light');
  await window.getByRole('button', { name: 'Dark theme' }).click();
}

test('no screen has a serious finding, dark and light', async ({ desk }) => {
  // Each screen is looked through as a whole.
  const { window } = desk;
  await untilReady(window);
  // An order to show, with its history.
  await sendLimitOrder(window, { side: 'buy', quantity: '2', price: await priceAt(window, 0.01) });
  await rows(window).first().click();
  await expect(window.getByTestId('timeline-event').first()).toBeVisible();
  await inBothThemes(window, async (theme) => {
    for (const screen of screens) {
      await show(window, screen);
      expect(await seriousFindings(window, lookOf(theme)), `${screen}, ${theme}`).toEqual([]);
      await desk.screenshot(`${screen.toLowerCase()}-${theme}`);
    }
  });
});

test('neither the palette, nor the keys, nor a dialog that acts on the desk has a serious finding', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  const dialog = window.getByRole('dialog').or(window.getByRole('alertdialog'));
  await untilReady(window);

  await test.step('neither the palette, nor the keys, nor a dialog of a venue', async () => {
    await keyboard.press('Control+k');
    await expect(window.getByRole('dialog')).toBeVisible();
    expect(await seriousFindings(window), 'palette').toEqual([]);
    await keyboard.press('Escape');
    await keyboard.press('F1');
    await expect(window.getByRole('dialog')).toBeVisible();
    expect(await seriousFindings(window), 'keys').toEqual([]);
    await keyboard.press('Escape');
    await window.getByTestId('venue-card').first().getByRole('button', { name: 'Trip…' }).click();
    await expect(dialog).toBeVisible();
    expect(await seriousFindings(window), 'dialog').toEqual([]);
    await keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('no dialog that acts on the desk', async () => {
    await restingOrder(window, '2');
    await rows(window).first().click();
    await inBothThemes(window, async (theme) => {
      await window.getByTestId('blotter').getByRole('grid').focus();
      for (const [name, keys] of [
        ['amend', 'F2'],
        ['cancel', 'Delete'],
        ['kill', 'Control+Shift+k'],
        ['trading', 'Control+Shift+t'],
      ] as const) {
        await keyboard.press(keys);
        await expect(dialog).toBeVisible();
        expect(await seriousFindings(window, lookOf(theme)), `${name}, ${theme}`).toEqual([]);
        await keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      }
    });
  });

  await test.step('with a ledger to show, a halted desk, and what enabling changes', async () => {
    await keyboard.press('Control+Shift+k');
    await dialog.getByLabel(/^Reason/).fill('drill');
    await keyboard.press('Enter');
    await keyboard.down('Enter');
    await expect(dialog).toBeHidden();
    await keyboard.up('Enter');
    await show(window, 'Recovery');
    await expect(window.getByTestId('kill-ledger')).toHaveAttribute('data-open', '0');
    await inBothThemes(window, async (theme) => {
      expect(await seriousFindings(window, lookOf(theme)), `ledger, ${theme}`).toEqual([]);
      await keyboard.press('Control+Shift+t');
      await expect(dialog.getByTestId('enable-preview')).toBeVisible();
      expect(await seriousFindings(window, lookOf(theme)), `enable, ${theme}`).toEqual([]);
      await keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    });
  });
});

test.describe('at a venue that answers no more', () => {
  test.use({ venueSettings: { ackTimeoutMs: 500 } });

  test('an order in doubt and its settlement have no serious finding', async ({ desk }) => {
    const { window } = desk;
    await untilReady(window);
    const price = await priceAt(window, -0.03);
    process.kill((await venuePid(desk.app))!, 'SIGSTOP');
    await sendLimitOrder(window, { side: 'buy', quantity: '2', price });
    await show(window, 'Recovery');
    const doubt = window.getByTestId('in-doubt').locator('[data-subject="submission"]');
    await expect(doubt.getByRole('list', { name: 'Evidence' })).toBeVisible();
    expect(await seriousFindings(window), 'in doubt').toEqual([]);
    await doubt.getByRole('button', { name: 'Settle…' }).click();
    await window.getByRole('radio', { name: /^Filled/ }).check();
    expect(await seriousFindings(window), 'settlement').toEqual([]);
    process.kill((await venuePid(desk.app))!, 'SIGKILL');
  });
});
