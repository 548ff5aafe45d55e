// How each picture's view is opened, and left again.
import type { Page } from '@playwright/test';
import { expect, type Desk } from '../fixtures.ts';
import { show, untilArmed, type ScreenName } from '../support/console.ts';
import type { Pictured } from './pictured.ts';

interface View {
  readonly open: (desk: Desk) => Promise<void>;
  readonly leave?: (window: Page) => Promise<void>;
}

const screen = (name: ScreenName): View => ({ open: ({ window }) => show(window, name) });

async function press(window: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await window.keyboard.press(key);
}

/** Presses Escape until no dialog is open. */
async function leaveDialog(window: Page): Promise<void> {
  await expect(async () => {
    await window.keyboard.press('Escape');
    await expect(window.getByRole('dialog').or(window.getByRole('alertdialog'))).toHaveCount(0, {
      timeout: 500,
    });
  }).toPass({ timeout: 10_000 });
}

/** A panel of the Trade screen alone. */
function panel(title: string): View {
  const choose = async (window: Page, action: string): Promise<void> => {
    await window.getByRole('button', { name: `Arrange ${title}` }).click();
    await window.getByRole('button', { name: action, exact: true }).click();
  };
  return {
    open: async ({ window }) => {
      await show(window, 'Trade');
      await choose(window, 'Maximise');
    },
    leave: (window) => choose(window, 'Show the others again'),
  };
}

/** The review step of the order that stands in the ticket; where it may not be sent, the ticket that says so. */
const ticket: View = {
  open: async ({ window }) => {
    await show(window, 'Trade');
    const form = window.getByTestId('ticket');
    const review = form.getByRole('button', { name: /^Review/ });
    if ((await review.getAttribute('aria-disabled')) === 'true') return;
    await review.click();
    await untilArmed(form.getByRole('button', { name: /^(Send|Override)/ }));
  },
  leave: async (window) => {
    const back = window.getByTestId('ticket').getByRole('button', { name: /^Back/ });
    if (await back.isVisible()) await back.click();
  },
};

const kill: View = {
  open: async ({ window }) => {
    await show(window, 'Trade');
    await press(window, 'Control+Shift+k');
    const dialog = window.getByRole('alertdialog', { name: /^Kill switch/ });
    await dialog.getByRole('checkbox', { name: /^Flatten/ }).check();
    await dialog.getByLabel(/^Reason/).fill('market event, orders out until it is understood');
    await expect(dialog.getByTestId('kill-preview')).toContainText('Halts');
  },
  leave: leaveDialog,
};

/** The middle of all that has happened. */
const past: View = {
  open: async ({ window }) => {
    await show(window, 'Trade');
    await press(window, 'Control+g');
    const place = window.getByLabel('Position, or time in UTC');
    await place.fill('1');
    await press(window, 'Enter');
    await expect(window.getByTestId('past-desk')).toHaveAttribute('data-position', '1');
    const scrubber = window.getByRole('slider', { name: 'Position' });
    const { x, y, width, height } = (await scrubber.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await window.mouse.click(x + width * 0.7, y + height / 2);
    await expect(window.getByTestId('past-desk')).not.toHaveAttribute('data-position', '1');
  },
  leave: async (window) => {
    await window.getByRole('button', { name: 'Back to live' }).click();
    await expect(window.getByTestId('past-desk')).toBeHidden();
  },
};

const panels: View = {
  open: async ({ window }) => {
    await show(window, 'Trade');
    await window.getByRole('button', { name: /^Workspace / }).click();
    await expect(window.getByRole('region', { name: 'Workspaces' })).toBeVisible();
  },
  leave: async (window) => {
    await window.keyboard.press('Escape');
    await expect(window.getByRole('region', { name: 'Workspaces' })).toHaveCount(0);
  },
};

const palette: View = {
  open: async ({ window }) => {
    await show(window, 'Trade');
    await press(window, 'Control+k');
    await window.keyboard.type('ven');
    await expect(window.getByRole('dialog').getByRole('option').first()).toBeVisible();
  },
  leave: leaveDialog,
};

export const views: Readonly<Record<Pictured, View>> = {
  trade: screen('Trade'),
  orders: panel('Orders'),
  detail: panel('Order detail'),
  ticket,
  risk: screen('Risk'),
  resilience: screen('Resilience'),
  recovery: screen('Recovery'),
  metrics: screen('Metrics'),
  audit: screen('Audit'),
  signals: screen('Signals'),
  alerts: screen('Alerts'),
  log: screen('Log'),
  settings: screen('Settings'),
  kill,
  past,
  panels,
  palette,
  disk: screen('Trade'),
};
