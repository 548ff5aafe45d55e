// Pictures of every screen of the console: of a desk that is empty, one at work and one in trouble.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ScriptedVenue } from '../../src/main/infra/venues/fix/testing/scriptedVenue.ts';
import { tags } from '../../src/main/infra/venues/fix/codec/fixMessage.ts';
import { SmallDisk } from '../../src/main/hosts/headless/testing/smallDisk.ts';
import { Desk, expect, test } from '../fixtures.ts';
import { confirmWith, incident, replayFile, show, startMs, tabTo, untilReady } from '../support/console.ts';
import { pidOfVenue } from '../support/processes.ts';
import { eventsOf } from '../support/records.ts';
import { configure, configureWithFix, configureWithPrices, misconfigure } from './deskConfiguration.ts';
import { shownSignal, writeForAlt, writeMorning, writeShown } from './deskSignals.ts';
import { allPictured, ofFullDisk, themes } from './pictured.ts';
import { takePictures } from './takePictures.ts';

test.use({ marketTickMs: undefined });

/** A pixel of the window is one of the picture, whatever the display says of its resolution. */
const sharpPixels = ['--force-device-scale-factor=1'];

const ofEveryDesk = allPictured.filter((view) => !ofFullDisk.includes(view));

for (const theme of themes) {
  test(`empty ${theme}`, async ({ closedDesk: desk }) => {
    await configure(desk);
    await desk.start({ args: sharpPixels });
    await untilReady(desk.window);
    await takePictures(desk, 'empty', theme, ofEveryDesk);
  });

  test(`busy ${theme}`, async ({ closedDesk: desk }) => {
    await configureWithPrices(desk);
    await desk.start({ args: sharpPixels });
    await untilReady(desk.window);
    await makeBusy(desk);
    await takePictures(desk, 'busy', theme, ofEveryDesk);
  });

  test(`broken ${theme}`, async ({ closedDesk: desk }) => {
    const [orders, copies] = [new ScriptedVenue(), new ScriptedVenue()];
    await configureWithFix(desk, await orders.listen(), await copies.listen());
    await desk.start({ args: sharpPixels });
    await expect(desk.window.getByTestId('status-strip')).toContainText('Active', { timeout: startMs });
    const silenced = await makeBroken(desk, orders, copies);
    await takePictures(desk, 'broken', theme, ofEveryDesk);
    process.kill(silenced, 'SIGKILL');
    await desk.close();
    await copies.close();
  });

  test(`full ${theme}`, async () => {
    const undo: (() => void)[] = [];
    const disk = SmallDisk.mount(64_000_000, (last) => undo.push(last));
    test.skip(disk === undefined, 'nothing can be mounted here');
    if (disk === undefined) return;
    const desk = new Desk(disk.folder);
    try {
      await configure(desk);
      await desk.start({ args: sharpPixels });
      await untilReady(desk.window);
      await fillDisk(desk, disk);
      await takePictures(desk, 'broken', theme, ofFullDisk);
    } finally {
      await desk.kill();
      for (const last of undo) last();
    }
  });
}

/** A few orders work at the venues when the disk takes no more. */
async function fillDisk(desk: Desk, disk: SmallDisk): Promise<void> {
  const { window } = desk;
  await replayMorning(desk, 120);
  await chooseShown(desk);
  await fillTicket(window);
  const more = join(disk.folder, 'more.ndjson');
  await writeMorning(more, 400);
  disk.fill(65_536);
  await replayFile(desk, more);
  await expect(incident(window, 'no_orders_taken')).toHaveAttribute('data-code', 'disk_full');
  // What a failure says stays until somebody has read it.
  const failure = window
    .getByRole('log', { name: 'Messages' })
    .locator('.toast')
    .filter({ hasText: 'failed' });
  await failure.getByRole('button', { name: 'Dismiss' }).click();
}

async function makeBusy(desk: Desk): Promise<void> {
  const { window } = desk;
  await refuseSomeAtAlt(window);
  await replayMorning(desk, 3_000);
  await compareAgain(window);
  await acknowledgeOneAlert(desk);
  await showSettings(window, 'Keys');
  await verifyChain(window);
  await chooseShown(desk);
  await fillTicket(window);
}

/** Gives the process of the venue that answers no more. */
async function makeBroken(desk: Desk, orders: ScriptedVenue, copies: ScriptedVenue): Promise<number> {
  const { window } = desk;
  await replayMorning(desk, 600);
  await show(window, 'Resilience');
  await expect(window.getByTestId('drop-copy-session')).toHaveAttribute('data-phase', 'logged_on');
  await hold(copies, window);
  await orders.close();
  const alt = await pidOfVenue(desk.app, 'alt');
  process.kill(alt, 'SIGSTOP');
  await doubtAtAlt(desk);
  await stopMomentum(window);
  await isolateBreaker(window);
  await haltDesk(window);
  await showSettings(window, 'Configuration');
  await chooseShown(desk);
  await fillTicket(window);
  return alt;
}

