// Consoles that are attached to an engine in another process: `desk run`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { TestPeer } from '../src/main/infra/link/testing/peerFiles.ts';
import { incident, restingOrder, rowOf, show, startMs, untilReady } from './support/console.ts';
import { addEva, addVic, logIn, openToOthers, password, writeWay } from './support/otherMachines.ts';
import { Desk, expect, test } from './fixtures.ts';
import { CutNetwork } from '../src/main/infra/testing/cutNetwork.ts';
import { headless, headlessSaying } from './support/headless.ts';
import { isAlive } from './support/processes.ts';
import { runEngine } from './support/runningEngine.ts';

test('a console attaches to the engine that runs on its folder, and leaves it running', async ({
  closedDesk,
}) => {
  const { dataFolder } = closedDesk;
  let engine = await runEngine(dataFolder);
  try {
    await closedDesk.start();
    const { window } = closedDesk;
    await untilReady(window);
    const strip = window.getByTestId('status-strip');
    const attached = strip.getByRole('button', { name: 'The engine and its consoles' });
    await expect(attached).toHaveText('attached to desk run');
    const orderId = await restingOrder(window, '3');
    await attached.click();
    await expect(window.getByTestId('consoles')).toContainText(`process ${engine.pid}`);
    await expect(window.getByTestId('consoles')).toContainText('this console');
    await closedDesk.screenshot('attached');
    await window.keyboard.press('Escape');

    // What a shell does on the engine is seen here.
    const canceled = await headless(dataFolder, 'cancel', orderId, '--reason', 'from a shell');
    expect(canceled.exitCode, canceled.stderr).toBe(0);
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');

    // The engine ends: the window says so, and is attached to the next one by itself.
    await engine.stop();
    const lost = incident(window, 'engine_gone');
    await expect(lost).toContainText('The engine has ended: desk run was ended by SIGTERM.');
    await expect(rowOf(window, orderId)).toBeVisible();
    await closedDesk.screenshot('engine-away');
    engine = await runEngine(dataFolder);
    await expect(lost).toBeHidden();
    await untilReady(window);
    const again = await restingOrder(window, '2');
    await show(window, 'Audit');

    await closedDesk.close();
    expect(isAlive(engine.pid)).toBe(true);
    const orders = await headless(dataFolder, 'orders', '--active');
    expect(orders.lines.map(({ orderId: id }) => id)).toEqual([again]);
  } finally {
    await engine.stop();
  }
});

const strip = (window: Page) => window.getByTestId('status-strip');

/** A console as on another machine: a data folder of its own, and the way to the engine. */
async function elsewhere(peer: TestPeer, port: number): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-e2e-'));
  await writeWay(folder, peer, port);
  return new Desk(folder);
}

async function leave(desk: Desk): Promise<void> {
  await desk.close();
  await rm(desk.dataFolder, { recursive: true, force: true });
}

test('two consoles, one of them over a network that is cut and heals, work on one engine', async ({
  closedDesk,
}) => {
  test.setTimeout(120_000);
  const { dataFolder } = closedDesk;
  await openToOthers(dataFolder);
  const engine = await runEngine(dataFolder);
  const network = new CutNetwork(engine.consolePort);
  const other = await elsewhere('console', await network.open());
  try {
    await addEva(dataFolder);
    await addVic(dataFolder);
    await Promise.all([closedDesk.start(), other.start()]);
    const [mine, theirs] = [closedDesk.window, other.window];
    await logIn(mine, 'eva');
    await logIn(theirs, 'vic');
    await untilReady(mine);
    const orderId = await restingOrder(mine, '3');
    await expect(rowOf(theirs, orderId)).toHaveAttribute('data-status', 'accepted');

    // Each is told that the other has the order open, and the role is the engine's matter.
    await rowOf(mine, orderId).click();
    await rowOf(theirs, orderId).click();
    await expect(mine.getByTestId('other-viewers')).toContainText('vic, viewer');
    await expect(mine.getByTestId('other-viewers')).toContainText('certificate console-one');
    await expect(theirs.getByTestId('other-viewers')).toContainText('eva, administrator');
    await expect(strip(theirs).getByRole('button', { name: 'The engine and its consoles' })).toHaveText(
      'attached to desk run, 2 consoles',
    );
    const opened = other.app.waitForEvent('window');
    await theirs.getByRole('button', { name: 'Arrange Order detail' }).click();
    await theirs.getByRole('button', { name: 'Move to a window' }).click();
    const panel = await opened;
    const cancelIn = (page: Page) =>
      page.getByTestId('order-detail').getByRole('button', { name: /^Cancel/ });
    await expect(cancelIn(panel)).toHaveAttribute('title', /^A viewer may not/);
    await other.screenshot('attached-elsewhere');
    await closedDesk.screenshot('attached-two');

    network.cut();
    for (const page of [theirs, panel]) {
      await expect(incident(page, 'engine_gone')).toContainText('The connection to the engine is lost');
      await expect(page.locator('.strip')).toContainText('stale');
    }
    await expect(rowOf(theirs, orderId)).toBeVisible();
    await expect(panel.locator('.panel-window')).toHaveClass(/stale/);
    await expect(panel.getByTestId('order-detail')).toContainText('Working');
    await expect(cancelIn(panel)).toHaveAttribute('title', /^The connection to the engine is lost/);
    await other.screenshot('network-cut');
    await panel.screenshot({ path: 'e2e/screenshots/network-cut-panel.png' });
    const reason = 'while the other console is away';
    const cancel = ['cancel', orderId, '--operator', 'eva', '--reason', reason];
    const canceled = await headlessSaying(password, dataFolder, ...cancel);
    expect(canceled.exitCode, canceled.stderr).toBe(0);
    await expect(rowOf(mine, orderId)).toHaveAttribute('data-status', 'canceled');
    // The panel's window has the keyboard.
    await closedDesk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
    const meanwhile = await restingOrder(mine, '2');
    network.heal();
    for (const page of [theirs, panel]) {
      await expect(incident(page, 'engine_gone')).toBeHidden({ timeout: startMs });
      await expect(page.locator('.strip')).not.toContainText('stale');
    }
    // Nothing of what went on meanwhile is missing in the panel's window.
    const story = mine.getByTestId('timeline-event');
    await expect(panel.getByTestId('timeline-event')).toHaveCount(await story.count());
    await expect(panel.getByTestId('order-detail')).toContainText(reason);
    // New rows wait while one is chosen.
    await theirs.getByTestId('blotter').getByRole('button', { name: '1 new' }).click();
    await expect(rowOf(theirs, meanwhile)).toHaveAttribute('data-status', 'accepted');
    await expect(strip(theirs).getByText('vic, viewer')).toBeVisible();

    await other.close();
    await expect(mine.getByTestId('other-viewers')).toBeHidden();
    expect(isAlive(engine.pid)).toBe(true);
  } finally {
    await leave(other);
    network.close();
    await closedDesk.close();
    await engine.stop();
  }
});

test('a console with a bad certificate is not let in, and is told why', async ({ closedDesk }) => {
  const { dataFolder } = closedDesk;
  await openToOthers(dataFolder);
  const engine = await runEngine(dataFolder);
  const other = await elsewhere('expired', engine.consolePort);
  try {
    await other.start();
    const refused = incident(other.window, 'engine_gone');
    await expect(refused).toContainText('does not take the certificate of this console: it has expired.', {
      timeout: startMs,
    });
    await other.screenshot('bad-certificate');
  } finally {
    await leave(other);
    await engine.stop();
  }
});
