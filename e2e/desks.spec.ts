// One console with several desks, each with an engine, a window and a badge of its own.
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { incident, restingOrder, rowOf, rows, startMs, untilReady } from './support/console.ts';
import { answerFileDialogs, expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { closeWindow, deskRow, list, newFolder, strip, titles } from './support/desks.ts';
import { runEngine } from './support/runningEngine.ts';

async function stopByKeys(window: Page, reason: string): Promise<void> {
  const dialog = window.getByRole('alertdialog', { name: /^Kill switch/ });
  await window.keyboard.press('Control+Shift+k');
  await expect(dialog.getByLabel(/^Reason/)).toBeFocused();
  await expect(dialog.getByTestId('desk-badge')).toHaveText(/Rates$/);
  await window.keyboard.type(reason);
  await window.screenshot({ path: 'e2e/screenshots/desks-kill.png' });
  await window.keyboard.press('Enter');
  const hold = dialog.getByRole('button', { name: /^Hold to stop desk/ });
  await expect(hold).toBeFocused();
  await window.keyboard.down('Enter');
  await expect(dialog).toBeHidden();
  await window.keyboard.up('Enter');
}

test('one console acts on two desks, and neither takes part in what happens to the other', async ({
  closedDesk,
}) => {
  test.setTimeout(120_000);
  const { dataFolder } = closedDesk;
  const [other, third] = await Promise.all([newFolder(), newFolder()]);
  await copyFile(join(dataFolder, 'configuration.json'), join(other, 'configuration.json'));
  const desks = [
    { name: 'Equities', folder: '.' },
    { name: 'Rates', colour: 'magenta', folder: other },
  ];
  await writeFile(join(dataFolder, 'desks.json'), JSON.stringify({ desks }));
  const engines = await Promise.all([runEngine(dataFolder), runEngine(other)]);
  try {
    await closedDesk.start();
    const { app, window: equities } = closedDesk;
    await untilReady(equities);
    await expect(strip(equities).getByTestId('desk-badge')).toHaveText(/Equities$/);

    await equities.keyboard.press('Control+Shift+d');
    await expect(deskRow(equities, 'Equities')).toContainText('Active');
    await expect(deskRow(equities, 'Rates')).toContainText('Not open');
    await expect(deskRow(equities, 'Rates')).toBeFocused();
    const opening = app.waitForEvent('window');
    await equities.keyboard.press('Enter');
    const rates = await opening;
    await untilReady(rates);
    expect(await titles(app)).toEqual([
      'Equities — Breakwater — SIMULATION',
      'Rates — Breakwater — SIMULATION',
    ]);

    // Windows that nobody sees go on telling how their desks are.
    const throttled = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getBackgroundThrottling()),
    );
    expect(throttled).toEqual([false, false]);

    // Its pages are as safe as the first ones, and its panels belong to it.
    expect(await rates.evaluate(() => Notification.requestPermission())).toBe('denied');
    const panelOpening = app.waitForEvent('window');
    await rates.evaluate(() => void window.open(`${location.pathname}?panel=alerts`));
    const panel = await panelOpening;
    await expect(panel.getByTestId('panel-strip').getByTestId('desk-badge')).toHaveText(/Rates$/);
    await expect.poll(() => titles(app)).toContain('Rates — Breakwater — SIMULATION — Alerts');

    // What is done on one desk is done there alone.
    const kept = await restingOrder(equities, '3');
    const stopped = await restingOrder(rates, '2');
    await stopByKeys(rates, 'only this desk');
    await expect(rowOf(rates, stopped)).toHaveAttribute('data-status', 'canceled');
    await expect(strip(rates).getByText('Halted', { exact: true })).toBeVisible();
    await expect(rowOf(equities, kept)).toHaveAttribute('data-status', 'accepted');
    await expect(rows(equities)).toHaveCount(1);

    // Each window shows the other desk, and leads there without a second window.
    await equities.getByRole('button', { name: 'Look at Rates' }).click();
    await expect(deskRow(equities, 'Rates')).toContainText('Halted');
    await closedDesk.screenshot('desks-list');
    await deskRow(equities, 'Rates').click();
    await expect(list(equities)).toBeHidden();
    expect(app.windows()).toHaveLength(3);

    // The theme is kept for each desk: what a page stores is its desk's own.
    await equities.keyboard.press('Control+Shift+l');
    await equities.reload();
    await untilReady(equities);
    const themes = [equities, rates].map((page) =>
      page.evaluate(() => document.documentElement.dataset['theme']),
    );
    const [mine, theirs] = await Promise.all(themes);
    expect(mine).not.toBe(theirs);

    process.kill(engines[1].pid, 'SIGKILL');
    await expect(incident(rates, 'engine_gone')).toBeVisible();
    await rates.screenshot({ path: 'e2e/screenshots/desks-gone.png' });
    await equities.keyboard.press('Control+Shift+d');
    await expect(deskRow(equities, 'Rates')).toContainText('Not connected');
    await expect(deskRow(equities, 'Equities')).toContainText('Active');
    await closedDesk.screenshot('desks-list-gone');
    await equities.keyboard.press('Escape');
    await restingOrder(equities, '4');

    // The window of one desk is closed for itself.
    await closeWindow(app, rates, 'Rates — Breakwater — SIMULATION');
    await equities.keyboard.press('Control+Shift+d');
    await expect(deskRow(equities, 'Rates')).toContainText('Not open');
    expect(await seriousFindings(equities), 'the list of desks').toEqual([]);

    // A desk is added at a place that a person chooses, and says in its own window that it has no engine yet.
    await equities.getByRole('button', { name: 'Add desk…' }).click();
    const fields = equities.getByRole('dialog', { name: 'Add a desk' });
    await fields.getByLabel('Name').fill('FX');
    await expect(fields.locator('form').getByTestId('desk-badge')).toHaveText(/FX$/);
    expect(await seriousFindings(equities), 'the fields of a new desk').toEqual([]);
    await closedDesk.screenshot('desks-add');
    await answerFileDialogs(app, third);
    const adding = app.waitForEvent('window');
    await fields.getByRole('button', { name: 'Choose its folder…' }).click();
    const fx = await adding;
    await expect(fields).toBeHidden();
    await expect(incident(fx, 'engine_gone')).toContainText(`No engine takes consoles on ${third} now.`);
    await expect(strip(fx).getByTestId('desk-badge')).toHaveText(/FX$/);
    await closeWindow(app, fx, 'FX — Breakwater');
    const written = await readFile(join(dataFolder, 'desks.json'), 'utf8');
    expect((JSON.parse(written) as { desks: unknown[] }).desks).toEqual([
      { ...desks[0], letter: 'E', colour: 'teal' },
      { ...desks[1], letter: 'R' },
      { name: 'FX', letter: 'F', colour: 'violet', folder: third },
    ]);
  } finally {
    await closedDesk.close();
    await Promise.all(engines.map((engine) => engine.stop()));
    for (const folder of [other, third]) await rm(folder, { recursive: true, force: true });
  }
});

