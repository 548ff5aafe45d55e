// Consoles that are attached to an engine in another process: `desk run`.
import { incident, restingOrder, rowOf, show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { headless } from './support/headless.ts';
import { isAlive } from './support/processes.ts';
import { runEngine } from './support/runningEngine.ts';

test('a console attaches to the engine that runs on its folder, and leaves it running', async ({
  closedDesk,
}) => {
  const { dataFolder } = closedDesk;
  let engine = await runEngine(dataFolder);
  try {
    await closedDesk.start();
    const { window } = closedDesk;
    await untilReady(window);
    const strip = window.getByTestId('status-strip');
    const attached = strip.getByRole('button', { name: 'The engine and its consoles' });
    await expect(attached).toHaveText('attached to desk run');
    const orderId = await restingOrder(window, '3');
    await attached.click();
    await expect(window.getByTestId('consoles')).toContainText(`process ${engine.pid}`);
    await expect(window.getByTestId('consoles')).toContainText('this console');
    await closedDesk.screenshot('attached');
    await window.keyboard.press('Escape');

    // What a shell does on the engine is seen here.
    const canceled = await headless(dataFolder, 'cancel', orderId, '--reason', 'from a shell');
    expect(canceled.exitCode, canceled.stderr).toBe(0);
    await expect(rowOf(window, orderId)).toHaveAttribute('data-status', 'canceled');

    // The engine ends: the window says so, and is attached to the next one by itself.
    await engine.stop();
    const lost = incident(window, 'engine_gone');
    await expect(lost).toContainText('The engine has ended: desk run was ended by SIGTERM.');
    await expect(rowOf(window, orderId)).toBeVisible();
    await closedDesk.screenshot('engine-away');
    engine = await runEngine(dataFolder);
    await expect(lost).toBeHidden();
    await untilReady(window);
    const again = await restingOrder(window, '2');
    await show(window, 'Audit');

    await closedDesk.close();
    expect(isAlive(engine.pid)).toBe(true);
    const orders = await headless(dataFolder, 'orders', '--active');
    expect(orders.lines.map(({ orderId: id }) => id)).toEqual([again]);
  } finally {
    await engine.stop();
  }
});
