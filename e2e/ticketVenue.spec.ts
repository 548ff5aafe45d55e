// A symbol that two venues trade: the ticket says where its order goes, lets the operator choose, and sends it there.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test as base, type Desk } from './fixtures.ts';
import { newestOrderId, priceAt, review, rows, sendLimitOrder, tabTo } from './support/console.ts';
import { eventsOf } from './support/records.ts';

/** SPX at two simulated venues and at a broker that is not there, and takes limit orders of the day alone. */
const test = base.extend<{ twoVenues: Desk }>({
  twoVenues: async ({ closedDesk }, use) => {
    const broker = {
      host: '127.0.0.1',
      port: 9,
      paper: true,
      beginString: 'FIX.4.4',
      senderCompId: 'DESK',
      targetCompId: 'BROKER',
      capabilities: { orderTypes: ['limit'], timesInForce: ['DAY'] },
    };
    const simulator = { tickMs: 3_600_000 };
    const spx = { symbol: 'SPX', venue: 'sim', currency: 'USD', tickSize: '0.25', lotSize: '1' };
    const configuration = {
      accounts: ['main', 'hedge'],
      instruments: [{ ...spx, alsoAt: ['lab', 'broker'] }],
      venues: [
        { venue: 'sim', simulator },
        { venue: 'lab', simulator },
        { venue: 'broker', kind: 'fix', fix: broker },
      ],
      routes: [{ account: 'hedge', venue: 'lab' }],
    };
    await writeFile(join(closedDesk.dataFolder, 'configuration.json'), JSON.stringify(configuration));
    await closedDesk.start();
    await use(closedDesk);
  },
});

/** Where the newest order went, as it stands on record. */
async function venueOfNewest(desk: Desk): Promise<unknown> {
  const orderId = await newestOrderId(desk.window);
  const [created] = eventsOf(desk.dataFolder, `order-${orderId}`);
  return (created?.data['terms'] as { venue?: unknown } | undefined)?.venue;
}

test("the ticket's venue is that of the routes until one is chosen, with the mouse or the keyboard alone", async ({
  twoVenues: desk,
}) => {
  const { window } = desk;
  const ticket = window.getByTestId('ticket');
  const venue = ticket.getByRole('combobox', { name: 'Venue', exact: true });
  const routed = venue.locator('option').first();
  await expect(ticket.getByTestId('ticket-market')).toBeVisible();
  await expect(routed).toHaveText("sim, by the desk's routes");
  await ticket.getByRole('combobox', { name: 'Account', exact: true }).selectOption('hedge');
  await expect(routed).toHaveText("lab, by the desk's routes");
  await sendLimitOrder(window, { side: 'buy', quantity: '1', price: await priceAt(window, -0.03) });
  await expect(rows(window)).toHaveCount(1);
  expect(await venueOfNewest(desk)).toBe('lab');

  // With the mouse: what the broker takes is what the ticket offers.
  const types = ticket.getByRole('combobox', { name: 'Type', exact: true }).locator('option');
  await expect(types).toHaveText(['Market', 'Limit', 'Stop', 'Stop limit']);
  await venue.selectOption('broker');
  await expect(types).toHaveText(['Limit']);
  await expect(
    ticket.getByRole('combobox', { name: 'Time in force', exact: true }).locator('option'),
  ).toHaveText(['DAY']);
  await desk.screenshot('ticket-venue');

  // With the keyboard alone, from the quantity to the order on its way.
  await window.keyboard.press('Control+b');
  await expect(ticket.getByLabel('Quantity', { exact: true })).toBeFocused();
  await window.keyboard.press('Control+a');
  await window.keyboard.type('2');
  await tabTo(window, venue);
  await window.keyboard.press('Home');
  await expect(venue).toHaveValue('');
  await window.keyboard.press('ArrowDown');
  await expect(venue).toHaveValue('sim');
  await review(window, 'buy');
  await expect(rows(window)).toHaveCount(2);
  expect(await venueOfNewest(desk)).toBe('sim');
});
