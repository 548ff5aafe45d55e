// The ticket beside the market: a price is taken over by key or click, and what the desk has at work is warned of.
import { expect, test } from './fixtures.ts';
import { priceAt, review, rows, tabTo, untilReady } from './support/console.ts';

test('a price is taken by key and by click, the ticket keeps still, and an own order in the way is warned of', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  const ticket = window.getByTestId('ticket');
  const limit = ticket.getByLabel('Limit price', { exact: true });
  const open = ticket.getByRole('button', { name: /^Review/ });
  await keyboard.press('Control+b');
  const before = await open.boundingBox();
  await keyboard.type('2');
  await tabTo(window, limit);
  const taken: string[] = [];
  for (const key of ['b', 'a', 'l']) {
    await keyboard.press(key);
    taken.push(await limit.inputValue());
  }
  for (const price of taken) expect(price).toMatch(/^\d+(\.\d+)?$/);
  await limit.fill('');
  await ticket.getByRole('button', { name: /^Take the bid/ }).click();
  await expect(limit).toHaveValue(taken[0] ?? '');
  const checks = ticket.getByRole('region', { name: 'Checks, dry run' });
  await expect(checks.getByRole('status')).toContainText('pass');
  expect(await open.boundingBox()).toEqual(before);

  const price = await priceAt(window, -0.03);
  await limit.fill(price);
  await limit.press('End');
  await review(window, 'buy');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
  await keyboard.press('Control+b');
  await keyboard.type('2');
  await expect(ticket.locator('[data-warning="duplicate"]')).toContainText('One such order works already');
  await desk.screenshot('ticket-duplicate');
  await ticket.getByRole('radio', { name: 'Sell' }).press('Space');
  await expect(ticket.locator('[data-warning="crosses_own"]')).toContainText('Would meet our own buy at');
});
