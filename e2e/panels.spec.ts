// Panels and workspaces: arranged, kept, and moved, by keyboard as well as by mouse.
import type { Locator, Page } from '@playwright/test';
import { backToMainWindow, restingOrder, rowOf, untilReady } from './support/console.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { resize } from './support/layout.ts';

/** The names of the panels in sight, from the top left on. */
function inSight(window: Page): Promise<string[]> {
  return window.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.dock-panel')]
      .filter((panel) => panel.checkVisibility())
      .map((panel) => panel.dataset['panel'] ?? '')
      .toSorted(),
  );
}

const first = ['detail', 'latency', 'orders', 'ticket', 'venues'];

async function arrange(window: Page, panel: string, action: string): Promise<void> {
  await window.getByRole('button', { name: `Arrange ${panel}` }).click();
  await window.getByRole('button', { name: action, exact: true }).click();
}

async function workspace(window: Page, action: string | RegExp): Promise<void> {
  await window.getByRole('button', { name: /^Workspace / }).click();
  await window.getByRole('region', { name: 'Workspaces' }).getByRole('button', { name: action }).click();
}

test('the first arrangement fits each size of the window, and nothing is cut', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  for (const [width, height, zoom, shown] of [
    [1600, 1000, 1, first],
    [1280, 800, 1, first],
    [1280, 800, 1.5, ['orders', 'ticket']],
    [960, 640, 1, ['orders', 'ticket']],
    [960, 640, 2, ['orders']],
    [2560, 1440, 1, ['alerts', ...first, 'positions'].toSorted()],
    [3840, 2160, 1, ['alerts', ...first, 'positions', 'signals'].toSorted()],
    [3840, 2160, 2, first],
  ] as const) {
    await resize(desk, width, height, zoom);
    await expect.poll(() => inSight(window), `${width} at ${zoom}`).toEqual(shown);
    await desk.screenshot(`panels-${width}x${height}-${zoom * 100}`);
    const cut = await window.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(cut, `${width} at ${zoom}`).toBeLessThanOrEqual(0);
  }
});

