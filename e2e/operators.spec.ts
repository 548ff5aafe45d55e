// Operators at the console: the lock, the login, what a role may do, and the kill switch that needs no login.
import type { Page } from '@playwright/test';
import { untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { headless, headlessSaying } from './support/headless.ts';
import { eventsOf } from './support/records.ts';

const password = 'a good password';
const why = ['--reason', 'a test of operators'];
const views = (window: Page) => window.getByTestId('blotter').getByRole('button', { name: 'Views' });
const viewMenu = (window: Page) => window.getByRole('region', { name: 'Views' });
const strip = (window: Page) => window.getByTestId('status-strip');

async function saveView(window: Page, name: string): Promise<void> {
  await views(window).click();
  await viewMenu(window).getByLabel('Save what is shown as').fill(name);
  await window.keyboard.press('Enter');
  await expect(views(window)).toHaveText(name);
}

async function logIn(window: Page, operator: string, secret = password): Promise<void> {
  await window.getByLabel('Operator').fill(operator);
  await window.getByLabel('Password').fill(secret);
  await window.keyboard.press('Enter');
}

test('a desk with operators locks its console; a login opens it as far as the role goes', async ({
  desk,
}) => {
  const { window, dataFolder } = desk;
  await untilReady(window);
  await expect(strip(window).getByText('no password')).toBeVisible();
  // What was kept for the window before views had an owner goes to whoever is here first.
  await window.evaluate(() => {
    localStorage.setItem('breakwater.blotterViews.first', '"Refused"');
    localStorage.removeItem('breakwater.owner');
  });
  await window.reload();
  await untilReady(window);
  await expect(views(window)).toHaveText('Refused');
  await saveView(window, 'Before operators');
  const add = (name: string, role: string, ...who: string[]) =>
    ['operators', 'add', name, '--role', role, ...why, ...who] as const;
  const first = await headlessSaying(password, dataFolder, ...add('eva', 'administrator'));
  expect(first.exitCode, first.stderr).toBe(0);

  const login = window.getByRole('heading', { name: 'Log in' });
  await expect(login).toBeVisible();
  await expect(strip(window).getByText('nobody is logged in')).toBeVisible();
  await desk.screenshot('locked');
  expect(await seriousFindings(window)).toEqual([]);
  const asEva = await headlessSaying(
    `${password}\n${password}`,
    dataFolder,
    ...add('vic', 'viewer', '--operator', 'eva'),
  );
  expect(asEva.exitCode, asEva.stderr).toBe(0);
  expect((await headless(dataFolder, 'operators', 'list')).exitCode).toBe(1);

  await logIn(window, 'vic', 'a wrong password');
  await expect(window.getByRole('alert')).toHaveText('no operator has this name and password');
  // The next attempt waits for a second or so, and says for how long.
  await expect(async () => {
    await logIn(window, 'vic');
    await expect(login).toBeHidden({ timeout: 2_000 });
  }).toPass();
  await expect(strip(window).getByText('vic, viewer')).toBeVisible();
  const send = window.getByTestId('ticket').getByRole('button', { name: /^Review/ });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await expect(send).toHaveAttribute('title', /^A viewer may not: it needs the right to send signals/);
  await desk.screenshot('viewer');
  // Views are kept for each operator.
  await expect(views(window)).toHaveText('Views');
  await saveView(window, 'Of vic');

  await window.keyboard.press('Control+l');
  await expect(login).toBeVisible();
  await window.keyboard.press('Control+Shift+K');
  const dialog = window.getByRole('alertdialog', { name: /^Kill switch/ });
  await expect(dialog.getByTestId('kill-unnamed')).toBeVisible();
  await dialog.getByRole('button', { name: 'Drill' }).click();
  const hold = dialog.getByRole('button', { name: /^Hold to stop desk/ });
  await hold.hover();
  await window.mouse.down();
  await expect(dialog).toBeHidden();
  await window.mouse.up();
  await expect(strip(window).getByText('Halted', { exact: true })).toBeVisible();
  await logIn(window, 'eva');
  await expect(strip(window).getByText('eva, administrator')).toBeVisible();
  await expect(window.getByTestId('blotter')).toBeVisible();
  await views(window).click();
  await expect(viewMenu(window).getByRole('button', { name: /^Show / })).toHaveCount(6);
  await window.keyboard.press('Escape');
  await window.keyboard.press('Control+l');
  await logIn(window, 'vic');
  await views(window).click();
  await expect(viewMenu(window).getByRole('button', { name: 'Show Of vic' })).toBeVisible();
  const engaged = eventsOf(dataFolder, 'desk').filter(({ type }) => type === 'KillSwitchEngaged');
  expect(engaged.map(({ actor }) => actor)).toEqual(['operator:nobody']);
});
