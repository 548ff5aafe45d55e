// A desk on another machine, in a window of a console that has several.
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { CutNetwork } from '../src/main/infra/testing/cutNetwork.ts';
import { incident, restingOrder, rowOf, show, startMs, untilReady } from './support/console.ts';
import { closeWindow, deskRow, newFolder } from './support/desks.ts';
import { expect, test } from './fixtures.ts';
import { addEva, logIn, openToOthers, writeWay } from './support/otherMachines.ts';
import { runEngine } from './support/runningEngine.ts';

test('a desk on another machine has a window, and its badge stands for that desk alone', async ({
  closedDesk,
}) => {
  test.setTimeout(120_000);
  const { dataFolder } = closedDesk;
  const folders = await Promise.all([newFolder(), newFolder(), newFolder(), newFolder()]);
  const [tokyo, toTokyo, osaka, toOsaka] = folders;
  for (const folder of [tokyo, osaka]) {
    await copyFile(join(dataFolder, 'configuration.json'), join(folder, 'configuration.json'));
    await openToOthers(folder);
  }
  const engines = await Promise.all([runEngine(tokyo), runEngine(osaka)]);
  const network = new CutNetwork(engines[0].consolePort);
  const port = await network.open();
  const [way] = await Promise.all([writeWay(toTokyo, 'console', port), writeWay(toOsaka, 'console', port)]);
  const desks = [
    { name: 'Tokyo', attach: way },
    { name: 'Osaka', attach: join(toOsaka, 'attach.json') },
  ];
  await writeFile(join(dataFolder, 'desks.json'), JSON.stringify({ desks }));
  try {
    await Promise.all([addEva(tokyo), addEva(osaka)]);
    await closedDesk.start();
    const { app, window } = closedDesk;
    await untilReady(window);
    const openDesk = async (name: string): Promise<Page> => {
      await window.keyboard.press('Control+Shift+d');
      const opening = app.waitForEvent('window');
      await deskRow(window, name).click();
      return opening;
    };
    const there = await openDesk('Tokyo');
    await expect(there.getByRole('heading', { name: 'Log in' })).toBeVisible({ timeout: startMs });
    network.cut('closed');
    const logInButton = there.getByRole('button', { name: /^Log in/ });
    await expect(logInButton).toHaveAttribute('title', /^The connection to the engine is lost: nobody can/);
    network.heal();
    await expect(logInButton).toHaveAttribute('title', /^Give your name/);
    await logIn(there, 'eva');
    const orderId = await restingOrder(there, '3');
    await show(there, 'Settings');
    await there
      .getByTestId('settings-screen')
      .getByRole('tab', { name: /^Other programs/ })
      .click();
    await expect(there.getByTestId('programs-settings')).toContainText('in the window of Own desk');
    await show(there, 'Trade');

    // A second name for the same desk gets no window on it.
    const twice = await openDesk('Osaka');
    await expect(incident(twice, 'engine_gone')).toContainText('This desk has a window already', {
      timeout: startMs,
    });
    await expect(incident(twice, 'engine_gone')).toContainText('has the record of Tokyo');
    await expect(twice.locator('.latency')).toContainText('Nothing was loaded');
    await twice.screenshot({ path: 'e2e/screenshots/desks-twice.png' });
    await writeWay(toOsaka, 'console', engines[1].consolePort);
    await incident(twice, 'engine_gone').getByRole('button', { name: 'Connect again' }).click();
    await logIn(twice, 'eva');

    // The network is cut, and the address leads to another desk when it is back.
    network.cut();
    await expect(incident(there, 'engine_gone')).toContainText('The connection to the engine is lost');
    await window.keyboard.press('Control+Shift+d');
    await expect(deskRow(window, 'Tokyo')).toContainText('Not connected');
    await expect(deskRow(window, 'Osaka')).toContainText('Active');
    await closedDesk.screenshot('desks-cut');
    await window.keyboard.press('Escape');
    await closeWindow(app, twice, 'Osaka — Breakwater — SIMULATION');
    await writeWay(toTokyo, 'console', engines[1].consolePort);
    await expect(incident(there, 'engine_gone')).toContainText('Another desk answers at this place', {
      timeout: startMs,
    });
    await expect(rowOf(there, orderId)).toBeVisible();
    await there.screenshot({ path: 'e2e/screenshots/desks-other.png' });
    network.heal();
    await writeWay(toTokyo, 'console', port);
    await incident(there, 'engine_gone').getByRole('button', { name: 'Connect again' }).click();
    await expect(incident(there, 'engine_gone')).toBeHidden({ timeout: startMs });
    await expect(rowOf(there, orderId)).toHaveAttribute('data-status', 'accepted');
    await closedDesk.close();
  } finally {
    network.close();
    await Promise.all(engines.map((engine) => engine.stop()));
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
});