test('panels are moved, sized and closed by keyboard and mouse, in workspaces that are named and kept', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  expect(await inSight(window)).toEqual(first);

  // By keyboard: from panel to panel, and a panel moved as a tab over another one.
  await window.getByRole('grid').first().focus();
  const focused = (): Promise<string> =>
    window.evaluate(
      () => document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset['panel'] ?? '',
    );
  expect(await focused()).toBe('orders');
  const visited: string[] = [];
  for (let count = 0; count < 5; count++) {
    await window.keyboard.press('F6');
    visited.push(await focused());
  }
  expect(visited.toSorted()).toEqual(first);
  expect(visited.at(-1)).toBe('orders');
  await window.keyboard.press('Shift+F6');
  expect(await focused()).toBe(visited.at(-2));

  await window.getByRole('button', { name: 'Arrange Venues' }).focus();
  await window.keyboard.press('Enter');
  await window.getByRole('button', { name: 'Move…' }).focus();
  await window.keyboard.press('Enter');
  const dialog = window.getByRole('dialog', { name: 'Move Venues' });
  await dialog.getByRole('combobox').selectOption('Orders');
  await desk.screenshot('panels-move');
  await dialog.getByRole('button', { name: 'As a tab with it' }).press('Enter');
  const main = window.getByRole('main');
  await expect(main.getByRole('tab', { name: 'Venues' })).toHaveAttribute('aria-selected', 'true');
  await expect(window.getByTestId('blotter')).toBeHidden();
  await main.getByRole('tab', { name: 'Venues' }).focus();
  await window.keyboard.press('ArrowLeft');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('blotter')).toBeVisible();
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('panels-tabs');

  // It gets a name, and the standard one is as it was after a reset.
  await workspace(window, 'Save the workspace as…');
  await window.keyboard.type('standard');
  await window.keyboard.press('Enter');
  await expect(window.getByText('There is a workspace "Standard" already')).toBeVisible();
  await window.keyboard.press('Control+a');
  await window.keyboard.type('Morning');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('button', { name: 'Workspace Morning' })).toBeVisible();
  await window.keyboard.press('F8');
  await workspace(window, 'Arrange Standard as at first');
  await expect.poll(() => inSight(window)).toEqual(first);

  // Added and closed by the menu; larger by the mouse.
  await window.keyboard.press('F8');
  await expect(main.getByRole('tab', { name: 'Venues' })).toBeVisible();
  await window.getByRole('button', { name: 'Workspace Morning' }).click();
  await desk.screenshot('panels-menu');
  await window.getByRole('region', { name: 'Panels' }).getByText('Positions').click();
  await window.keyboard.press('Escape');
  await expect(main.getByRole('tab', { name: 'Positions' })).toHaveAttribute('aria-selected', 'true');
  await main.getByRole('tab', { name: 'Latency and flow' }).click();
  await arrange(window, 'Latency and flow', 'Close the panel');
  // What is left of the two stands alone, without a line of tabs.
  const morning = ['detail', 'orders', 'positions', 'ticket'];
  await expect.poll(() => inSight(window)).toEqual(morning);
  const ticket = window.getByTestId('ticket');
  const before = (await ticket.boundingBox())!;
  await window.mouse.move(before.x - 3, before.y + 200);
  await window.mouse.down();
  await window.mouse.move(before.x - 63, before.y + 200, { steps: 4 });
  await window.mouse.up();
  await expect.poll(async () => (await ticket.boundingBox())!.width).toBeGreaterThan(before.width + 40);
  const wide = (await ticket.boundingBox())!.width;

  // A panel that stood alone gives the others back the sizes that they had.
  const detail = window.getByTestId('order-detail');
  const widthOf = async (panel: Locator): Promise<number> => (await panel.boundingBox())!.width;
  const arranged = await widthOf(detail);
  await arrange(window, 'Order detail', 'Maximise');
  const most = 1_500;
  await expect.poll(() => widthOf(detail)).toBeGreaterThan(most);
  await arrange(window, 'Order detail', 'Show the others again');
  await expect.poll(() => widthOf(detail)).toBeLessThan(most);
  // A share of the gaps may cost a pixel or two.
  expect(await widthOf(detail)).toBeCloseTo(arranged, -1);
  expect(await widthOf(ticket)).toBeCloseTo(wide, -1);

  // The keys bring a panel to sight from behind another one.
  await main.getByRole('tab', { name: 'Venues' }).click();
  await window.keyboard.press('Control+o');
  await expect(window.getByTestId('blotter')).toBeVisible();

  await desk.restart();
  await untilReady(desk.window);
  const again = desk.window;
  await expect(again.getByRole('button', { name: 'Workspace Morning' })).toBeVisible();
  await expect.poll(() => inSight(again)).toEqual(morning);
  expect((await again.getByTestId('ticket').boundingBox())!.width).toBeCloseTo(wide, -1);
  await workspace(again, /^Delete Morning/);
  await again.getByRole('dialog').getByRole('button', { name: 'Delete Morning' }).click();
  await expect.poll(() => inSight(again)).toEqual(first);

  // What can't be read is kept aside, and said.
  const kept = await again.evaluate(() => {
    const name = Object.keys(localStorage).find((key) => key.startsWith('breakwater.workspaces.')) ?? '';
    localStorage.setItem(name, '{"version":1,"current":"Standard","workspaces":[{"name":"Standard"');
    return name;
  });
  await again.reload();
  await untilReady(again);
  await expect.poll(() => inSight(again)).toEqual(first);
  await expect(again.getByRole('log', { name: 'Messages' })).toContainText(
    'The kept workspaces can not be read',
  );
  expect(await again.evaluate((name) => localStorage.getItem(`${name}.broken`), kept)).toContain(
    '"version":1',
  );
});

const boundsOf = (desk: Desk, title: string) =>
  desk.app.evaluate(
    ({ BrowserWindow }, wanted) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.getTitle() === wanted)
        ?.getBounds(),
    title,
  );

/** Asks again where the answer is lost: a main process that is just opening a window may drop one. */
async function untilBounds(desk: Desk, title: string, wanted: Partial<Electron.Rectangle>): Promise<void> {
  await expect(async () => {
    expect(await boundsOf(desk, title)).toMatchObject(wanted);
  }).toPass({ timeout: 10_000 });
}

async function panelWindowOf(desk: Desk): Promise<Page> {
  await expect.poll(() => desk.app.windows()).toHaveLength(2);
  return desk.app.windows().find((page) => page !== desk.window)!;
}

