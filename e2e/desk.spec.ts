// The desk at work by itself: strategy, replay, verification, metrics, the simulated venue's switches.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  confirmWith,
  priceAt,
  restingOrder,
  rows,
  sendLimitOrder,
  show,
  untilReady,
} from './support/console.ts';
import { answerFileDialogs, expect, test } from './fixtures.ts';
import { headless } from './support/headless.ts';
import { sampleSignal } from '../src/main/domain/signal/testing/sampleSignal.ts';
import { eventsOf } from './support/records.ts';

test.describe('in a market that moves fast', () => {
  test.use({ marketTickMs: 60 });

  test('a strategy is started, its fills flow in, and it is stopped with a reason', async ({ desk }) => {
    const { window } = desk;
    await untilReady(window);
    await window.getByRole('button', { name: /^Start sma-cross/ }).click();
    // Rows keep still under the pointer; it goes elsewhere.
    await window.getByTestId('status-strip').hover();
    await expect(rows(window).and(window.locator('[data-status="filled"]')).first()).toBeVisible({
      timeout: 30_000,
    });
    await expect.poll(() => rows(window).count(), { timeout: 30_000 }).toBeGreaterThan(3);
    await desk.screenshot('strategy-fills');
    await show(window, 'Signals');
    const strategy = window.locator('[data-strategy="sma-cross"]');
    await expect(strategy).toHaveAttribute('data-state', 'running');
    await strategy.getByRole('button', { name: 'Stop…' }).click();
    await confirmWith(window, 'seen enough');
    await expect(strategy).toHaveAttribute('data-state', 'stopped');
    const desks = eventsOf(desk.dataFolder, 'desk');
    expect(desks.find(({ type }) => type === 'StrategyStarted')?.actor).toMatch(/^operator:/);
    expect(desks.find(({ type }) => type === 'StrategyStopped')?.data).toMatchObject({
      reason: 'seen enough',
    });
    await show(window, 'Metrics');
    await expect(window.getByTestId('metrics-screen')).toBeVisible();
    const health = window.getByTestId('health');
    await expect(health).toContainText('Healthy');
    await expect(health.locator('[data-check="venue sim"]')).toContainText('breaker closed');
    await desk.screenshot('metrics');
  });
});

