// The Risk screen: limits with their use, changed with a reason; what is restricted; strategies that are disabled.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import {
  confirmWith,
  lastPrice,
  priceAt,
  replayFile,
  restingOrder,
  sendLimitOrder,
  show,
  untilArmed,
  untilReady,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { writeSignals } from './support/signals.ts';
import { seriousFindings } from './support/accessible.ts';
import { resize } from './support/layout.ts';
import { noOtherLimit } from './support/noOtherLimit.ts';

const limits = (window: Page): Locator => window.getByTestId('limits');

function limitRow(window: Page, limit: string, scope = 'desk'): Locator {
  return limits(window).locator(`[data-testid="limit-row"][data-limit="${limit}"][data-scope="${scope}"]`);
}

/** Tables of the screen that scroll sideways. */
function widerThanTheirPlace(window: Page): Promise<string[]> {
  return window
    .getByTestId('risk-screen')
    .evaluate((screen) =>
      [...screen.querySelectorAll('.grid, .scroll-area')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((place) => place.getAttribute('aria-label') ?? ''),
    );
}

// Looking for findings of axe takes long on a busy machine.
test.describe.configure({ timeout: 180_000 });

test.beforeEach(async ({ closedDesk }) => {
  const configuration = {
    venues: [{ venue: 'sim', simulator: { tickMs: 3_600_000 } }],
    risk: {
      ...noOtherLimit,
      positionMax: '10',
      openOrdersMax: { soft: '5', hard: '20' },
      repeatedExecutionsMax: '2',
      scopes: { 'account:main': { dailyVolumeMax: '1000' } },
    },
  };
  await writeFile(join(closedDesk.dataFolder, 'configuration.json'), JSON.stringify(configuration));
});

test('limits and restrictions are shown with their use, and set, changed and taken back with a reason', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);

  await test.step('limits show their use live, and one is set for a scope, changed and given back, by keyboard', async () => {
    await restingOrder(window, '9');
    await keyboard.press('Control+2');
    await expect(limitRow(window, 'positionMax')).toContainText('90 %, near');
    await expect(limitRow(window, 'positionMax')).toContainText('main SPX');
    await expect(limitRow(window, 'openOrdersMax')).toContainText('20 % of soft');
    await expect(limitRow(window, 'orderQuantityMax')).toContainText('each order');
    await expect(limitRow(window, 'grossExposureMax')).toContainText('no limit');
    expect(await seriousFindings(window)).toEqual([]);

    // Filters by keyboard.
    await limits(window).getByLabel(/^Show/).selectOption('near');
    await expect(limits(window).getByTestId('limit-row')).toHaveCount(1);
    await limits(window).getByRole('button', { name: 'Clear all filters' }).press('Enter');

    // The limit in the table, from the table's one tab stop.
    const grid = limits(window).getByRole('grid');
    await grid.focus();
    for (let i = 0; i < 20 && !(await isActive(limitRow(window, 'positionMax'))); i++) {
      await keyboard.press('ArrowDown');
    }
    await keyboard.press('Enter');
    const dialog = window.getByRole('dialog', { name: /^Position limit/ });
    await dialog.getByLabel('Hard limit').fill('8');
    await expect(dialog.getByTestId('limit-preview')).toContainText('Goes from 10 units to 8 units.');
    await expect(dialog.getByTestId('limit-preview')).toContainText('It would deny 1 of 1 working order');
    expect(await seriousFindings(window)).toEqual([]);
    await desk.screenshot('risk-limit-dialog');
    await dialog.getByLabel(/^Reason/).fill('markets are calm');
    await untilArmed(dialog.getByRole('button', { name: /^Set limit/ }));
    await keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(limitRow(window, 'positionMax')).toContainText('112 %, beyond');
    await expect(limitRow(window, 'positionMax')).toContainText('markets are calm');

    // Given back: what the configuration has is said before.
    await expect(grid).toBeFocused();
    await keyboard.press('Enter');
    await dialog.getByRole('radio', { name: 'Hard', exact: true }).focus();
    await keyboard.press('ArrowLeft');
    await expect(dialog.getByRole('radio', { name: 'As configured' })).toBeChecked();
    await expect(dialog.getByTestId('limit-preview')).toContainText('Goes from 8 units to 10 units.');
    await dialog.getByLabel(/^Reason/).fill('back to normal');
    await untilArmed(dialog.getByRole('button', { name: /^Give back/ }));
    await keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(limitRow(window, 'positionMax')).toContainText('90 %, near');
  });

  await test.step('a limit for a scope is set by mouse, a wrong one is told before it is sent', async () => {
    await show(window, 'Risk');
    await limits(window).getByRole('button', { name: 'Set for a scope…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Set a limit for a scope' });
    await dialog.getByLabel(/^Limit/).selectOption('orderQuantityMax');
    await dialog.getByLabel(/^Scope/).selectOption('symbol:SPX');
    await dialog.getByLabel('Hard limit').fill('0');
    await expect(dialog.getByTestId('limit-fault')).toContainText('Expected more than');
    await dialog.getByText('Soft and hard').click();
    await dialog.getByLabel('Soft limit').fill('20');
    await dialog.getByLabel('Hard limit, or none').fill('1 000');
    await expect(dialog.getByTestId('limit-preview')).toContainText('to soft 20, hard 1');
    await dialog.getByLabel(/^Reason/).fill('large clips need a look');
    const set = dialog.getByRole('button', { name: /^Set limit/ });
    await untilArmed(set);
    await expect(set).not.toHaveAttribute('aria-disabled');
    await set.click();
    await expect(dialog).toBeHidden();
    await expect(limitRow(window, 'orderQuantityMax', 'symbol:SPX')).toContainText('soft 20, hard 1');
  });

  await test.step('a symbol is restricted and the restriction lifted, with a reason each', async () => {
    await show(window, 'Risk');
    const panel = window.getByTestId('restricted');
    await expect(panel).toContainText('Nothing is restricted');
    await panel.getByRole('button', { name: 'Restrict…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Restrict a symbol' });
    await dialog.getByLabel(/^Reason/).fill('earnings tonight');
    await untilArmed(dialog.getByRole('button', { name: /^Restrict/ }));
    await window.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    const spx = panel.locator('[data-scope="symbol:SPX"]');
    await expect(spx).toContainText('earnings tonight');
    await desk.screenshot('risk-restricted');
    await spx.getByRole('button', { name: /^Lift/ }).click();
    await confirmWith(window, 'earnings are out');
    await expect(panel).toContainText('Nothing is restricted');
  });
});

