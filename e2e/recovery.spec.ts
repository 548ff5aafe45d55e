// What survives: a quit, a signal of the system, a kill, the end of the engine's thread.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  confirmWith,
  incident,
  lastPrice,
  newestOrderId,
  priceAt,
  replayFile,
  restingOrder,
  rowOf,
  rows,
  sendLimitOrder,
  untilReady,
} from './support/console.ts';
import { holdFolder } from './support/engineOwner.ts';
import { exitQuestionOf, expect, test } from './fixtures.ts';
import { headless } from './support/headless.ts';
import { isAlive, venuePid } from './support/processes.ts';
import { eventsOf } from './support/records.ts';
import { expectWhole, receivedSignals, unsettledOrders } from './support/recovery.ts';
import { writeSignals } from './support/signals.ts';

test('after a quit everything is still there, and what stays working is said before', async ({ desk }) => {
  await untilReady(desk.window);

  await test.step('after a quit and a new start everything is still there', async () => {
    await sendLimitOrder(desk.window, {
      side: 'buy',
      quantity: '4',
      price: await priceAt(desk.window, 0.01),
    });
    await expect(rows(desk.window).first()).toHaveAttribute('data-status', 'filled');
    const working = await restingOrder(desk.window, '2');
    const before = eventsOf(desk.dataFolder);

    await desk.restart();
    const { window } = desk;
    await untilReady(window);
    await expect(rows(window)).toHaveCount(2);
    await expect(rowOf(window, working)).toHaveAttribute('data-status', 'accepted');
    await desk.screenshot('after-restart');
    const after = eventsOf(desk.dataFolder);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['EngineStopped', 'EngineStarted']),
    );

    // The order went on working at the venue, and can be canceled by the new process.
    await rowOf(window, working).click();
    await window.keyboard.press('Delete');
    await confirmWith(window, 'end of the test');
    await expect(rowOf(window, working)).toHaveAttribute('data-status', 'canceled');
    expectWhole(desk.dataFolder);
  });

  await test.step('the console says what stays working before it closes, and can stay', async () => {
    const { app, window } = desk;
    await restingOrder(window, '6');
    const { message, detail } = await exitQuestionOf(app);
    expect(message).toBe('1 order stays working');
    expect(detail).toMatch(/sim: 1\n\s+buy 6 SPX limit at \d+\.\d\d DAY\n\nNobody watches it/);
    await expect(window.getByTestId('status-strip').getByText('Active', { exact: true })).toBeVisible();
    await desk.close();
    expect(eventsOf(desk.dataFolder).at(-1)).toMatchObject({
      type: 'EngineStopped',
      data: { reason: 'the console was closed' },
    });

    // The order is taken up again. This time none may stay.
    await desk.start();
    await untilReady(desk.window);
    await expect(rows(desk.window).first()).toHaveAttribute('data-status', 'accepted');
    await desk.close('cancel');
    const types = eventsOf(desk.dataFolder).map(({ type }) => type);
    expect(types.slice(types.lastIndexOf('EngineStarted'))).toEqual(
      expect.arrayContaining(['KillSwitchEngaged', 'OrderCanceled', 'EngineStopped']),
    );
    expect(types.lastIndexOf('OrderCanceled')).toBeLessThan(types.lastIndexOf('EngineStopped'));
  });
});

test('the console ends with its signals and takes its venue along, also when it is killed', async ({
  desk,
}) => {
  await untilReady(desk.window);

  for (const [earlier, signal] of (['SIGTERM', 'SIGINT'] as const).entries()) {
    await test.step(`${signal} drains the engine and ends the application without a question`, async () => {
      await expect(rows(desk.window)).toHaveCount(earlier);
      await restingOrder(desk.window, '1');
      expect(await desk.end(signal)).toEqual({ exitCode: 0, signal: null });
      expect(eventsOf(desk.dataFolder).at(-1)).toMatchObject({
        type: 'EngineStopped',
        data: { reason: `signal ${signal}` },
      });
      await desk.start();
      await untilReady(desk.window);
    });
  }

  await test.step("the venue's process goes with the application, also when that is killed", async () => {
    const pid = await venuePid(desk.app);
    expect(pid !== undefined && isAlive(pid)).toBe(true);
    await desk.kill({ only: 'main' });
    await expect.poll(() => isAlive(pid!)).toBe(false);
  });
});

test('killed in the middle of a replay, it loses and doubles nothing', async ({ desk }) => {
  await untilReady(desk.window);
  const file = join(desk.dataFolder, 'signals.ndjson');
  await writeSignals(file, 20_000, await lastPrice(desk.window));
  await replayFile(desk, file);
  await expect(desk.window.getByTestId('jobs').locator('[data-state="running"]')).toBeVisible();
  await expect
    .poll(() => receivedSignals(desk.dataFolder).length, { intervals: [50] })
    .toBeGreaterThan(1_500);
  await desk.screenshot('replay-before-the-kill');
  await desk.kill();

  const acknowledged = receivedSignals(desk.dataFolder);
  expect(acknowledged.length).toBeLessThan(20_000);
  await desk.start();
  await untilReady(desk.window);
  await expect.poll(() => unsettledOrders(desk.dataFolder), { timeout: 30_000 }).toEqual([]);
  await desk.screenshot('replay-after-the-kill');
  expect(receivedSignals(desk.dataFolder)).toEqual(expect.arrayContaining(acknowledged));
  await desk.close();
  expectWhole(desk.dataFolder);
  const told = await headless(desk.dataFolder, 'verify');
  expect(told.exitCode, told.stderr).toBe(0);
});

