import { expect, test } from './fixtures.ts';

test('the console opens its window', async ({ desk }) => {
  await expect(desk.window).toHaveTitle(/Breakwater/);
  await expect(desk.window.locator('#console')).not.toBeEmpty();
  await desk.screenshot('shell');
});

test('the console opens again on the same data after it was closed', async ({ desk }) => {
  await desk.restart();
  await expect(desk.window).toHaveTitle(/Breakwater/);
});

test('the page is served on its own scheme, under a policy without inline scripts and eval', async ({
  desk,
}) => {
  const policy = await desk.window.evaluate(async () => {
    const answer = await fetch(location.href);
    return answer.headers.get('content-security-policy');
  });
  expect(desk.window.url()).toMatch(/^breakwater:\/\/console\//);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
});

test('files outside the built pages are not served', async ({ desk }) => {
  const statuses = await desk.window.evaluate(() =>
    Promise.all(
      ['%2e%2e/main/main.js', '..%2fmain%2fmain.js', 'nothing.js', '%'].map(async (path) => {
        const answer = await fetch(`breakwater://console/${path}`).catch(() => undefined);
        return answer?.status;
      }),
    ),
  );
  expect(statuses).toEqual([404, 404, 404, 404]);
});

test('the page has no Node and no Electron', async ({ desk }) => {
  const found = await desk.window.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter(
      (name) => name in globalThis,
    ),
  );
  expect(found).toEqual([]);
});

test('windows are sandboxed and isolated', async ({ desk }) => {
  const preferences = await desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      const contents = window.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences };
      return contents.getLastWebPreferences();
    }),
  );
  expect(preferences).toHaveLength(1);
  for (const one of preferences) {
    expect(one).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
    expect(one.webviewTag).not.toBe(true);
  }
});

test('navigation and new windows are denied', async ({ desk }) => {
  const url = desk.window.url();
  const opened = await desk.window.evaluate(() => window.open('https://example.org/') === null);
  await desk.window.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await desk.window.waitForTimeout(300);
  expect(opened).toBe(true);
  expect(desk.window.url()).toBe(url);
  expect(desk.app.windows()).toHaveLength(1);
});

test('permission requests are denied', async ({ desk }) => {
  const permission = await desk.window.evaluate(() => Notification.requestPermission());
  expect(permission).toBe('denied');
});
