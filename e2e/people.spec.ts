// People with names in the window: profiles and roles; and what a trader proposes, another person approves.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  confirmChoice,
  confirmWith,
  openByKey,
  priceAt,
  rows,
  show,
  startMs,
  untilArmed,
  untilReady,
} from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { headless, headlessSaying } from './support/headless.ts';
import { noOtherLimit } from './support/noOtherLimit.ts';

// Passwords are hashed slowly on purpose, and axe takes long on a busy machine.
test.describe.configure({ timeout: 300_000 });

const password = 'a good password';
const strip = (window: Page) => window.getByTestId('status-strip');
const operatorRow = (window: Page, name: string) =>
  window.locator(`[data-testid="operator-row"][data-operator="${name}"]`);

async function logIn(window: Page, operator: string): Promise<void> {
  await expect(window.getByRole('heading', { name: 'Log in' })).toBeVisible({ timeout: startMs });
  await window.getByLabel('Operator').fill(operator);
  await window.getByLabel('Password').fill(password);
  await window.keyboard.press('Enter');
  await expect(strip(window).getByText(`${operator},`)).toBeVisible({ timeout: startMs });
}

async function logInAnew(window: Page, operator: string): Promise<void> {
  await window.keyboard.press('Control+l');
  await logIn(window, operator);
}

async function openOperators(window: Page): Promise<void> {
  await window.keyboard.press('Control+,');
  await window.getByRole('tab', { name: 'Operators', exact: true }).click();
}

/** By keyboard alone but for the choice of the role. */
async function addOperator(window: Page, name: string, role?: string): Promise<void> {
  const adding = window.getByTestId('operators').getByRole('button', { name: 'Add…' });
  await expect(adding).not.toHaveAttribute('aria-disabled', 'true');
  const dialog = window.getByRole('dialog', { name: /^Add (an|the first) operator/ });
  await openByKey(adding, dialog);
  await dialog.getByLabel('Name, which the record keeps').fill(name);
  if (role !== undefined) await dialog.getByRole('combobox', { name: 'Role' }).selectOption(role);
  await dialog.getByLabel(/^New password/).fill(password);
  await dialog.getByLabel('The same again').fill(password);
  await dialog.getByLabel(/^Reason/).fill('a new colleague');
  await untilArmed(dialog.getByRole('button', { name: `Add ${name}` }));
  await window.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

test('an administrator adds, changes and removes operators; roles are enforced and a removal ends the session', async ({
  desk,
}) => {
  const { window, dataFolder } = desk;
  await untilReady(window);
  await openOperators(window);
  await expect(window.getByText('No operators: whoever sits here may do everything')).toBeVisible();
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('operators-none');
  await addOperator(window, 'eva');
  await logIn(window, 'eva');
  await openOperators(window);
  await addOperator(window, 'tina', 'trader');
  await addOperator(window, 'rolf', 'risk officer');
  await expect(operatorRow(window, 'tina')).toContainText('trader');
  await expect(operatorRow(window, 'tina')).toContainText('never');
  await expect(operatorRow(window, 'eva')).toContainText('1');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('operators');

  // Tina has a session for commands; with the profile it ends.
  expect((await headlessSaying(password, dataFolder, 'login', 'tina')).exitCode).toBe(0);
  expect((await headless(dataFolder, 'operators', 'list')).exitCode).toBe(0);
  await window.getByRole('grid', { name: 'Operators' }).focus();
  await window.keyboard.press('Home');
  for (let i = 0; i < 5; i++) {
    if ((await operatorRow(window, 'tina').getAttribute('aria-selected')) === 'true') break;
    await window.keyboard.press('ArrowDown');
  }
  await window.keyboard.press('Enter');
  const role = window.getByRole('dialog', { name: 'Role of tina' });
  await role.getByRole('combobox', { name: 'Role' }).selectOption('viewer');
  await role.getByLabel(/^Reason/).fill('on leave');
  await untilArmed(role.getByRole('button', { name: /^Make tina viewer/ }));
  await window.keyboard.press('Enter');
  await expect(operatorRow(window, 'tina')).toContainText('viewer');
  await window.getByRole('grid', { name: 'Operators' }).focus();
  await window.keyboard.press('Delete');
  const removal = window.getByRole('alertdialog', { name: 'Remove tina' });
  await expect(removal).toContainText('the open session ends');
  await removal.getByLabel(/^Reason/).fill('has left the desk');
  await untilArmed(removal.getByRole('button', { name: /^Remove tina/ }));
  await window.keyboard.press('Enter');
  await expect(operatorRow(window, 'tina')).toHaveCount(0);
  const after = await headless(dataFolder, 'operators', 'list');
  expect([after.exitCode, after.stderr]).toEqual([1, expect.stringContaining('session')]);

  // The last administrator stays; the reason is told in the dialog.
  await operatorRow(window, 'eva').click();
  await window.getByTestId('operators').getByRole('button', { name: 'Remove…' }).click();
  const last = window.getByRole('alertdialog', { name: 'Remove eva' });
  await last.getByLabel(/^Reason/).fill('a test');
  await untilArmed(last.getByRole('button', { name: /^Remove eva/ }));
  await window.keyboard.press('Enter');
  await expect(last.getByRole('alert')).toContainText('administrator');
  await desk.screenshot('operators-last');
  await window.keyboard.press('Escape');

  // A risk officer sees the profiles, and changes nothing but the own password.
  await logInAnew(window, 'rolf');
  await openOperators(window);
  const add = window.getByTestId('operators').getByRole('button', { name: 'Add…' });
  await expect(add).toHaveAttribute(
    'title',
    /^A risk officer may not: it needs the right to add and remove operators/,
  );
  await window.getByRole('button', { name: 'My password…' }).click();
  const own = window.getByRole('dialog', { name: 'Password of rolf' });
  await own.getByLabel('Present password').fill(password);
  await own.getByLabel(/^New password/).fill('a better password');
  await own.getByLabel('The same again').fill('a better password');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { name: 'Log in' })).toBeVisible();
});

