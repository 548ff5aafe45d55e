// Choosing all that match means all, also what the table does not hold.
import { join } from 'node:path';
import { lastPrice, rows, startReplay, untilArmed, untilReady } from './support/console.ts';
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { writeSignals } from './support/signals.ts';

/** Filters by status and presses keys in the table before anything can have come from the engine. */
async function inOneGo(blotter: Locator, status: string, keys: readonly string[]): Promise<void> {
  await blotter.getByLabel('Status').evaluate(
    async (select: HTMLSelectElement, { value, pressed }) => {
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      for (const name of pressed) {
        // The window draws what the last event has changed before the next one comes, as for a hand.
        await Promise.resolve();
        const key = name.replace('Control+', '');
        const grid = document.querySelector('[data-testid="blotter"] [role="grid"]');
        grid?.dispatchEvent(
          new KeyboardEvent('keydown', { key, ctrlKey: key !== name, bubbles: true, cancelable: true }),
        );
      }
    },
    { value: status, pressed: keys },
  );
}

test('some or all orders that match are canceled, and the dialog says how many of how many', async ({
  desk,
}) => {
  const { window } = desk;
  const blotter = window.getByTestId('blotter');
  await untilReady(window);

  await test.step('some of those that match are said to be some', async () => {
    const some = join(desk.dataFolder, 'some.ndjson');
    await writeSignals(some, 9, await lastPrice(window));
    await startReplay(desk, some);
    await expect(rows(window)).toHaveCount(9);
    await blotter.getByLabel('Status').selectOption({ label: 'Working' });
    await expect(rows(window)).toHaveCount(3);
    await rows(window).first().click();
    await rows(window)
      .nth(1)
      .click({ modifiers: ['Shift'] });
    await window.keyboard.press('Control+o');
    await window.keyboard.press('Delete');
    const dialog = window.getByRole('alertdialog', { name: 'Cancel 2 orders on sim' });
    await expect(dialog.getByTestId('bulk-scope')).toHaveText('2 of the 3 orders that match the filter.');
    await window.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await blotter.getByRole('grid').focus();
    await window.keyboard.press('Escape');
    await blotter.getByRole('button', { name: 'Clear the filter by status' }).click();
    await expect(rows(window)).toHaveCount(9);
  });

  await test.step('several pasted ids filter the orders, and those that no order has are named', async () => {
    const ids = await rows(window).evaluateAll((all) =>
      all.slice(0, 3).map((row) => row.getAttribute('data-order-id')),
    );
    const paste = async (text: string): Promise<void> => {
      await desk.app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
      await blotter.getByRole('grid').focus();
      await window.keyboard.press('Control+v');
    };
    await paste(`${ids[0]}, ${ids[1]?.slice(0, 8)}\n"${ids[2]}" nobody-77`);
    await expect(rows(window)).toHaveCount(3);
    await expect(blotter.getByTestId('ids-chip')).toHaveText('4 ids, 1 unknown');
    await expect(window.getByRole('log', { name: 'Messages' })).toContainText(
      'No order has the id nobody-77.',
    );
    await desk.screenshot('pasted-ids');
    await blotter.getByRole('button', { name: 'Clear the filter by ids' }).click();
    await expect(rows(window)).toHaveCount(9);
    await paste('nobody-77 nobody-78');
    await expect(window.getByRole('log', { name: 'Messages' })).toContainText(
      'No order has the ids nobody-77, nobody-78; the filter stays as it was.',
    );
    await expect(rows(window)).toHaveCount(9);
  });

  await test.step('what is chosen right after a change of the filter is what the filter says', async () => {
    const dialog = window.getByRole('alertdialog', { name: 'Cancel 3 orders on sim' });
    // All nine rows are still shown when the keys come, and the working orders are not counted.
    await inOneGo(blotter, 'working', ['Control+a', 'Delete']);
    await expect(dialog.getByTestId('bulk-scope')).toHaveText('3 of the 3 orders that match the filter.');
    await window.keyboard.press('Escape');
    await blotter.getByRole('button', { name: 'Clear the filter by status' }).click();
    await expect(rows(window)).toHaveCount(9);
    // All nine are chosen; six of them do not match.
    await blotter.getByRole('grid').focus();
    await window.keyboard.press('Control+a');
    await expect(blotter.getByTestId('blotter-chosen')).toHaveText('9 of 9 matching chosen');
    await inOneGo(blotter, 'working', ['Delete']);
    await expect(dialog.getByTestId('bulk-scope')).toHaveText('3 of the 3 orders that match the filter.');
    await window.keyboard.press('Escape');
    await blotter.getByRole('grid').focus();
    await window.keyboard.press('Escape');
    await blotter.getByRole('button', { name: 'Clear the filter by status' }).click();
    await expect(rows(window)).toHaveCount(9);
  });

  await test.step('all orders that match are canceled, and the dialog says how many of how many', async () => {
    const many = join(desk.dataFolder, 'many.ndjson');
    // Every third rests. The first nine were there before, and are none of the new ones.
    await writeSignals(many, 7_500, await lastPrice(window));
    await startReplay(desk, many);
    await expect(window.getByRole('button', { name: /jobs? running/ })).toBeHidden({ timeout: 120_000 });
    await blotter.getByLabel('Status').selectOption({ label: 'Working' });
    await expect(blotter.locator('.count')).toHaveText(/^2\D?500 of 7\D?500$/);
    await blotter.getByRole('grid').focus();
    await window.keyboard.press('Control+a');
    await blotter.getByRole('button', { name: /^Amend 2\D?500…/ }).click();
    const amend = window.getByRole('dialog', { name: /^Amend 2\D?500 orders on sim$/ });
    await expect(amend.getByTestId('bulk-scope')).toHaveText(
      /^All 2\D?500 orders that match the filter.* as of \d\d:\d\d:\d\d UTC\.$/,
    );
    await window.keyboard.press('Escape');
    await blotter.getByRole('grid').focus();
    await window.keyboard.press('Delete');
    const dialog = window.getByRole('alertdialog', { name: /^Cancel 2\D?500 orders on sim$/ });
    await expect(dialog.getByTestId('bulk-scope')).toHaveText(/^All 2\D?500 orders that match the filter/);
    await dialog.getByLabel(/^Reason/).fill('all of them');
    await desk.screenshot('cancel-all');
    await dialog.getByRole('button', { name: /^Cancel 2\D?500 orders/ }).click();
    // Stopped on its way it says how many were asked for; the others are chosen and asked for anew, though the table,
    // which stands still, has a row of none of them.
    await dialog.getByRole('button', { name: 'Stop here' }).click();
    await expect(dialog.getByRole('alert')).toHaveText(
      /^Cancel requested for [12]\D?000 of 2\D?500 orders, then stopped as you asked: the others are left alone\.$/,
      { timeout: 60_000 },
    );
    await window.keyboard.press('Escape');
    await expect(blotter.locator('.count')).toHaveText(/^(1\D?500|500) of 7\D?500/, { timeout: 60_000 });
    await blotter.getByRole('grid').focus();
    await window.keyboard.press('Control+a');
    await window.keyboard.press('Delete');
    await expect(dialog).toBeHidden();
    const rest = window.getByRole('alertdialog', { name: /^Cancel (1\D?500|500) orders on sim$/ });
    await rest.getByLabel(/^Reason/).fill('the others, too');
    await untilArmed(rest.getByRole('button', { name: /^Cancel .* orders/ }));
    await rest.getByRole('button', { name: /^Cancel .* orders/ }).click();
    await expect(rest).toBeHidden({ timeout: 60_000 });
    await expect(blotter.getByRole('button', { name: '0 working' })).toBeVisible({ timeout: 60_000 });
  });
});