/** With the window of the panel in sight, in the workspace Standard. */
async function theWindowsFollowTheWorkspace(desk: Desk, title: string): Promise<void> {
  const { window } = desk;
  await workspace(window, 'Save the workspace as…');
  await window.keyboard.type('Two screens');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('button', { name: 'Workspace Two screens' })).toBeVisible();
  await window.keyboard.press('F8');
  await workspace(window, 'Arrange Standard as at first');
  await expect.poll(() => desk.app.windows()).toHaveLength(1);
  await expect.poll(() => inSight(window)).toEqual(first);

  await window.keyboard.press('F8');
  await untilBounds(desk, title, { x: 60, y: 50, width: 700, height: 500 });
  expect(await window.evaluate(() => document.hasFocus())).toBe(true);
  await panelWindowOf(desk);
  // Away and back before the window is gone: it comes again, and stays remembered.
  await window.keyboard.press('F8');
  await window.keyboard.press('F8');
  await untilBounds(desk, title, { x: 60, y: 50, width: 700, height: 500 });
  await panelWindowOf(desk);
  await expect
    .poll(() => window.evaluate(() => Object.values(localStorage).join('\n')))
    .toContain('"windows":{"detail":');
  await window.keyboard.press('F8');
  await expect.poll(() => desk.app.windows()).toHaveLength(1);

  // A screen that is gone: the window comes to one that is there, wholly in sight.
  await window.evaluate(() => {
    const name = Object.keys(localStorage).find((key) => key.startsWith('breakwater.workspaces.')) ?? '';
    const kept = localStorage.getItem(name) ?? '';
    localStorage.setItem(name, kept.replace('"x":60,"y":50', '"x":9000,"y":-4000'));
  });
  await window.reload();
  await untilReady(window);
  await window.keyboard.press('F8');
  const area = await desk.app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
  await untilBounds(desk, title, { x: area.x + area.width - 700, y: area.y, width: 700, height: 500 });
}

test('a panel in a window of its own is live, guarded and remembered, and comes back', async ({ desk }) => {
  await untilReady(desk.window);
  const orderId = await restingOrder(desk.window, '5');
  const opened = desk.app.waitForEvent('window');
  await arrange(desk.window, 'Order detail', 'Move to a window');
  const panel = await opened;
  const title = 'Breakwater — SIMULATION — Order detail';
  const strip = panel.getByTestId('panel-strip');
  await expect(strip.getByText('SIMULATION')).toBeVisible();
  await expect(strip.getByText('Active', { exact: true })).toBeVisible();
  await expect.poll(() => inSight(desk.window)).not.toContain('detail');
  await untilBounds(desk, title, {});

  // It follows the choice in the main window, and what happens to the order.
  await rowOf(desk.window, orderId).click();
  await expect(panel.getByTestId('order-detail')).toContainText('Working');
  await panel.screenshot({ path: 'e2e/screenshots/panels-window.png' });
  expect(await seriousFindings(panel)).toEqual([]);
  const preferences = await desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => {
      const contents = webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences };
      const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webviewTag };
    }),
  );
  const shut = { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false };
  expect(preferences).toEqual([shut, shut]);
  // The page opens no other window: an unknown panel, another page.
  await panel.evaluate(() => {
    for (const query of ['?panel=weather', '?panel=', '']) window.open(`/index.html${query}`);
    window.open('https://example.org/');
  });

  // The kill switch's keys work in it.
  await panel.keyboard.press('Control+Shift+k');
  await expect(panel.getByRole('alertdialog', { name: /^Kill switch/ })).toBeVisible();
  await panel.keyboard.press('Escape');
  expect(desk.app.windows()).toHaveLength(2);

  await desk.app.evaluate(
    ({ BrowserWindow }, wanted) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.getTitle() === wanted)
        ?.setBounds({ x: 60, y: 50, width: 700, height: 500 }),
    title,
  );
  await desk.restart();
  await untilReady(desk.window);
  await untilBounds(desk, title, { width: 700, height: 500 });
  let again = await panelWindowOf(desk);
  await expect(again.getByText('No order chosen')).toBeVisible();
  await theWindowsFollowTheWorkspace(desk, title);
  again = await panelWindowOf(desk);
  await backToMainWindow(again);
  await expect.poll(() => desk.app.windows()).toHaveLength(1);
  await expect.poll(() => inSight(desk.window)).toContain('detail');
});