/** Quits as the menu does, answers Stay where the console asks, and gives the question. */
function quitAndStay(app: ElectronApplication): Promise<string> {
  return app.evaluate(
    ({ app: program, dialog }) =>
      new Promise<string>((resolve) => {
        dialog.showMessageBox = ((_window: unknown, { message }: { message: string }) => {
          resolve(message);
          return Promise.resolve({ response: 1, checkboxChecked: false });
        }) as typeof dialog.showMessageBox;
        program.quit();
      }),
  );
}

test('whoever quits and stays keeps the windows of all desks; a desk is removed once its window is closed', async ({
  closedDesk,
}) => {
  const { dataFolder } = closedDesk;
  const other = await newFolder();
  const file = join(dataFolder, 'desks.json');
  try {
    await writeFile(file, JSON.stringify({ desks: [{ name: 'Rates', folder: other }] }));
    await closedDesk.start();
    const { app, window } = closedDesk;
    await untilReady(window);
    await restingOrder(window, '2');
    await window.keyboard.press('Control+Shift+d');
    const opening = app.waitForEvent('window');
    await deskRow(window, 'Rates').dblclick();
    const rates = await opening;
    await expect(incident(rates, 'engine_gone')).toBeVisible();

    expect(await quitAndStay(app)).toBe('Own desk: 1 order stays working');
    expect(await titles(app)).toEqual(['Own desk — Breakwater — SIMULATION', 'Rates — Breakwater']);

    await window.keyboard.press('Control+Shift+d');
    const remove = list(window).getByRole('button', { name: 'Remove Rates from the list…' });
    await expect(remove).toHaveAttribute('aria-disabled', 'true');
    await closeWindow(app, rates, 'Rates — Breakwater');
    await remove.click();
    await closedDesk.screenshot('desks-remove');
    await window.getByRole('button', { name: 'Remove Rates', exact: true }).click();
    await expect(list(window).getByRole('listitem')).toHaveCount(1);
    await expect(strip(window).getByTestId('desk-badge')).toBeHidden();
    const written = JSON.parse(await readFile(file, 'utf8')) as { desks: unknown[] };
    expect(written.desks).toMatchObject([{ name: 'Own desk', folder: '.' }]);

    // What somebody writes into the file counts when the list is opened again.
    await window.keyboard.press('Escape');
    await writeFile(file, JSON.stringify({ desks: [{ name: 'FX', folder: other }] }));
    await window.keyboard.press('Control+Shift+d');
    await expect(deskRow(window, 'FX')).toContainText('Not open');
    await closedDesk.close();
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

test('a list of desks that can not be used is told, and the own desk opens', async ({ closedDesk }) => {
  await writeFile(join(closedDesk.dataFolder, 'desks.json'), '{\n  "desks": [{"name": }]\n}');
  await closedDesk.start();
  const { window } = closedDesk;
  await expect(window.getByText(/desks\.json: not valid JSON at line 2 column 22/)).toBeVisible({
    timeout: startMs,
  });
  await untilReady(window);
});