test('a trader proposes a limit and an override, and a risk officer approves them in the same window', async ({
  closedDesk: desk,
}) => {
  const configuration = {
    venues: [{ venue: 'sim', simulator: { tickMs: 3_600_000 } }],
    risk: { ...noOtherLimit, positionMax: '10', orderQuantityMax: { soft: '5', hard: '20' } },
  };
  await writeFile(join(desk.dataFolder, 'configuration.json'), JSON.stringify(configuration));
  await desk.start();
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  const why = ['--reason', 'a test of operators'];
  const add = (said: string, name: string, role: string, ...who: string[]) =>
    headlessSaying(said, desk.dataFolder, 'operators', 'add', name, '--role', role, ...why, ...who);
  const both = `${password}\n${password}`;
  for (const added of [
    await add(password, 'eva', 'administrator'),
    await add(both, 'tina', 'trader', '--operator', 'eva'),
    await add(both, 'rolf', 'risk_officer', '--operator', 'eva'),
  ]) {
    expect(added.exitCode, added.stderr).toBe(0);
  }
  await logIn(window, 'tina');
  await untilReady(window);

  await show(window, 'Risk');
  const limit = window.locator('[data-testid="limit-row"][data-limit="positionMax"][data-scope="desk"]');
  await limit.click();
  await window.getByTestId('limits').getByRole('button', { name: 'Change…' }).click();
  const dialog = window.getByRole('dialog', { name: /^Position limit/ });
  await expect(dialog).toContainText(
    'A trader may not set limits: this is proposed to a risk officer or an administrator',
  );
  await dialog.getByLabel('Hard limit').fill('20');
  await expect(dialog.getByTestId('limit-preview')).toContainText('Goes from 10 units to 20 units.');
  await dialog.getByLabel(/^Reason/).fill('a larger client');
  await untilArmed(dialog.getByRole('button', { name: /^Propose/ }));
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('propose-limit');
  await keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const proposals = window.getByTestId('proposals');
  await expect(proposals).toContainText('from 10 units to 20 units');
  await expect(proposals.getByRole('button', { name: /^Approve/ })).toHaveAttribute('aria-disabled', 'true');
  // Nothing calls the one who proposed it.
  const toApprove = window.getByRole('button', { name: /proposals? to approve$/ });
  await expect(toApprove).toHaveCount(0);
  await expect(limit).toContainText('10');

  // The override of an order beyond the soft limit.
  const price = await priceAt(window, -0.03);
  await keyboard.press('Control+b');
  const ticket = window.getByTestId('ticket');
  await ticket.getByLabel('Quantity', { exact: true }).fill('8');
  await ticket.getByLabel('Limit price', { exact: true }).fill(price);
  await expect(ticket.getByRole('region', { name: 'Checks, dry run' }).getByRole('status')).toContainText(
    'deny',
  );
  await keyboard.press('Enter');
  const override = ticket.getByTestId('override');
  await expect(override).toContainText(
    'Your role may not give it: it is proposed to a risk officer or an administrator',
  );
  await override.getByLabel(/^Reason for the override/).fill('client instruction 4471');
  const propose = ticket.getByRole('button', { name: /^Propose the override of buy 8 SPX/ });
  await untilArmed(propose);
  await desk.screenshot('propose-override');
  await propose.click();
  await expect(override).toContainText('The override is proposed, and waits');
  await expect(propose).toHaveAttribute('aria-disabled', 'true');

  // What is typed into a search and not sent is not there for the next person.
  await show(window, 'Audit');
  await window.getByLabel('Any id or text').fill('client instruction');
  // Whoever may approve sees it wherever they are.
  await logInAnew(window, 'rolf');
  await show(window, 'Audit');
  await expect(window.getByLabel('Any id or text')).toHaveValue('');
  await show(window, 'Log');
  await expect(toApprove).toHaveText('2 proposals to approve');
  await expect(window.getByRole('tab', { name: /2 proposals wait for your approval/ })).toBeVisible();
  const told = await headlessSaying(password, desk.dataFolder, 'status', '--operator', 'rolf');
  expect(told.lines[0]?.['proposals']).toEqual({ waiting: 2, forYou: 2 });
  await desk.screenshot('proposals-to-approve');
  await toApprove.press('Enter');
  await expect(proposals).toBeVisible();
  await desk.screenshot('proposals-of-another');
  const ofLimit = proposals.getByRole('listitem').filter({ hasText: 'from 10 units to 20 units' });
  await ofLimit.getByRole('button', { name: /^Approve/ }).press('Enter');
  await confirmWith(window, 'agreed with the client');
  await expect(limit).toContainText('20');
  await expect(ofLimit).toHaveCount(0);
  await proposals.getByRole('button', { name: /^Approve/ }).click();
  await confirmWith(window, 'seen the instruction');
  await expect(proposals).toContainText('Nothing waits for approval');
  await expect(toApprove).toHaveCount(0);

  await logInAnew(window, 'tina');
  await show(window, 'Trade');
  const send = ticket.getByRole('button', { name: /^Send buy 8 SPX/ });
  await expect(send).toBeVisible();
  await untilArmed(send);
  await send.click();
  await expect(window.getByTestId('ticket-outcome')).toHaveAttribute('data-outcome', 'ordered');
  await expect(rows(window).first()).toHaveAttribute('data-status', 'accepted');

  // Cost and profit by the other method, kept for whoever sits here.
  await show(window, 'Risk');
  const positions = window.getByTestId('positions');
  await positions.getByRole('radiogroup', { name: 'Cost and profit by' }).getByText('FIFO').click();
  await expect(positions.getByRole('columnheader', { name: /^FIFO cost/ })).toBeVisible();
  await logInAnew(window, 'rolf');
  await show(window, 'Risk');
  await expect(positions.getByRole('radio', { name: 'Average cost' })).toBeChecked();
  await logInAnew(window, 'tina');
  await show(window, 'Risk');
  await expect(positions.getByRole('radio', { name: 'FIFO' })).toBeChecked();

  // A trader keeps nothing quiet that risk must see.
  const asTina = (...args: string[]) =>
    headlessSaying(password, desk.dataFolder, ...args, ...why, '--operator', 'tina');
  expect((await asTina('breaker', 'trip', 'sim')).exitCode).toBe(0);
  await show(window, 'Alerts');
  const row = window.getByTestId('alerts').locator('[data-kind="breaker_open"]');
  await expect(row.getByRole('button', { name: /^Acknowledge/ })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const mute = row.getByRole('button', { name: /^Mute/ });
  await expect(mute).toHaveAttribute('aria-disabled', 'true');
  await expect(mute).toHaveAttribute(
    'title',
    /A trader may not: .+; a risk officer or an administrator may$/,
  );
  await desk.screenshot('mute-not-allowed');
  const muted = await asTina('alerts', 'mute', 'breaker_open', '--minutes', '5');
  expect(muted.exitCode).toBe(1);
  expect(muted.stderr).toContain('a risk officer or an administrator may');
  await logInAnew(window, 'rolf');
  await show(window, 'Alerts');
  await mute.press('Enter');
  await confirmChoice(window, 'the venue is told', /^Mute/);
  await expect(row).toContainText('muted until');
});