test('while orders go on coming both buttons read one number, and the dialog says as of when and what came since', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);
  const many = join(desk.dataFolder, 'stream.ndjson');
  await writeSignals(many, 12_000, await lastPrice(window));
  await startReplay(desk, many);
  const blotter = window.getByTestId('blotter');
  const count = blotter.locator('.count');
  await expect
    .poll(async () => Number((await count.innerText()).split(' of ').at(-1)?.replaceAll(/\D/g, '')), {
      timeout: 60_000,
    })
    .toBeGreaterThan(2_500);
  await blotter.getByRole('grid').focus();
  await window.keyboard.press('Control+a');
  const [amend, cancel] = [/^Amend [\d\s]+…/, /^Cancel [\d\s]+…/].map((name) =>
    blotter.getByRole('button', { name }),
  );
  const numbers = await Promise.all(
    [amend, cancel].map(async (button) => (await button!.innerText()).replaceAll(/\D/g, '')),
  );
  expect(numbers[0]).toBe(numbers[1]);
  await window.keyboard.press('Delete');
  const dialog = window.getByRole('alertdialog', { name: /^Cancel .* orders on sim$/ });
  await expect(dialog.getByTestId('bulk-scope')).toHaveText(/^All .* as of \d\d:\d\d:\d\d UTC\.$/);
  await expect(dialog.getByTestId('came-since')).toHaveText(/\d came since and (is|are) not in it\.$/);
  const said = (await dialog.getByRole('heading').innerText()).replaceAll(/\D/g, '');
  for (const button of [amend, cancel]) {
    expect((await button!.textContent())?.replaceAll(/\D/g, '')).toBe(said);
  }
  await desk.screenshot('cancel-came-since');
});
