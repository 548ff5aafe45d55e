// The window itself: opens, comes back, says which environment it is.
import { show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';

test('the console opens ready, says what environment it is, reaches every screen, and comes back as it was', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('the console opens on a desk that is ready, and says in its title what environment it is', async () => {
    const titles = await desk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getTitle()),
    );
    expect(titles).toEqual(['Breakwater — SIMULATION']);
    await desk.screenshot('console');
  });

  await test.step('every screen can be reached by its key', async () => {
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

  await test.step('a page that is loaded again gets a connection of its own', async () => {
    await desk.window.reload();
    await untilReady(desk.window);
  });

  await test.step('the console opens again on the same data after it was closed, where it was, and as large', async () => {
    const moved = { x: 40, y: 30, width: 1200, height: 800 };
    await desk.app.evaluate(({ BrowserWindow }, bounds) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
    }, moved);
    await desk.restart();
    await untilReady(desk.window);
    const bounds = await desk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    expect(bounds).toMatchObject({ width: 1200, height: 800 });
  });

  await test.step('a page that crashed is loaded again', async () => {
    const { app } = desk;
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
});