test('positions lead to their orders and to the kill switch, and a strategy that repeats itself is disabled', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);

  await test.step('positions show what was made by currency, lead to their orders, and to the kill switch that flattens', async () => {
    await show(window, 'Risk');
    const positions = window.getByTestId('positions');
    await expect(positions).toContainText('Nothing was traded yet');
    await show(window, 'Trade');
    await sendLimitOrder(window, { side: 'buy', quantity: '4', price: await priceAt(window, 0.01) });
    await show(window, 'Risk');
    const spx = positions.locator('[data-testid="position-row"][data-symbol="SPX"]');
    await expect(spx).toContainText('+4');
    await expect(spx).toContainText('sim');
    const desks = window.getByTestId('sums').locator('[data-scope="desk"][data-currency="USD"]');
    await expect(desks).toBeVisible();
    expect(await seriousFindings(window)).toEqual([]);
    await desk.screenshot('risk-positions');
    for (const [width, height] of [
      [1280, 800],
      [960, 640],
    ] as const) {
      await resize(desk, width, height);
      await expect.poll(() => widerThanTheirPlace(window), `at ${width}`).toEqual([]);
      await desk.screenshot(`risk-${width}`);
    }
    await resize(desk, 1600, 1000);
    await window.getByRole('button', { name: 'Light theme' }).click();
    expect(await seriousFindings(window)).toEqual([]);
    await desk.screenshot('risk-positions-light');
    await window.getByRole('button', { name: 'Dark theme' }).click();

    // The table has one tab stop; Enter leads to the orders of the position.
    await positions.getByRole('grid').focus();
    await keyboard.press('ArrowDown');
    await positions.getByRole('button', { name: 'Flatten…' }).click();
    const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
    await expect(kill.getByLabel(/^Scope/)).toHaveValue('symbol:SPX');
    await expect(kill.getByRole('checkbox', { name: /^Flatten/ })).toBeChecked();
    await expect(kill.getByTestId('kill-preview')).toContainText('flattens 1 position');
    await keyboard.press('Escape');
    await expect(kill).toBeHidden();
    await positions.getByRole('grid').focus();
    await keyboard.press('Enter');
    await expect(window.getByTestId('blotter')).toContainText('1 of 1');
    await expect(window.getByTestId('blotter').getByLabel(/^Symbol/)).toHaveValue('SPX');
  });

  await test.step('a strategy that repeats itself is listed as disabled, and enabled again with a reason', async () => {
    const file = join(desk.dataFolder, 'repeated.ndjson');
    await writeSignals(file, 3, await lastPrice(window));
    await replayFile(desk, file);
    await show(window, 'Risk');
    const cross = window.getByTestId('disabled-strategies').locator('[data-scope="strategy:sma-cross"]');
    await expect(cross).toContainText('disabled by risk');
    await expect(cross).toContainText('is above the limit 2');
    await expect(limitRow(window, 'repeatedExecutionsMax')).toContainText('100 %, near');
    await desk.screenshot('risk-disabled');
    await cross.getByRole('button', { name: /^Enable/ }).click();
    await confirmWith(window, 'the loop is mended');
    await expect(window.getByTestId('disabled-strategies')).toContainText('Every strategy may trade');
  });
});