test('while the desk trades a program sends to it, and it is verified, drilled, rebuilt, copied and configured anew', async ({
  desk,
}) => {
  const { window, dataFolder } = desk;
  await untilReady(window);

  await test.step('a program sends a signal through the intake, which the metrics screen names', async () => {
    const path = join(dataFolder, 'configuration.json');
    const configuration = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...configuration, intake: { port: 0, folder: 'nowhere' } }));
    await show(window, 'Metrics');
    const health = window.getByTestId('health');
    const door = health.locator('[data-check="signals by network"]');
    await expect(door).toContainText('http://127.0.0.1:');
    await expect(health.locator('[data-check="signals by folder"]')).toHaveAttribute('data-healthy', 'false');
    await expect(health).toContainText('Degraded');
    const [address = ''] = /http:\S+signals/.exec(await door.innerText()) ?? [];
    const token = await readFile(join(dataFolder, 'intake.token'), 'utf8');
    const sent = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(sampleSignal('from-a-program')),
    });
    expect(await sent.json()).toMatchObject({ type: 'acknowledged', signalId: 'from-a-program' });
    await expect(door).toContainText('acknowledged 1, refused 0, to be sent again 0');
    await desk.screenshot('intake');
    await show(window, 'Trade');
    await expect(rows(window)).toHaveCount(1);
  });

  await test.step('the chain of events is verified in the audit screen', async () => {
    await show(window, 'Audit');
    await window.getByRole('button', { name: 'Verify chain' }).click();
    await show(window, 'Signals');
    const job = window.getByTestId('jobs').locator('[data-kind="verify"]');
    await expect(job).toHaveAttribute('data-state', 'done');
    await show(window, 'Audit');
    await expect(
      window
        .getByRole('status')
        .filter({ hasText: /events/ })
        .first(),
    ).toBeVisible();
    await desk.screenshot('audit-verified');
    const told = await headless(desk.dataFolder, 'verify');
    expect(told.exitCode, told.stderr).toBe(0);
  });

  await test.step("the simulated venue's switches take effect and are on record", async () => {
    await show(window, 'Resilience');
    const simulator = window.getByRole('group', { name: 'Simulated venue sim' });
    await simulator.getByLabel(/^Rejects/).fill('100');
    await simulator.getByRole('button', { name: 'Apply…' }).click();
    await confirmWith(window, 'drill: the venue rejects');
    await expect(simulator).toContainText(/reject/);
    await desk.screenshot('resilience');
    await show(window, 'Trade');
    await sendLimitOrder(window, { side: 'buy', quantity: '3', price: await priceAt(window, 0.01) });
    await expect(rows(window).first()).toHaveAttribute('data-status', 'rejected');
    await show(window, 'Resilience');
    await simulator.getByRole('button', { name: 'Calm…' }).click();
    await confirmWith(window, 'end of the drill');
    await show(window, 'Trade');
    await sendLimitOrder(window, { side: 'buy', quantity: '3', price: await priceAt(window, 0.01) });
    await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
    const reasons = eventsOf(desk.dataFolder, 'desk')
      .filter(({ type }) => type === 'VenueSimulationConfigured')
      .map(({ data }) => data['reason']);
    expect(reasons).toEqual(['drill: the venue rejects', 'end of the drill']);
  });

  await test.step('the read models are made anew beside those that serve, with the same orders after it', async () => {
    const before = await rows(window).count();
    await sendLimitOrder(window, { side: 'buy', quantity: '3', price: await priceAt(window, 0.01) });
    await expect(rows(window)).toHaveCount(before + 1);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
    await show(window, 'Signals');
    await window.getByTestId('maintenance').getByRole('button', { name: 'Rebuild the read models' }).click();
    const job = window.getByTestId('jobs').locator('[data-kind="rebuild"]');
    await expect(job).toHaveAttribute('data-state', 'done');
    await desk.screenshot('rebuild-done');
    await show(window, 'Trade');
    await expect(rows(window)).toHaveCount(before + 1);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'filled');
    await sendLimitOrder(window, { side: 'sell', quantity: '1', price: await priceAt(window, -0.01) });
    await expect(rows(window)).toHaveCount(before + 2);
  });

  await test.step('the event store is copied while the desk trades, and a name that is taken is refused', async () => {
    await restingOrder(window, '3');
    await show(window, 'Signals');
    const maintenance = window.getByTestId('maintenance');
    const backUp = maintenance.getByRole('button', { name: 'Back up to a new file…' });
    await answerFileDialogs(desk.app, join(desk.dataFolder, 'copy.db'));
    await backUp.click();
    const jobs = window.getByTestId('jobs').locator('[data-kind="backup"]');
    await expect(jobs.first()).toHaveAttribute('data-state', 'done');
    await expect(jobs.first()).toContainText(/events copied to .*copy\.db and verified/);
    await desk.screenshot('backup-done');
    await backUp.click();
    await expect(jobs).toHaveCount(2);
    await expect(jobs.first()).toHaveAttribute('data-state', 'failed');
    const copied = eventsOf(desk.dataFolder, undefined, 'copy.db');
    expect(copied).toEqual(eventsOf(desk.dataFolder).slice(0, copied.length));
    expect(copied.map(({ type }) => type)).toContain('OrderAccepted');
  });

  await test.step('the configuration is read again with a reason, and a mistake in it is refused by its path', async () => {
    const file = join(desk.dataFolder, 'configuration.json');
    const configuration = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await show(window, 'Signals');
    const read = window.getByRole('button', { name: 'Read the configuration again…' });
    const dialog = window.getByRole('dialog', { name: 'Read the configuration again' });

    await writeFile(file, JSON.stringify({ ...configuration, risk: { orderQuantityMax: 'many' } }));
    await read.click();
    await dialog.getByLabel(/^Reason/).fill('a smaller size');
    await dialog.getByRole('button', { name: 'Read it again' }).click();
    await expect(dialog.getByRole('alert')).toContainText('risk.orderQuantityMax');
    await desk.screenshot('configuration-mistake');

    await writeFile(file, JSON.stringify({ ...configuration, risk: { orderQuantityMax: '2' } }));
    await dialog.getByRole('button', { name: 'Read it again' }).click();
    await expect(dialog).toBeHidden();
    await show(window, 'Trade');
    const denied = await sendLimitOrder(window, {
      side: 'buy',
      quantity: '3',
      price: await priceAt(window, -0.03),
    });
    await expect(denied).toHaveAttribute('data-outcome', 'denied');
    const changes = eventsOf(desk.dataFolder, 'desk').filter(({ type }) => type.startsWith('Configuration'));
    expect(changes.at(-1)?.data).toMatchObject({ changes: [{ path: 'risk.orderQuantityMax', to: '2' }] });
  });
});

test.describe('on a console without a configuration', () => {
  test.use({ marketTickMs: undefined });

  test('the sample of signals is replayed: canceled on the way, and then with its progress and its result', async ({
    desk,
  }) => {
    const { window } = desk;
    await untilReady(window);
    const jobs = window.getByTestId('jobs').locator('[data-kind="replay"]');
    const replay = window.getByRole('button', { name: 'Replay the sample' });

    await test.step('a replay is canceled on the way', async () => {
      await show(window, 'Signals');
      await replay.click();
      await jobs.getByRole('button', { name: 'Cancel' }).click();
      await expect(jobs).toHaveAttribute('data-state', 'canceled');
    });

    await test.step('the sample of signals is replayed, with its progress and its result', async () => {
      await replay.click();
      await expect(jobs).toHaveCount(2);
      await expect(jobs.first()).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
      await expect(jobs.first()).toContainText(/\d+ accepted/);
      await desk.screenshot('replay-done');
      await show(window, 'Trade');
      await expect.poll(() => rows(window).count()).toBeGreaterThan(10);
      await desk.screenshot('trade-after-replay');
    });
  });
});
