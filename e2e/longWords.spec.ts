// Long words, names and reasons: they wrap or are capped in every panel, and push nothing out of sight.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import {
  confirmWith,
  newestOrderId,
  review,
  rowOf,
  rows,
  show,
  tabTo,
  untilReady,
} from './support/console.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { headless } from './support/headless.ts';
import { venuePids } from './support/processes.ts';

async function resize(desk: Desk, width: number, height: number): Promise<void> {
  await desk.app.evaluate(
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    },
    { width, height },
  );
  await expect.poll(() => desk.window.evaluate(() => window.innerWidth)).toBe(width);
}

/** Panels that scroll sideways, and words that lie over others or reach out of their panel. */
function troubles(window: Page): Promise<string[]> {
  return window.evaluate(() => {
    const found: string[] = [];
    const stays = (word: HTMLElement): boolean =>
      word.parentElement !== null && getComputedStyle(word.parentElement).position === 'sticky';
    for (const panel of document.querySelectorAll<HTMLElement>('.panel')) {
      const name = panel.querySelector('h2')?.textContent ?? '';
      const frame = panel.getBoundingClientRect();
      for (const place of [panel, ...panel.querySelectorAll<HTMLElement>('*')]) {
        const scrolls = ['auto', 'scroll'].includes(getComputedStyle(place).overflowX);
        const isGrid = place.closest('.grid') !== null;
        if (scrolls && !isGrid && place.scrollWidth > place.clientWidth + 1) {
          found.push(`${name}: ${place.className} scrolls sideways`);
        }
      }
      const words = [
        ...panel.querySelectorAll<HTMLElement>('.venue-head > *, .capped, .alert-message, .buttons > *'),
      ]
        .filter((word) => word.textContent !== '')
        .map((word) => ({ text: word.textContent, box: word.getBoundingClientRect(), word }));
      for (const [index, one] of words.entries()) {
        if (one.box.right > frame.right + 1) found.push(`${name}: ${one.text} reaches out`);
        for (const other of words.slice(index + 1)) {
          if (one.word.contains(other.word)) continue;
          // Facts that scroll go behind the buttons that stay in sight, which have a ground of their own.
          if (stays(one.word) !== stays(other.word)) continue;
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          if (across > 1 && down > 1) found.push(`${name}: ${one.text} over ${other.text}`);
        }
      }
    }
    return found;
  });
}

const isInSight = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.right <= innerWidth && at !== null && (element.contains(at) || at.contains(element));
  });

test.describe('two venues with long names, one of them silent', () => {
  test.use({ marketTickMs: undefined });

  test('nothing overlaps, what the strip drops is counted, and the ticket has its own price', async ({
    closedDesk: desk,
  }) => {
    const instrument = { currency: 'USD', tickSize: '0.25', lotSize: '1' };
    const simulator = { tickMs: 3_600_000 };
    await writeFile(
      join(desk.dataFolder, 'configuration.json'),
      JSON.stringify({
        venues: [
          { venue: 'sim', simulator },
          { venue: 'alternative-exchange', simulator },
        ],
        instruments: [
          { symbol: 'SPX', venue: 'sim', ...instrument },
          { symbol: 'VERYLONGSYMBOL', venue: 'alternative-exchange', ...instrument },
        ],
      }),
    );
    await desk.start();
    const { window } = desk;
    await untilReady(window);
    const venues = await venuePids(desk.app);
    expect(venues).toHaveLength(2);
    process.kill(venues[0]!, 'SIGSTOP');
    try {
      await expect(window.getByText(/Silent since/).first()).toBeVisible({ timeout: 60_000 });
      for (const width of [1600, 1366, 1265, 1024]) {
        await resize(desk, width, 768);
        for (const screen of ['Trade', 'Resilience'] as const) {
          await show(window, screen);
          await desk.screenshot(`long-names-${width}-${screen.toLowerCase()}`);
          expect(await troubles(window), `${screen} at ${width}`).toEqual([]);
        }
        const parts = window.locator('.live-items > *');
        const line = (await window.locator('.live-items').boundingBox())!;
        const boxes = await Promise.all((await parts.all()).map((part) => part.boundingBox()));
        const out = boxes.filter((box) => box !== null && box.y >= line.y + line.height).length;
        const dropped = window.getByTestId('dropped-items');
        if (out === 0) await expect(dropped).toBeHidden();
        else await expect(dropped).toHaveText(`+${out} more`);
        await show(window, 'Trade');
        const market = window.getByTestId('ticket').getByTestId('ticket-market');
        await expect(market).toContainText(
          /^SPX bid [\d\s]+\.\d\d ?ask [\d\s]+\.\d\d ?last [\d\s]+\.\d\d ?sim, .* old$/,
        );
      }
    } finally {
      process.kill(venues[0]!, 'SIGCONT');
    }
  });
});