test.describe('with four eyes', () => {
  test('what loosens a limit is proposed, waits for another person, and can be withdrawn', async ({
    closedDesk: desk,
  }) => {
    const configure = (repeatedOrdersWindowMs: number) => {
      const repeatedOrdersMax = { hard: '5', fourEyes: true };
      const risk = { positionMax: { hard: '10', fourEyes: true }, repeatedOrdersMax, repeatedOrdersWindowMs };
      return writeFile(join(desk.dataFolder, 'configuration.json'), JSON.stringify({ risk }));
    };
    await configure(60_000);
    await desk.start();
    const { window } = desk;
    await untilReady(window);
    await show(window, 'Risk');
    await expect(limitRow(window, 'positionMax')).toContainText('four eyes');
    await limitRow(window, 'positionMax').click();
    await limits(window).getByRole('button', { name: 'Change…' }).click();
    const dialog = window.getByRole('dialog', { name: /^Position limit/ });
    await dialog.getByLabel('Hard limit').fill('20');
    await expect(dialog.getByTestId('limit-preview')).toContainText('another person has approved it');
    await dialog.getByLabel(/^Reason/).fill('a larger client');
    const propose = dialog.getByRole('button', { name: /^Propose/ });
    await untilArmed(propose);
    await propose.click();
    await expect(dialog).toBeHidden();
    const proposals = window.getByTestId('proposals');
    await expect(proposals).toContainText(
      'Position limit of the desk: from 10 units, four eyes to 20 units, four eyes',
    );
    await expect(limitRow(window, 'positionMax')).toContainText('10 units, four eyes');
    await expect(proposals.getByRole('button', { name: /^Approve/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    expect(await seriousFindings(window)).toEqual([]);
    await desk.screenshot('risk-proposal');
    await proposals.getByRole('button', { name: /^Withdraw/ }).click();
    await confirmWith(window, 'the client has gone');
    await expect(proposals).toContainText('Nothing waits for approval');

    // A start with a shorter window changes nothing, and says so.
    await desk.close();
    await configure(1_000);
    await desk.start();
    await untilReady(desk.window);
    await show(desk.window, 'Risk');
    const kept = 'in 60 s (the configuration says 1 s: four eyes keep the longer)';
    await expect(limits(desk.window)).toContainText(kept);
    expect(await seriousFindings(desk.window)).toEqual([]);
    await desk.screenshot('risk-longer-window');
    await limitRow(desk.window, 'repeatedOrdersMax').click();
    await limits(desk.window).getByRole('button', { name: 'Change…' }).click();
    await expect(desk.window.getByRole('dialog')).toContainText(kept);
    await desk.screenshot('risk-longer-window-dialog');
  });
});

async function isActive(row: Locator): Promise<boolean> {
  return (await row.getAttribute('aria-selected')) === 'true';
}