test('a folder that another engine holds is named with its process, and is taken once it is free', async ({
  closedDesk,
}) => {
  const release = holdFolder(closedDesk.dataFolder);
  await closedDesk.start();
  const { window } = closedDesk;
  const alert = incident(window, 'engine_gone');
  await expect(alert).toContainText('desk run');
  await expect(alert).toContainText(`process ${process.pid}`);
  await closedDesk.screenshot('folder-in-use');
  release();
  await alert.getByRole('button', { name: 'Connect again' }).click();
  await untilReady(window);
});

test('a configuration with mistakes is told with their paths, and is read again', async ({ closedDesk }) => {
  const file = join(closedDesk.dataFolder, 'configuration.json');
  await writeFile(file, JSON.stringify({ risk: { positionMax: 'many' }, surprise: true }));
  await closedDesk.start();
  const { window } = closedDesk;
  const alert = incident(window, 'engine_gone');
  await expect(alert).toContainText('risk.positionMax');
  await expect(alert).toContainText('surprise');
  await closedDesk.screenshot('configuration-refused');
  await rm(file);
  await alert.getByRole('button', { name: 'Connect again' }).click();
  await untilReady(window);
});

test('a damaged store opens the window with the reason, and nothing is written over it', async ({
  closedDesk,
}) => {
  const file = join(closedDesk.dataFolder, 'events.db');
  const damaged = 'this is no event store, '.repeat(400);
  await writeFile(file, damaged);
  await closedDesk.start();
  const alert = incident(closedDesk.window, 'engine_gone');
  await expect(alert).toContainText('events.db');
  await closedDesk.screenshot('store-damaged');
  expect(await readFile(file, 'utf8')).toBe(damaged);
});

test('the desk goes on when its venue, its store or its engine was gone, and closes although the venue stands still', async ({
  desk,
}) => {
  const { app, window } = desk;
  await untilReady(window);

  await test.step("a venue's process that dies is started again, and its orders are still there", async () => {
    await restingOrder(window, '9');
    expect(connections(desk.dataFolder)).toBe(1);
    const before = await venuePid(desk.app);
    process.kill(before!, 'SIGKILL');
    await expect.poll(async () => [before, undefined].includes(await venuePid(desk.app))).toBe(false);
    const orderId = await newestOrderId(window);
    await expect.poll(() => connections(desk.dataFolder)).toBe(2);
    await rowOf(window, orderId).click();
    await window.keyboard.press('Delete');
    await confirmWith(window, 'after the venue came back');
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');
  });

  await test.step('an event store that vanishes is told at once with what to do, and the desk goes on when it is back', async () => {
    await restingOrder(window, '2');
    const [file, away] = ['events.db', 'elsewhere.db'].map((name) => join(desk.dataFolder, name));
    await rename(file!, away!);
    const banner = incident(window, 'no_orders_taken');
    await expect(banner).toHaveAttribute('data-code', 'store_vanished');
    await expect(banner).toContainText('Put the file back');
    await expect(window.getByTestId('status-strip')).toContainText('Not accepting');
    await desk.screenshot('store-vanished');
    await rename(away!, file!);
    await untilReady(window);
    await expect(banner).toBeHidden();
    await restingOrder(window, '3');
  });

  await test.step('a second console on the same folder leaves, and the first comes to the front', async () => {
    const focused = desk.app.evaluate(
      ({ app }) => new Promise<void>((resolve) => void app.once('second-instance', () => resolve())),
    );
    const second = await desk.startAgainBeside();
    expect(second.exitCode).toBe(0);
    await focused;
    expect(desk.app.windows()).toHaveLength(1);
    await expect(desk.window.getByTestId('status-strip')).toBeVisible();
  });

  await test.step("the end of the engine's thread is told at once, and the window starts it again", async () => {
    await restingOrder(window, '8');
    // Whoever gets a message next is the engine's thread.
    await app.evaluate(() => {
      const { Worker } = process.getBuiltinModule('node:worker_threads');
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function terminate(this: InstanceType<typeof Worker>): void {
        Worker.prototype.postMessage = postMessage;
        void this.terminate();
      };
    });
    await window.evaluate((tag) => {
      globalThis.postMessage({ type: tag }, location.origin);
    }, 'breakwater:connect');
    const alert = incident(window, 'engine_gone');
    await expect(alert).toContainText('engine');
    await desk.screenshot('engine-gone');
    await alert.getByRole('button', { name: 'Connect again' }).click();
    await expect(alert).toBeHidden();
    await untilReady(window);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  });

  await test.step('the console closes although its venue stands still, and takes it along', async () => {
    await expect.poll(() => venuePid(desk.app)).toBeDefined();
    const pid = await venuePid(desk.app);
    process.kill(pid!, 'SIGSTOP');
    await desk.close();
    expect(isAlive(pid!)).toBe(false);
  });
});

/** How often the engine has been connected to its venue. */
function connections(dataFolder: string): number {
  return eventsOf(dataFolder, 'venue-sim').filter(({ type }) => type === 'VenueConnected').length;
}
