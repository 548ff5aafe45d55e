// The signals screen: what came in, what became of it, why not, and sending it again as a new one.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerFileDialogs, expect, test } from './fixtures.ts';
import { lastPrice, replayFile, show, untilReady } from './support/console.ts';
import { seriousFindings } from './support/accessible.ts';
import { eventsOf } from './support/records.ts';

const base = {
  source: 'file:morning',
  strategy: 'momentum',
  account: 'main',
  symbol: 'SPX',
  side: 'buy',
  quantity: '3',
  orderType: 'market',
  timeInForce: 'DAY',
  confidence: '0.9',
};

test('each signal is there with its outcome and every reason, and can be sent again as a new one', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  await show(window, 'Signals');
  await expect(window.getByText('No signal yet')).toBeVisible();
  await desk.screenshot('signals-empty');

  const createdAt = new Date().toISOString();
  const price = Math.round((await lastPrice(window)) * 0.97 * 4) / 4;
  const limit = { ...base, createdAt, orderType: 'limit', timeInForce: 'GTC' };
  const lines = [
    JSON.stringify({ ...base, id: 'sig-filled', createdAt }),
    JSON.stringify({ ...limit, id: 'sig-resting', side: 'buy', limitPrice: price.toFixed(2) }),
    JSON.stringify({ ...limit, id: 'sig-off', quantity: '2.5', limitPrice: (price + 0.1).toFixed(2) }),
    JSON.stringify({ ...limit, id: 'sig-resting', quantity: '9', limitPrice: price.toFixed(2) }),
    '{"id": "broken',
  ];
  const file = join(desk.dataFolder, 'morning.ndjson');
  await writeFile(file, `${lines.join('\n')}\n`);
  await replayFile(desk, file);

  const rows = window.getByTestId('signal-row');
  await expect(rows).toHaveCount(5);
  await expect(window.getByTestId('signal-count')).toHaveText(/^5 of 5$/);
  const named = (id: string) => window.locator(`[data-testid="signal-row"][data-signal="${id}"]`);
  await expect(named('sig-filled')).toContainText('Filled');
  await expect(named('sig-resting')).toContainText('Working');
  await expect(named('sig-off')).toContainText('Refused');
  await expect(named('sig-off')).toContainText('morning.ndjson:3');
  await window.mouse.move(0, 0);
  await desk.screenshot('signals-busy');

  // Chips: the refused ones, by their code, and off again.
  await window.getByRole('combobox', { name: 'Outcome' }).selectOption('refused');
  await expect(rows).toHaveCount(3);
  await expect(window.getByTestId('signal-count')).toHaveText(/^3 of 5$/);
  await window.getByLabel('Code', { exact: true }).fill('id_used_with_other_content');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('the id sig-resting was used before');
  await window.getByRole('button', { name: 'Clear all filters' }).click();
  await expect(rows).toHaveCount(5);
  await window.getByLabel(/^From, UTC/).fill('9:31');
  await expect(window.getByText(/No time: expected 09:31/)).toBeVisible();
  await window.getByLabel(/^From, UTC/).fill('');

  // Sorted by a column, with the mouse, and by keyboard in the menu of columns. What comes later waits for its place.
  const grid = window.getByRole('grid', { name: 'Signals' });
  await grid.getByRole('columnheader', { name: 'Qty' }).click();
  const quantity = grid.getByRole('columnheader', { name: 'Qty' });
  await expect(quantity).toHaveAttribute('aria-sort', /ascending|descending/);
  await window.getByRole('button', { name: 'Columns' }).press('Enter');
  await window.getByRole('button', { name: 'Sort by Price', exact: true }).press('Enter');
  await expect(grid.getByRole('columnheader', { name: 'Price' })).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first()).toHaveAttribute('data-signal', 'sig-off');
  await window.getByRole('button', { name: 'Sort by Price', exact: true }).press('Enter');
  await expect(rows.last()).toHaveAttribute('data-signal', 'sig-off');
  await desk.screenshot('signals-sorted');
  await window.getByRole('button', { name: 'Back to the first layout' }).press('Enter');
  await window.keyboard.press('Escape');
  await expect(rows.last()).toHaveAttribute('data-signal', 'sig-filled');

  // By keyboard: from row to row, and out again.
  const panel = window.getByTestId('signal-panel');
  await grid.focus();
  await window.keyboard.press('End');
  await expect(panel).toContainText('Signal sig-filled');
  await window.keyboard.press('Escape');
  await expect(panel).toBeHidden();

  await named('sig-off').click();
  const reasons = panel.getByRole('list', { name: 'Why it was refused' }).getByRole('listitem');
  await expect(reasons).toHaveCount(2);
  await expect(panel).toContainText('morning.ndjson line 3');
  await desk.screenshot('signals-panel');
  await panel.getByRole('button', { name: 'Copy JSON' }).click();
  await expect(window.getByRole('log', { name: 'Messages' })).toContainText('The signal as JSON copied');
  for (const theme of ['Light theme', 'Dark theme'] as const) {
    expect(await seriousFindings(window), theme).toEqual([]);
    await window.getByRole('button', { name: theme }).click();
    await desk.screenshot(`signals-${theme.slice(0, 5).trim().toLowerCase()}`);
  }
  await window.setViewportSize({ width: 1280, height: 800 });
  await desk.screenshot('signals-1280');

  // Sending again fills the ticket, and sends nothing.
  const before = eventsOf(desk.dataFolder).filter(({ type }) => type === 'SignalReceived').length;
  await named('sig-resting').click();
  await panel.getByRole('button', { name: 'Send again as new…' }).click();
  const ticket = window.getByTestId('ticket');
  await expect(ticket.getByLabel('Quantity', { exact: true })).toHaveValue('3');
  await expect(ticket.getByLabel('Limit price', { exact: true })).toHaveValue(String(price));
  await desk.screenshot('signals-again');
  expect(eventsOf(desk.dataFolder).filter(({ type }) => type === 'SignalReceived')).toHaveLength(before);

  await show(window, 'Signals');
  await named('sig-resting').click();
  await panel.getByRole('button', { name: 'Open the order' }).click();
  await expect(window.getByTestId('timeline-event').first()).toBeVisible();
  // The trace by stage, by keyboard.
  const detail = window.getByTestId('order-detail');
  await detail.getByRole('button', { name: 'Trace', exact: true }).focus();
  await window.keyboard.press('Enter');
  const stages = window.getByTestId('stage-bars');
  await expect(stages.locator('[data-stage="Venue: new order"]')).toBeVisible();
  await expect(stages).toContainText('goes on');
  await desk.screenshot('order-trace');
  expect(await seriousFindings(window)).toEqual([]);
  // In the past there is nothing to amend or to cancel.
  await window.getByLabel('as of').press('Home');
  await expect(detail.getByRole('button', { name: 'Back to now' })).toBeVisible();
  await expect(detail.getByRole('button', { name: 'Cancel…' })).toBeHidden();
});

