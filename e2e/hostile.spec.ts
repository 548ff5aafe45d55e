// What a hurried, clumsy or hostile hand does: nothing is sent that was not meant, and no key is lost.
import type { Locator, Page } from '@playwright/test';
import {
  backToMainWindow,
  priceAt,
  restingOrder,
  rowOf,
  rows,
  untilArmed,
  untilReady,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { headlessSaying } from './support/headless.ts';
import { venuePid } from './support/processes.ts';

const blotter = (window: Page): Locator => window.getByTestId('blotter');
const ticketOf = (window: Page): Locator => window.getByTestId('ticket');
const quantityIn = (window: Page): Locator => ticketOf(window).getByLabel('Quantity', { exact: true });
const killDialog = (window: Page): Locator => window.getByRole('alertdialog', { name: /^Kill switch/ });

async function allOrders(window: Page, key: string): Promise<void> {
  await blotter(window).getByRole('grid').focus();
  await window.keyboard.press('Control+a');
  await window.keyboard.press(key);
}

test('a hurried hand: open lists, wrong numbers, long texts, a venue that is away, a ticket in a window of its own', async ({
  desk,
}) => {
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);

  await test.step('the kill switch opens over the open list of a field', async () => {
    await ticketOf(window).getByRole('combobox', { name: 'Type' }).click();
    // Keys of the test's driver never pass the main process, as those of a person do.
    await desk.app.evaluate(({ BrowserWindow }) => {
      const modifiers: ('control' | 'shift')[] = ['control', 'shift'];
      BrowserWindow.getAllWindows()[0]?.webContents.sendInputEvent({
        type: 'keyDown',
        keyCode: 'K',
        modifiers,
      });
    });
    await expect(killDialog(window)).toBeVisible();
    await expect(killDialog(window).getByLabel(/^Reason/)).toBeFocused();
    await keyboard.type('a drill');
    await expect(killDialog(window).getByLabel(/^Reason/)).toHaveValue('a drill');
    await desk.screenshot('hostile-kill-over-list');
    await keyboard.press('Escape');
    await expect(killDialog(window)).toBeHidden();
  });

  await test.step('a text of 100 KB in a field of the ticket is cut, and the window goes on', async () => {
    await keyboard.press('Control+b');
    await desk.app.evaluate(({ clipboard }) => clipboard.writeText('x9 '.repeat(34_000)));
    await keyboard.press('Control+v');
    await expect(quantityIn(window)).toHaveValue(/^.{9,40}$/);
    await quantityIn(window).fill('');
  });

  const ids: string[] = [];
  for (const quantity of ['3', '4']) ids.push(await restingOrder(window, quantity));

  await test.step('a change that can not be read holds back the others', async () => {
    await allOrders(window, 'F2');
    const dialog = window.getByRole('dialog', { name: 'Amend 2 orders on sim' });
    await dialog.getByLabel('Move prices by').fill('-0.25');
    await dialog.getByLabel('Move quantities by').fill('1,000');
    await dialog.getByLabel(/^Reason/).fill('both, or nothing');
    const confirm = dialog.locator('.dialog-actions button').last();
    await expect(confirm).toHaveAttribute('aria-disabled', 'true');
    await expect(dialog).toContainText('One of the changes is no number');
    await desk.screenshot('hostile-amend');
    await keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('a cancel while the venue is away leaves once it is back', async () => {
    const pid = await venuePid(desk.app);
    if (pid === undefined) throw new Error('the venue has no process');
    process.kill(pid, 'SIGKILL');
    await expect(window.getByTestId('strip-venue').first()).toContainText('disconnected');
    await allOrders(window, 'Delete');
    const dialog = window.getByRole('alertdialog', { name: 'Cancel 2 orders on sim' });
    await keyboard.press('1');
    await untilArmed(dialog.getByRole('button', { name: /^Cancel 2 orders/ }));
    await keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    for (const id of ids) {
      await expect(rowOf(window, id)).toHaveAttribute('data-status', 'canceled', { timeout: 30_000 });
    }
  });

  await test.step('the ticket in a window of its own takes the side and the focus', async () => {
    const opened = desk.app.waitForEvent('window');
    await window.getByRole('button', { name: 'Arrange Ticket' }).click();
    await window.getByRole('button', { name: 'Move to a window' }).click();
    const panel = await opened;
    await expect(quantityIn(panel)).toBeVisible();
    await expect(ticketOf(window)).toBeHidden();
    await keyboard.press('Control+s');
    await expect(quantityIn(panel)).toBeFocused();
    await expect(ticketOf(panel).getByRole('radio', { name: 'Sell' })).toBeChecked();
    await backToMainWindow(panel);
    await expect(quantityIn(window)).toBeVisible();
  });
});

test('whoever logs in finds nothing that somebody else has entered, and the lock works over a dialog', async ({
  desk,
}) => {
  const { window, dataFolder } = desk;
  const { keyboard } = window;
  const password = 'a good password';
  const why = ['--reason', 'a test of the lock'];
  const logIn = async (operator: string): Promise<void> => {
    await window.getByLabel('Operator').fill(operator);
    await window.getByLabel('Password').fill(password);
    await keyboard.press('Enter');
    await untilReady(window);
  };
  await untilReady(window);
  const id = await restingOrder(window, '3');
  const add = (name: string, role: string, ...who: string[]) =>
    ['operators', 'add', name, '--role', role, ...why, ...who] as const;
  await headlessSaying(password, dataFolder, ...add('eva', 'administrator'));
  const second = await headlessSaying(
    `${password}\n${password}`,
    dataFolder,
    ...add('tom', 'trader', '--operator', 'eva'),
  );
  expect(second.exitCode, second.stderr).toBe(0);
  await logIn('eva');

  await keyboard.press('Control+b');
  await keyboard.type('77');
  await ticketOf(window).getByLabel(/^Note/).fill('what eva knows');
  await ticketOf(window)
    .getByLabel('Limit price', { exact: true })
    .fill(await priceAt(window, -0.03));
  await rowOf(window, id).click();
  await blotter(window).getByRole('grid').focus();
  await keyboard.press('Delete');
  await expect(window.getByRole('alertdialog')).toBeVisible();
  await keyboard.press('Control+l');
  await expect(window.getByRole('heading', { name: 'Log in' })).toBeVisible();
  await expect(window.getByRole('alertdialog')).toBeHidden();

  await logIn('tom');
  await expect(quantityIn(window)).toHaveValue('');
  await expect(ticketOf(window).getByLabel(/^Note/)).toHaveValue('');
  await expect(rows(window).and(window.locator('[aria-selected="true"]'))).toHaveCount(0);
  await desk.screenshot('hostile-tom');
});