test('long reasons, refused values and times that an order is good till are said whole, and push nothing out of sight', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('a refused value of the simulated venue is marked at its field, with what is expected', async () => {
    await show(window, 'Resilience');
    const simulator = window.getByRole('group', { name: 'Simulated venue sim' });
    for (const [label, text, expected] of [
      [/^Latency/, '-5', /Expected a whole number from 0 to 60\D000 ms/],
      [/^Jitter/, '99999999', /Expected a whole number from 0 to 60\D000 ms/],
      [/^Duplicates/, '150', /Expected 0 to 100 %/],
    ] as const) {
      const field = simulator.getByLabel(label);
      const before = await field.inputValue();
      await field.fill(text);
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await expect(field).toHaveAccessibleDescription(expected);
      await expect(simulator.getByText(expected)).toBeVisible();
      await desk.screenshot('simulator-refused');
      await field.fill(before);
      await expect(field).toHaveAttribute('aria-invalid', 'false');
    }
  });

  await test.step('an order that is good till a time says so in one format everywhere', async () => {
    await window.keyboard.press('Control+b');
    await window.keyboard.type('1');
    const ticket = window.getByTestId('ticket');
    await ticket.getByLabel('Time in force').selectOption('GTD');
    const goodTill = ticket.getByLabel(/^Good till/);
    await goodTill.fill('2126-12-24T17:30:00+02:00');
    await expect(goodTill).toHaveAttribute('aria-invalid', 'true');
    await expect(ticket).toContainText('is no time: expected 2026-12-24 17:30, in UTC');
    await ticket.getByLabel('Limit price', { exact: true }).fill('1460');
    await expect(ticket.getByRole('button', { name: /^Review/ })).toHaveAttribute('aria-disabled', 'true');
    await goodTill.fill('2126-12-24 17:30');
    const words = 'good till 2126-12-24 17:30 UTC';
    await goodTill.press('Enter');
    await expect(ticket.locator('.review-terms')).toContainText(words);
    await window.keyboard.press('Escape');
    await goodTill.focus();
    const outcome = await review(window, 'buy');
    await expect(outcome).toContainText(words);
    await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');
    await rowOf(window, await newestOrderId(window)).click();
    await expect(window.locator('.detail')).toContainText(words);
    await desk.screenshot('good-till');
    await window.keyboard.press('Delete');
    await expect(window.getByRole('alertdialog')).toContainText(words);
    await window.keyboard.press('Escape');
    await window.keyboard.press('F2');
    await expect(window.getByRole('dialog')).toContainText(words);
    await window.keyboard.press('Escape');
    await expect(window.getByRole('dialog')).toBeHidden();
    await window.keyboard.press('Delete');
    await confirmWith(window, 'no longer wanted');
    await expect(rows(window).first()).toHaveAttribute('data-status', 'canceled');
    await ticket.getByLabel('Time in force').selectOption('DAY');
  });

  await test.step('a reason of 500 characters with a word of 200 pushes nothing out of sight', async () => {
    await resize(desk, 1366, 768);
    const reason = `${'W'.repeat(200)} ${'because of it '.repeat(22)}`.slice(0, 500).trim();
    await show(window, 'Resilience');
    const card = window.getByTestId('venue-card');
    await card.getByRole('button', { name: 'Isolate…' }).click();
    await confirmWith(window, reason);
    await expect(card).toContainText('WWW');
    expect(await troubles(window)).toEqual([]);
    await desk.screenshot('long-reason-resilience');
    for (const name of ['Trip…', 'Reset…']) {
      expect(await isInSight(card.getByRole('button', { name }))).toBe(true);
    }
    await show(window, 'Trade');
    await window.keyboard.press('Control+b');
    await window.keyboard.type('1');
    const ticket = window.getByTestId('ticket');
    await tabTo(window, ticket.getByLabel('Limit price', { exact: true }));
    await window.keyboard.press('Control+a');
    await window.keyboard.type('1400');
    const refused = ticket.getByTestId('would-be-refused');
    await expect(refused).toContainText('WWW');
    await desk.screenshot('long-reason-trade');
    expect(await troubles(window)).toEqual([]);
    expect((await refused.boundingBox())!.height).toBeLessThan(50);
    const killed = await headless(desk.dataFolder, 'kill', '--scope', 'symbol:SPX', '--reason', reason);
    expect(killed.exitCode, killed.stderr).toBe(0);
    for (const screen of ['Recovery', 'Audit', 'Metrics', 'Signals'] as const) {
      await show(window, screen);
      await desk.screenshot(`long-reason-${screen.toLowerCase()}`);
      expect(await troubles(window), screen).toEqual([]);
    }
  });
});
