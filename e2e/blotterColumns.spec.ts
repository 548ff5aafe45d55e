// The operator arranges the blotter's columns, with the mouse and with the keyboard, and finds them so again.
import type { Locator, Page } from '@playwright/test';
import { restingOrder, tabTo, untilReady } from './support/console.ts';
import { expect, test, type Desk } from './fixtures.ts';

const blotter = (window: Page) => window.getByTestId('blotter');
const heading = (window: Page, name: string) =>
  blotter(window).getByRole('columnheader', { name, exact: true });
const headings = (window: Page) =>
  blotter(window).getByRole('columnheader').locator('.heading-text').allInnerTexts();
const widthOf = async (part: Locator): Promise<number> => (await part.boundingBox())!.width;

async function resize(desk: Desk, width: number, height: number): Promise<void> {
  await desk.app.evaluate(
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    },
    { width, height },
  );
  await expect.poll(() => desk.window.evaluate(() => window.innerWidth)).toBe(width);
}

async function dragEdge(window: Page, name: string, by: number): Promise<void> {
  const edge = (await heading(window, name).locator('.resizer').boundingBox())!;
  await window.mouse.move(edge.x + edge.width / 2, edge.y + 5);
  await window.mouse.down();
  await window.mouse.move(edge.x + edge.width / 2 + by, edge.y + 5, { steps: 4 });
  await window.mouse.up();
}

test('with the mouse a column is made wider, fitted and moved, and all of it is kept', async ({ desk }) => {
  await untilReady(desk.window);
  await restingOrder(desk.window, '7');
  const { window } = desk;
  const before = await widthOf(heading(window, 'Strategy'));
  await dragEdge(window, 'Strategy', 60);
  await expect.poll(() => widthOf(heading(window, 'Strategy'))).toBeCloseTo(before + 60, -1);
  await heading(window, 'Strategy').locator('.resizer').dblclick();
  await expect.poll(() => widthOf(heading(window, 'Strategy'))).toBeLessThan(before + 40);
  const fitted = await widthOf(heading(window, 'Strategy'));
  expect(
    await heading(window, 'Strategy')
      .locator('.heading-text')
      .evaluate((text) => text.scrollWidth <= text.clientWidth),
  ).toBe(true);

  await heading(window, 'Symbol').dragTo(heading(window, 'Order'));
  await expect.poll(() => headings(window)).toEqual(expect.arrayContaining(['Symbol', 'Order']));
  const moved = await headings(window);
  expect(moved.indexOf('Symbol')).toBe(moved.indexOf('Order') - 1);

  await desk.restart();
  await untilReady(desk.window);
  await expect.poll(() => headings(desk.window)).toEqual(moved);
  expect(await widthOf(heading(desk.window, 'Strategy'))).toBeCloseTo(fitted, 0);
});

test('a wide screen shows more columns, and with the keyboard they are hidden, moved, made wider, pinned and sorted by', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);

  await test.step('a wide screen shows more columns, not wider gaps', async () => {
    await restingOrder(window, '7');
    const few = await headings(window);
    expect(few).not.toContain('TIF');
    await resize(desk, 3840, 2160);
    await expect
      .poll(() => headings(window))
      .toEqual(expect.arrayContaining(['Open', 'Age', 'TIF', 'Source']));
    expect(await widthOf(heading(window, 'Status'))).toBeLessThanOrEqual(361);
    expect(await widthOf(heading(window, 'Qty'))).toBeLessThanOrEqual(111);
    await desk.screenshot('blotter-wide');
    await window.keyboard.press('Control+k');
    await window.keyboard.type('light');
    await window.keyboard.press('Enter');
    await desk.screenshot('blotter-wide-light');
    await resize(desk, 1280, 800);
    await desk.screenshot('blotter-narrow-light');
    await resize(desk, 960, 640);
    await desk.screenshot('blotter-960-light');
    await window.getByRole('button', { name: 'Dark theme' }).click();
  });

  await test.step('in a small window id, symbol, side, quantity, filled and status are in sight at once', async () => {
    const frame = (await blotter(window).getByRole('grid').boundingBox())!;
    for (const name of ['Order', 'Symbol', 'Side', 'Qty', 'Filled', 'Status']) {
      const box = (await heading(window, name).boundingBox())!;
      expect(box.x + box.width, name).toBeLessThanOrEqual(frame.x + frame.width + 1);
    }
    await desk.screenshot('blotter-960');
    await resize(desk, 1280, 800);
    expect((await headings(window)).slice(0, 6)).toEqual([
      'Time UTC',
      'Order',
      'Symbol',
      'Side',
      'Type',
      'Qty',
    ]);
  });

  await test.step('with the keyboard a column is hidden, moved, made wider, pinned and sorted by', async () => {
    await resize(desk, 1280, 800);
    await blotter(window).getByRole('button', { name: 'Columns' }).focus();
    await keyboard.press('Enter');
    const menu = window.getByRole('region', { name: 'Columns' });
    await tabTo(window, menu.getByRole('checkbox', { name: 'Time UTC' }));
    await keyboard.press('Space');
    await expect(heading(window, 'Time UTC')).toHaveCount(0);
    await keyboard.press('Space');
    await expect(heading(window, 'Time UTC')).toBeVisible();

    // The arrow keys lead to the same button of the line below.
    await menu.getByRole('button', { name: 'Pin Order' }).focus();
    await keyboard.press('ArrowDown');
    const pin = menu.getByRole('button', { name: 'Pin Symbol' });
    await expect(pin).toBeFocused();
    await keyboard.press('Enter');
    await expect(pin).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(async () => (await headings(window))[0]).toBe('Symbol');

    await menu.getByRole('button', { name: 'Move Qty to the left' }).focus();
    await keyboard.press('Enter');
    await expect
      .poll(async () => (await headings(window)).indexOf('Qty'))
      .toBeLessThan((await headings(window)).indexOf('Type'));
    const before = await widthOf(heading(window, 'Status'));
    await menu.getByRole('button', { name: 'Make Status wider' }).focus();
    await keyboard.press('Enter');
    await expect.poll(() => widthOf(heading(window, 'Status'))).toBeCloseTo(before + 16, 0);
    await menu.getByRole('button', { name: 'Then sort by Qty' }).focus();
    await keyboard.press('Enter');
    await expect(heading(window, 'Qty')).toHaveAttribute('aria-sort', 'descending');
    await expect(heading(window, 'Time UTC')).toHaveAttribute('aria-sort', 'descending');
    for (const name of ['Client id', 'Venue id', 'Signal']) {
      await menu.getByRole('checkbox', { name }).focus();
      await keyboard.press('Space');
    }
    await desk.screenshot('blotter-column-menu');
    await keyboard.press('Escape');

    // What is pinned stays in sight while the others are scrolled away.
    const grid = blotter(window).getByRole('grid');
    await grid.evaluate((element) => {
      element.scrollLeft = element.scrollWidth;
    });
    await expect.poll(() => grid.evaluate((element) => element.scrollLeft)).toBeGreaterThan(20);
    const frame = (await grid.boundingBox())!;
    await expect.poll(async () => (await heading(window, 'Symbol').boundingBox())!.x).toBeCloseTo(frame.x, 0);
    await expect(window.getByTestId('blotter-row').first().getByRole('gridcell').first()).toHaveText('SPX');
    await desk.screenshot('blotter-pinned');
  });
});
