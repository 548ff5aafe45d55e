// A soft limit in the ticket: the order passes with a reason and an end, and its decision record says by whom.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { priceAt, rows, tabTo, untilArmed, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { noOtherLimit } from './support/noOtherLimit.ts';

test('an order beyond a soft limit is sent with an override, by keyboard, and the record shows it', async ({
  closedDesk: desk,
}) => {
  const configuration = {
    venues: [{ venue: 'sim', simulator: { tickMs: 3_600_000 } }],
    risk: { ...noOtherLimit, orderQuantityMax: { soft: '5', hard: '20' } },
  };
  await writeFile(join(desk.dataFolder, 'configuration.json'), JSON.stringify(configuration));
  await desk.start();
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  const price = await priceAt(window, -0.03);
  const ticket = window.getByTestId('ticket');
  const checks = ticket.getByRole('region', { name: 'Checks, dry run' });
  const enter = async (quantity: string): Promise<void> => {
    await keyboard.press('Control+b');
    await expect(ticket.getByLabel('Quantity', { exact: true })).toBeFocused();
    await keyboard.press('Control+a');
    await keyboard.type(quantity);
    await tabTo(window, ticket.getByLabel('Limit price', { exact: true }));
    await keyboard.press('Control+a');
    await keyboard.type(price);
    await expect(checks.getByRole('status')).toContainText('deny');
    await expect(checks).not.toHaveClass(/outdated/);
    await keyboard.press('Enter');
  };

  // Beyond the hard limit nothing is offered.
  await enter('21');
  await expect(ticket.getByRole('button', { name: /^Send anyway/ })).toBeFocused();
  await expect(ticket.getByTestId('override')).toBeHidden();
  await keyboard.press('Escape');

  await enter('10');
  const override = ticket.getByTestId('override');
  const send = ticket.getByRole('button', { name: /^Override and send buy 10 SPX/ });
  await expect(send).toBeFocused();
  await expect(override).toContainText('order quantity');
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  expect(await seriousFindings(window)).toEqual([]);
  await tabTo(window, override.getByLabel(/^Reason for the override/));
  await keyboard.type('client instruction 4471');
  await untilArmed(send);
  await desk.screenshot('ticket-override');
  await keyboard.press('Enter');
  await expect(window.getByTestId('ticket-outcome')).toHaveAttribute('data-outcome', 'ordered');
  await rows(window).first().click();
  await window.getByRole('button', { name: 'Risk', exact: true }).click();
  const record = window.locator('.risk-table [data-rule="max_order_quantity"]');
  await expect(record).toContainText('Warning');
  await expect(window.getByTestId('override-row')).toContainText('client instruction 4471');
  await desk.screenshot('order-override-record');
});