/** The morning, and then the order whose story is shown: it is filled in part. */
async function replayMorning(desk: Desk, count: number): Promise<void> {
  const { window, dataFolder } = desk;
  const replay = window.getByTestId('jobs').locator('[data-kind="replay"][data-state="done"]');
  const morning = join(dataFolder, 'morning.ndjson');
  await writeMorning(morning, count);
  await replayFile(desk, morning);
  await expect(replay).toHaveCount(1, { timeout: 90_000 });
  await show(window, 'Trade');
  const ticket = window.getByTestId('ticket');
  await ticket.getByRole('combobox', { name: 'Symbol' }).selectOption('AAPL');
  await ticket.getByRole('button', { name: /^Take the ask/ }).click();
  const ask = await ticket.getByLabel('Limit price', { exact: true }).inputValue();
  const shown = join(dataFolder, 'shown.ndjson');
  await writeShown(shown, (Number(ask) + 0.01).toFixed(2));
  await replayFile(desk, shown);
  await expect(async () => {
    expect(eventsOf(dataFolder, `order-${shownOrder(desk)}`).length).toBeGreaterThan(3);
  }).toPass({ timeout: 30_000 });
}

function shownOrder({ dataFolder }: Desk): string {
  return String(eventsOf(dataFolder, `signal-${shownSignal}`)[0]?.data['orderId']);
}

/** The venue itself rejects some of its orders. */
async function refuseSomeAtAlt(window: Page): Promise<void> {
  await show(window, 'Resilience');
  const switches = window.getByRole('group', { name: 'Simulated venue alt' });
  await switches.getByLabel(/^Rejects/).fill('10');
  await switches.getByRole('button', { name: 'Apply…' }).click();
  await confirmWith(window, 'drill: a venue that rejects');
}

async function compareAgain(window: Page): Promise<void> {
  await show(window, 'Recovery');
  await window.getByTestId('reconciliation').first().getByRole('button', { name: 'Run now…' }).click();
  await confirmWith(window, 'before the close');
}

/** One alert is seen and lasts, and another one comes. */
async function acknowledgeOneAlert(desk: Desk): Promise<void> {
  const { window } = desk;
  await show(window, 'Alerts');
  await window
    .getByRole('button', { name: /^Acknowledge/ })
    .first()
    .click();
  await confirmWith(window, 'the file is mended after the close');
  await misconfigure(desk);
  await expect(window.getByTestId('alerts')).toContainText('positionMax', { timeout: 30_000 });
}

async function showSettings(window: Page, part: string): Promise<void> {
  await show(window, 'Settings');
  await window.getByTestId('settings-screen').getByRole('tab', { name: part }).click();
}

async function verifyChain(window: Page): Promise<void> {
  await show(window, 'Audit');
  await window.getByRole('button', { name: 'Verify chain' }).click();
  await expect(window.getByRole('status').filter({ hasText: /events are as they were written/ })).toBeVisible(
    { timeout: 60_000 },
  );
}

/** Shows the story of the order that the file has for it. */
async function chooseShown(desk: Desk): Promise<void> {
  const { window } = desk;
  await show(window, 'Trade');
  await window.keyboard.press('Control+k');
  await window.keyboard.type(shownOrder(desk));
  await window
    .getByRole('dialog')
    .getByRole('option')
    .filter({ hasText: /^order/ })
    .first()
    .click();
  await expect(window.getByTestId('timeline-event').first()).toBeVisible();
}

/** Larger than a soft limit lets pass without a reason. */
async function fillTicket(window: Page): Promise<void> {
  await show(window, 'Trade');
  const ticket = window.getByTestId('ticket');
  await window.keyboard.press('Control+b');
  await ticket.getByRole('combobox', { name: 'Symbol' }).selectOption('AAPL');
  await ticket.getByLabel('Quantity', { exact: true }).fill('2500');
  await tabTo(window, ticket.getByLabel('Limit price', { exact: true }));
  await window.keyboard.type('222.50');
}

/** The venue of the copies says that numbers do not fit, and the session is held. */
async function hold(copies: ScriptedVenue, window: Page): Promise<void> {
  copies.isPolite = false;
  copies.cut();
  await copies.hears('A', 2);
  copies.say('5', [[tags.text, 'MsgSeqNum too low, expecting 40']]);
  await expect(window.getByTestId('drop-copy-session')).toHaveAttribute('data-phase', 'held');
}

async function doubtAtAlt(desk: Desk): Promise<void> {
  const file = join(desk.dataFolder, 'late.ndjson');
  await writeForAlt(file);
  await replayFile(desk, file);
  await expect(incident(desk.window, 'orders_in_doubt')).toHaveCount(1);
}

async function isolateBreaker(window: Page): Promise<void> {
  await show(window, 'Resilience');
  const card = window.locator('[data-testid="venue-card"][data-venue="sim"]');
  await card.getByRole('button', { name: 'Isolate…' }).click();
  await confirmWith(window, 'quotes look stale, asking the venue');
  await expect(card).toHaveAttribute('data-breaker', 'isolated');
}

/** The kill switch on a strategy: the venue that does not answer keeps its ledger open. */
async function stopMomentum(window: Page): Promise<void> {
  await window.keyboard.press('Control+Shift+k');
  const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
  await kill.getByRole('combobox', { name: 'Scope' }).selectOption('strategy:momentum');
  await kill.getByLabel(/^Reason/).fill('it buys what it has just sold');
  await kill.getByRole('button', { name: /^Hold to stop/ }).hover();
  await window.mouse.down();
  await expect(kill).toBeHidden();
  await window.mouse.up();
}

async function haltDesk(window: Page): Promise<void> {
  await window.keyboard.press('Control+Shift+t');
  await window.getByRole('radio', { name: 'Halted' }).press('Space');
  const dialog = window.getByRole('alertdialog').or(window.getByRole('dialog'));
  await dialog.getByLabel(/^Reason/).focus();
  await confirmWith(window, 'market event, nothing leaves until it is understood');
}
