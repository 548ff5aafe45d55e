// A FIX venue in the window, against a venue whose every word is written here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tags, valueOf, type Field } from '../src/main/infra/venues/fix/codec/fixMessage.ts';
import { scriptedDesk } from '../src/main/infra/venues/fix/testing/scriptedDesk.ts';
import { ScriptedVenue } from '../src/main/infra/venues/fix/testing/scriptedVenue.ts';
import { expect, test as base, type Desk } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { confirmWith, rows, sendLimitOrder, show, untilArmed } from './support/console.ts';
import { eventsOf } from './support/records.ts';

const test = base.extend<{ fixVenue: ScriptedVenue }>({
  fixVenue: async ({ closedDesk }, use) => {
    const venue = new ScriptedVenue();
    await configure(closedDesk, await venue.listen());
    await closedDesk.start();
    await use(venue);
    // The desk first: it takes leave of the venue.
    await closedDesk.close();
    await venue.close();
  },
});

async function configure({ dataFolder }: Desk, port: number, change: object = {}): Promise<void> {
  await writeFile(join(dataFolder, 'configuration.json'), JSON.stringify(scriptedDesk(port, change)));
}

test("an order's FIX messages are read by the names of their tags, and copied for the support desk", async ({
  closedDesk: desk,
  fixVenue,
}) => {
  const { window, app } = desk;
  await expect(window.getByTestId('status-strip').getByText('LIVE', { exact: true })).toBeVisible();
  await show(window, 'Resilience');
  const session = window.getByTestId('fix-session');
  await expect(session).toHaveAttribute('data-phase', 'logged_on');
  await expect(session).toContainText('17:00 to 17:00 America/New_York');
  await expect(session).toContainText(/opens next.*17:00 \(New York\), here /);
  await expect(session).toContainText(/last in.*\d+.*ago/);
  await expect(session.getByRole('button', { name: /^Release/ })).toHaveAttribute('aria-disabled', 'true');
  const log = window.getByTestId('fix-log');
  const beats = log.locator('[data-type="0"]');
  await expect(log.getByTestId('fix-message').first()).toBeVisible();
  await expect(beats).toHaveCount(0);
  await log.getByLabel('Heartbeats').check();
  await expect(beats.first()).toBeVisible();
  await log.getByLabel('Heartbeats').uncheck();
  await expect(log.getByTestId('fix-message').and(window.locator('[data-type="A"]'))).toHaveCount(2);

  await show(window, 'Trade');
  const sending = sendLimitOrder(window, { side: 'buy', quantity: '5', price: '1399' });
  const order = await fixVenue.hears('D');
  const orderId = valueOf(order, tags.clOrdId) ?? '';
  fixVenue.say('8', [
    [tags.orderId, 'V-1'],
    [tags.clOrdId, orderId],
    [tags.execId, 'E-1'],
    [tags.execType, '0'],
    [tags.ordStatus, '0'],
    [tags.symbol, 'SPX'],
    [tags.side, '1'],
    [9001, 'its own tag'],
  ]);
  await sending;
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  await rows(window).first().click();
  const detail = window.getByTestId('order-detail');
  await detail.getByRole('button', { name: 'FIX', exact: true }).click();
  const messages = detail.getByTestId('fix-message');
  await expect(messages).toHaveCount(2);
  await expect(messages.first()).toContainText('NewOrderSingle');
  await messages.last().getByRole('button').click();
  await expect(messages.last()).toContainText('OrdStatus');
  await expect(messages.last().getByRole('row', { name: /9001/ })).toContainText('no name known');
  await desk.screenshot('fix-order');

  await detail.getByRole('button', { name: 'Copy as FIX' }).click();
  await expect(window.getByText('2 FIX messages copied')).toBeVisible();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  const [sent, reported] = copied.split('\n');
  expect(sent).toBe(order.raw.replaceAll('\u0001', '|'));
  expect(reported).toContain('|9001=its own tag|10=');
  await app.evaluate(({ clipboard }) => {
    clipboard.clear();
  });
  await detail.getByRole('button', { name: 'Copy the order' }).click();
  await window.getByRole('button', { name: 'As FIX', exact: true }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(copied);
  await show(window, 'Resilience');
  await log.getByTestId('fix-message').first().getByRole('button').click();
  await expect(log.getByRole('table')).toBeVisible();
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('fix-venue');
});

test('a held FIX session says why, and is released with a reason', async ({ closedDesk: desk, fixVenue }) => {
  const { window } = desk;
  await show(window, 'Resilience');
  const session = window.getByTestId('fix-session');
  await expect(session).toHaveAttribute('data-phase', 'logged_on');
  fixVenue.isPolite = false;
  fixVenue.cut();
  await fixVenue.hears('A', 2);
  fixVenue.say('5', [[tags.text, 'MsgSeqNum too low, expecting 40']]);
  await expect(session).toHaveAttribute('data-phase', 'held');
  await expect(session).toContainText('40');
  await desk.screenshot('fix-held');
  fixVenue.isPolite = true;
  await session.getByRole('button', { name: /^Release/ }).click();
  await expect(window.getByRole('dialog')).toContainText('No number is changed');
  await desk.screenshot('fix-release');
  await confirmWith(window, 'the venue has set its number');
  await expect(session).toHaveAttribute('data-phase', 'logged_on');
  const released = eventsOf(desk.dataFolder, 'desk').find(({ type }) => type === 'FixSessionReleased');
  expect(released).toMatchObject({ data: { venue: 'exec', reason: 'the venue has set its number' } });
});

base(
  'a drop copy has its session, its messages and its release beside those of orders',
  async ({ closedDesk: desk }) => {
    const [orders, copies] = [new ScriptedVenue(), new ScriptedVenue()];
    const copyPort = await copies.listen();
    const session = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };
    const dropCopy = { host: '127.0.0.1', port: copyPort, ...session };
    await configure(desk, await orders.listen(), { dropCopy });
    await desk.start();
    const { window, dataFolder } = desk;
    await show(window, 'Resilience');
    const copy = window.getByTestId('drop-copy-session');
    await expect(copy).toHaveAttribute('data-phase', 'logged_on');
    await expect(copy).toContainText(/Drop copy up, last message \d+ s ago/);
    await expect(window.getByTestId('fix-session')).toHaveAttribute('data-phase', 'logged_on');
    await show(window, 'Trade');
    const sending = sendLimitOrder(window, { side: 'buy', quantity: '5', price: '1399' });
    const orderId = valueOf(await orders.hears('D'), tags.clOrdId) ?? '';
    const report = (execType: string, ...more: readonly Field[]): readonly Field[] => [
      [tags.orderId, 'V-1'],
      [tags.clOrdId, orderId],
      [tags.execId, `E-${execType}`],
      [tags.execType, execType],
      [tags.symbol, 'SPX'],
      [tags.side, '1'],
      ...more,
    ];
    orders.say('8', report('0', [tags.ordStatus, '0']));
    await sending;
    const fill = [
      [tags.ordStatus, '2'],
      [tags.lastQty, '5'],
    ] as const;
    orders.say('8', report('F', ...fill, [tags.lastPx, '1399']));
    copies.say('8', report('F', ...fill, [tags.lastPx, '1398.75']));
    await expect(window.getByTestId('status-strip')).toContainText('drop copy differs', { timeout: 20_000 });
    // The rows keep their place once both incidents stand above them.
    const incidents = window.getByRole('region', { name: 'Incidents' });
    await expect(incidents).toContainText('Drop copy differs');
    await expect(incidents).toContainText('No new order leaves to exec');
    await rows(window).first().click();
    const detail = window.getByTestId('order-detail');
    await detail.getByRole('button', { name: 'FIX', exact: true }).click();
    const messages = detail.getByTestId('fix-message');
    await expect(messages).toHaveCount(3);
    // By the keyboard: the choice is a group of radios.
    await detail.getByRole('radio', { name: 'Orders' }).focus();
    await window.keyboard.press('ArrowRight');
    await expect(messages).toHaveCount(1);
    await expect(messages).toContainText('LastPx=1398.75');
    await desk.screenshot('drop-copy-order');
    await detail.getByRole('button', { name: 'Copy as FIX' }).click();
    await expect(window.getByText('1 FIX message copied')).toBeVisible();

    await show(window, 'Resilience');
    const log = window.getByTestId('drop-copy-log');
    await expect(log.getByTestId('fix-message').first()).toContainText('LastPx=1398.75');
    expect(await seriousFindings(window)).toEqual([]);
    await desk.screenshot('drop-copy');
    copies.isPolite = false;
    copies.cut();
    await copies.hears('A', 2);
    copies.say('5', [[tags.text, 'MsgSeqNum too low, expecting 40']]);
    await expect(copy).toHaveAttribute('data-phase', 'held');
    await expect(copy).toContainText('40');
    await expect(copy.getByRole('button', { name: /^Release/ })).toBeInViewport();
    await desk.screenshot('drop-copy-held');
    copies.isPolite = true;
    await copy.getByRole('button', { name: /^Release/ }).click();
    await expect(window.getByRole('dialog')).toContainText("Release the FIX session of exec's drop copy");
    await confirmWith(window, 'the venue has set its number');
    await expect(copy).toHaveAttribute('data-phase', 'logged_on');
    const released = eventsOf(dataFolder, 'desk').find(({ type }) => type === 'FixSessionReleased');
    expect(released).toMatchObject({ data: { venue: 'exec', session: 'drop_copy' } });
    await desk.close();
    await orders.close();
    await copies.close();
  },
);

