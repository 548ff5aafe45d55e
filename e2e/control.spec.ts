// An operator at a shell and the console on the same desk: what the one does, the other shows.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { restingOrder, rowOf, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { headless } from './support/headless.ts';
import { eventsOf } from './support/records.ts';

test('commands from a shell reach the console, which shows what they did and by whom', async ({ desk }) => {
  const { window, dataFolder } = desk;
  await untilReady(window);
  expect(statSync(join(dataFolder, 'control.sock')).mode & 0o777).toBe(0o600);
  const orderId = await restingOrder(window, '3');

  const killed = await headless(dataFolder, 'kill', '--scope', 'desk', '--reason', 'from a shell');
  expect(killed.exitCode, killed.stderr).toBe(0);
  expect(killed.lines.at(-1)).toMatchObject({ type: 'ended', proven: true, open: [] });
  const strip = window.getByTestId('status-strip');
  await expect(strip.getByText('Halted', { exact: true })).toBeVisible();
  await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');
  await desk.screenshot('killed-from-a-shell');

  const enabled = await headless(dataFolder, 'enable', '--scope', 'desk', '--reason', 'all is well');
  expect(enabled.lines).toEqual([
    { changes: [{ scope: 'desk', from: 'halted', to: 'active' }], stillRestricted: [] },
  ]);
  await expect(strip.getByText('Active', { exact: true })).toBeVisible();
  const [engaged] = eventsOf(dataFolder, 'desk').filter(({ type }) => type === 'KillSwitchEngaged');
  expect(engaged?.actor).toMatch(/^operator:.+@control$/);

  const status = await headless(dataFolder, 'status');
  expect(status.lines).toMatchObject([{ accepting: true, tradingState: 'active', ordersWorking: 0 }]);

  await desk.close();
  expect(existsSync(join(dataFolder, 'control.sock'))).toBe(false);
});