test('the audit trail goes to a position, exports a range with its proof, and an id that is pasted is found', async ({
  desk,
}) => {
  const { app, window } = desk;
  await untilReady(window);
  await show(window, 'Signals');
  const file = join(desk.dataFolder, 'one.ndjson');
  const createdAt = new Date().toISOString();
  await writeFile(file, `${JSON.stringify({ ...base, id: 'sig-pasted', createdAt })}\n`);
  await replayFile(desk, file);
  await expect(window.getByTestId('signal-row')).toContainText('Filled');

  await show(window, 'Audit');
  const events = window.getByTestId('audit-row');
  const fill = events.and(window.locator('[data-type="OrderFilled"]'));
  await expect(fill.first()).toContainText('Buy SPX');
  await window.getByLabel(/^Go to position/).fill('x');
  await expect(window.getByText(/No position: expected a whole number/)).toBeVisible();
  await window.getByLabel(/^Go to position/).fill('9 999 999');
  await expect(window.getByText(/There is no such position yet: the newest is \d/)).toBeVisible();
  await window.getByLabel(/^Go to position/).fill('3');
  await expect(events.first()).toHaveAttribute('data-position', '3');
  await expect(window.getByText('at 3', { exact: true })).toBeVisible();
  await desk.screenshot('audit-position');
  await window.getByLabel(/^Go to position/).fill('');

  const target = join(desk.dataFolder, 'range.ndjson');
  await answerFileDialogs(app, target);
  await window.getByRole('button', { name: 'Export…' }).focus();
  await window.keyboard.press('Enter');
  const dialog = window.getByRole('dialog');
  await dialog.getByLabel(/^From/).fill('2');
  await dialog.getByLabel(/^To/).fill('noon');
  await expect(dialog.getByText(/neither a position nor a time/).first()).toBeVisible();
  await dialog.getByLabel(/^To/).fill('5');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('audit-export');
  await dialog.getByRole('button', { name: 'Choose a file and export…' }).click();
  await expect(window.getByRole('log', { name: 'Messages' })).toContainText(/4 events, positions 2 to 5/);
  expect((await readFile(target, 'utf8')).trimEnd().split('\n')).toHaveLength(4);
  expect(JSON.parse(await readFile(`${target}.proof.json`, 'utf8'))).toBeTruthy();

  await app.evaluate(({ clipboard }) => clipboard.writeText('sig-pasted'));
  await show(window, 'Trade');
  await window.keyboard.press('Control+v');
  await expect(window.getByTestId('signal-panel')).toContainText('Signal sig-pasted');
});