test('an execution that the venue corrects and takes back is struck in plain sight, with what stands', async ({
  closedDesk: desk,
  fixVenue,
}) => {
  const { window } = desk;
  await show(window, 'Resilience');
  await expect(window.getByTestId('fix-session')).toHaveAttribute('data-phase', 'logged_on');
  await show(window, 'Trade');
  const sending = sendLimitOrder(window, { side: 'buy', quantity: '5', price: '1399' });
  const orderId = valueOf(await fixVenue.hears('D'), tags.clOrdId) ?? '';
  const report = (execId: string, execType: string, ...change: readonly Field[]): void =>
    fixVenue.say('8', [
      [tags.orderId, 'V-1'],
      [tags.clOrdId, orderId],
      [tags.execId, execId],
      [tags.execType, execType],
      [tags.symbol, 'SPX'],
      [tags.side, '1'],
      ...change,
    ]);
  report('E-1', '0', [tags.ordStatus, '0']);
  await sending;
  report('E-2', 'F', [tags.ordStatus, '1'], [tags.lastQty, '2'], [tags.lastPx, '1399']);
  report('E-3', 'F', [tags.ordStatus, '2'], [tags.lastQty, '3'], [tags.lastPx, '1398.5']);
  const row = rows(window).first();
  await expect(row).toHaveAttribute('data-status', 'filled');
  report(
    'E-4',
    'G',
    [tags.execRefId, 'E-2'],
    [tags.ordStatus, '2'],
    [tags.lastQty, '2'],
    [tags.lastPx, '1397'],
  );
  report('E-5', 'H', [tags.execRefId, 'E-3'], [tags.ordStatus, '1'], [tags.text, 'clearly erroneous']);
  await expect(row).toHaveAttribute('data-status', 'partially_filled');
  // The rows keep their place once the incident stands above them.
  await expect(window.getByRole('region', { name: 'Incidents' })).toContainText('2 critical alerts');
  const events = window.getByTestId('order-detail').getByTestId('timeline-event');
  // A press may fall while the incident pushes the rows down.
  await expect(async () => {
    await row.click();
    await expect(events.first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
  const fills = events.and(window.locator('[data-type="OrderFilled"]'));
  await expect(fills.nth(0)).toContainText(/now 2 at 1.397\.00/);
  await expect(fills.nth(0).locator('s')).toContainText(/2 at 1.399\.00/);
  await expect(fills.nth(1)).toContainText('taken back');
  const corrected = events.and(window.locator('[data-type="OrderExecutionCorrected"]'));
  await expect(corrected.locator('s')).toHaveCount(0);
  await expect(events.and(window.locator('[data-type="OrderExecutionBusted"]'))).toContainText(
    'clearly erroneous',
  );
  await desk.screenshot('execution-taken-back');
});

base(
  'a password is kept by a real key store alone, and the next Logon has it',
  async ({ closedDesk: desk }) => {
    const venue = new ScriptedVenue();
    await configure(desk, await venue.listen(), { username: 'ada', passwordKey: 'exec' });
    await desk.start();
    const { window, app, dataFolder } = desk;
    await show(window, 'Resilience');
    const session = window.getByTestId('fix-session');
    const kept = join(dataFolder, 'venue-passwords');
    await expect(session).not.toHaveAttribute('data-phase', 'logged_on');
    await session.getByRole('button', { name: /^Password/ }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByLabel('Password', { exact: true }).fill('hunter2');
    await dialog.getByLabel(/^Reason/).fill('the broker sent it');
    const confirm = dialog.getByRole('button', { name: /^Keep the password/ });
    await untilArmed(confirm);
    await confirm.click();
    await expect(dialog.getByRole('alert')).toContainText(
      'there is no keyring (basic_text); expected passwordFile',
    );
    await desk.screenshot('fix-password');
    expect(existsSync(kept)).toBe(false);
    expect(venue.heard).toEqual([]);

    // In place of the keyring that this machine may not have: Electron's own key, under a keyring's name.
    await app.evaluate(({ safeStorage }) => {
      safeStorage.setUsePlainTextEncryption(true);
      safeStorage.getSelectedStorageBackend = () => 'gnome_libsecret';
    });
    await confirm.click();
    await expect(dialog).toBeHidden();
    expect(valueOf(await venue.hears('A'), tags.password)).toBe('hunter2');
    await expect(session).toHaveAttribute('data-phase', 'logged_on');
    expect(readdirSync(kept)).toEqual(['exec.password']);
    expect(readFileSync(join(kept, 'exec.password'), 'latin1')).not.toContain('hunter2');
    expect(eventsOf(dataFolder, 'desk').find(({ type }) => type === 'FixPasswordKept')).toMatchObject({
      data: { venue: 'exec', reason: 'the broker sent it' },
    });
    await desk.close();
    await venue.close();
  },
);
