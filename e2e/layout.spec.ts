// Everything can be reached and nothing lies over anything else, from 960 by 640 up and at up to 200 percent.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  priceAt,
  rows,
  sendLimitOrder,
  show,
  untilArmed,
  untilReady,
  type ScreenName,
} from './support/console.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { overlaps, resize } from './support/layout.ts';

const screens: readonly ScreenName[] = [
  'Trade',
  'Risk',
  'Resilience',
  'Recovery',
  'Metrics',
  'Audit',
  'Signals',
  'Alerts',
];

/** Controls that reach out of the panel they are in, or whose words reach out of them. */
function cutControls(window: Page): Promise<string[]> {
  return window.evaluate(() => {
    const found: string[] = [];
    for (const control of document.querySelectorAll<HTMLElement>(
      '.panel button, .panel input, .panel select',
    )) {
      const box = control.getBoundingClientRect();
      const panel = control.closest('.panel')?.getBoundingClientRect();
      // What scrolls inside its panel is reached by scrolling.
      const scrolls = control.closest(
        '.grid, .timeline, .detail-scroll, .stream-list, .review-scroll, .scroll-area',
      );
      if (box.width === 0 || panel === undefined || scrolls !== null) continue;
      const name = control.getAttribute('aria-label') ?? control.textContent;
      const isOutside = box.right > panel.right + 0.5 || box.left < panel.left - 0.5;
      if (isOutside) found.push(`${name} is cut by its panel`);
      const hides = getComputedStyle(control).overflowX !== 'visible';
      if (control.tagName === 'BUTTON' && !hides && control.scrollWidth > control.clientWidth + 1) {
        found.push(`${name} runs out of its button`);
      }
    }
    return found;
  });
}

const tradePanels = ['Orders', 'Venues', 'Latency and flow', 'Order detail'] as const;

/** Brings a panel to sight where it stands behind another one, as it does in a small window. */
async function showPanel(window: Page, panel: string): Promise<void> {
  const tab = window.getByRole('main').getByRole('tab', { name: panel, exact: true });
  if (await tab.isVisible()) await tab.click();
}

/** The head of an order as of the past is the longest of its kind. */
async function lookBack(window: Page): Promise<void> {
  await showPanel(window, 'Order detail');
  await window.getByTestId('timeline-event').getByRole('button').first().press('Enter');
  await expect(window.getByTestId('as-of-mark')).toBeVisible();
}

type Size = readonly [width: number, height: number, zoom: number];

const sizesByTest: readonly (readonly Size[])[] = [
  [
    [1920, 1080, 1],
    [1366, 768, 1],
    [1280, 800, 1],
  ],
  [
    [960, 640, 1],
    [1366, 768, 2],
    [960, 640, 2],
  ],
];

const sizeWords = ([width, height, zoom]: Size): string => `${width} by ${height} at ${zoom * 100} percent`;
const pictureName = ([width, height, zoom]: Size): string => `layout-${width}x${height}-${zoom * 100}`;

async function startWithOrder(desk: Desk): Promise<void> {
  const venues = [
    { venue: 'sim', simulator: { tickMs: 3_600_000 } },
    { venue: 'sim-b', simulator: { tickMs: 3_600_000 } },
  ];
  await writeFile(join(desk.dataFolder, 'configuration.json'), JSON.stringify({ venues }));
  await desk.start();
  const { window } = desk;
  await untilReady(window);
  // Whatever becomes of it: it stands in the blotter and in the detail.
  await sendLimitOrder(window, { side: 'buy', quantity: '3', price: await priceAt(window, -0.03) });
  await rows(window).first().click();
  // A stream's name among the filters is the longest of its kind.
  await show(window, 'Audit');
  await window
    .getByRole('list', { name: 'Streams' })
    .getByRole('button', { name: /^signal/ })
    .click();
}

async function lookThrough(desk: Desk, size: Size): Promise<void> {
  const { window } = desk;
  const name = pictureName(size);
  for (const screen of screens) {
    await show(window, screen);
    // Whatever was scrolled on the screen before: this one opens at its top.
    expect(await window.getByRole('main').evaluate((main) => main.scrollTop), screen).toBe(0);
    if (screen === 'Trade') {
      for (const panel of tradePanels) {
        await showPanel(window, panel);
        expect(await cutControls(window), panel).toEqual([]);
      }
      await lookBack(window);
    }
    await desk.screenshot(`${name}-${screen.toLowerCase()}`);
    const wide = await window.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(wide, `${screen} is wider than the window`).toBeLessThanOrEqual(0);
    expect(await overlaps(window)).toEqual([]);
    expect(await cutControls(window), screen).toEqual([]);
    await window.getByRole('main').evaluate((main) => {
      main.scrollTop = main.scrollHeight;
    });
  }
}

/** An order is entered, and stopped, by pointer alone; the ticket is left as it was. */
async function enterAndStop(desk: Desk, size: Size): Promise<void> {
  const { window } = desk;
  const name = pictureName(size);
  await show(window, 'Trade');
  await showPanel(window, 'Ticket');
  const ticket = window.getByTestId('ticket');
  await ticket.getByLabel('Quantity', { exact: true }).click();
  await window.keyboard.type('1');
  await ticket.getByLabel('Time in force').selectOption('GTD');
  const till = ticket.getByLabel(/^Good till, UTC/);
  await till.fill('2026-12-24 17:30:00');
  expect(await till.evaluate((field: HTMLInputElement) => field.scrollWidth <= field.clientWidth)).toBe(true);
  await desk.screenshot(`${name}-ticket`);
  // Its answer lengthens the ticket, and must not come between press and release.
  const checks = ticket.getByRole('region', { name: 'Checks, dry run' });
  await expect(checks.getByRole('status')).toContainText('pass');
  await expect(checks).not.toHaveClass(/outdated/);
  const review = ticket.getByRole('button', { name: /^Review/ });
  await review.click();
  const send = ticket.getByRole('button', { name: /^Send/ });
  await untilArmed(send);
  await send.scrollIntoViewIfNeeded();
  await expect(send).toBeInViewport({ ratio: 1 });
  await desk.screenshot(`${name}-review`);
  await ticket.getByRole('button', { name: /^Back/ }).click();
  await window.getByRole('button', { name: /^Stop desk/ }).click();
  const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
  const hold = kill.getByRole('button', { name: /^Hold to stop/ });
  await hold.scrollIntoViewIfNeeded();
  await expect(hold).toBeInViewport({ ratio: 1 });
  await desk.screenshot(`${name}-kill`);
  await window.keyboard.press('Escape');
  await expect(kill).toBeHidden();
  await ticket.getByLabel('Time in force').selectOption('DAY');
  await ticket.getByLabel('Quantity', { exact: true }).fill('');
  await show(window, 'Audit');
}

test.describe('with two venues', () => {
  test.use({ marketTickMs: undefined });

  for (const sizes of sizesByTest) {
    test(sizes.map(sizeWords).join(', '), async ({ closedDesk: desk }) => {
      await startWithOrder(desk);
      for (const size of sizes) {
        await test.step(sizeWords(size), async () => {
          await resize(desk, ...size);
          await lookThrough(desk, size);
          await enterAndStop(desk, size);
        });
      }
    });
  }
});
