// The window itself: opens, comes back, says which environment it is.
import { show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';

test('the console opens on a desk that is ready, and says in its title what environment it is', async ({
  desk,
}) => {
  await untilReady(desk.window);
  const titles = await desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getTitle()),
  );
  expect(titles).toEqual(['Breakwater — SIMULATION']);
  await desk.screenshot('console');
});

test('the console opens again on the same data after it was closed', async ({ desk }) => {
  await untilReady(desk.window);
  await desk.restart();
  await untilReady(desk.window);
});

test('a page that is loaded again gets a connection of its own', async ({ desk }) => {
  await untilReady(desk.window);
  await desk.window.reload();
  await untilReady(desk.window);
});

test('a page that crashed is loaded again', async ({ desk }) => {
  const { app, window } = desk;
  await untilReady(window);
  const loaded = app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise<void>((resolve) => {
      contents?.once('did-finish-load', () => resolve());
      contents?.forcefullyCrashRenderer();
    });
  });
  await loaded;
  const text = await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return (await contents?.executeJavaScript(
      `new Promise((resolve) => {
         const look = () => {
           const strip = document.querySelector('[data-testid="status-strip"]')?.textContent ?? '';
           if (strip.includes('SIMULATION')) resolve(strip); else requestAnimationFrame(look);
         };
         look();
       })`,
    )) as string;
  });
  expect(text).toContain('Active');
});

test('the window comes back where it was, and as large', async ({ desk }) => {
  await untilReady(desk.window);
  const moved = { x: 40, y: 30, width: 1200, height: 800 };
  await desk.app.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
  }, moved);
  await desk.restart();
  const bounds = await desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  );
  expect(bounds).toMatchObject({ width: 1200, height: 800 });
});

test('every screen can be reached by its key', async ({ desk }) => {
  const { window } = desk;
  await untilReady(window);
  for (const [key, screen] of [
    ['2', 'Risk'],
    ['3', 'Resilience'],
    ['4', 'Recovery'],
    ['5', 'Metrics'],
    ['6', 'Audit'],
    ['7', 'Signals'],
    ['8', 'Alerts'],
    ['1', 'Trade'],
  ] as const) {
    await window.keyboard.press(`Control+${key}`);
    await expect(window.getByRole('tab', { name: screen })).toHaveAttribute('aria-selected', 'true');
  }
  await show(window, 'Audit');
  await expect(window.getByTestId('audit-row').first()).toBeVisible();
  await desk.screenshot('audit');
});
