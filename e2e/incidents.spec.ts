// What must be seen at once stands large in one place, by priority, until somebody has seen it.
import { incident, confirmWith, show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { overlaps, resize } from './support/layout.ts';
import { venuePid } from './support/processes.ts';

test('incidents stand by priority with since when, why and what to do, and are small only once they are seen', async ({
  desk,
}) => {
  // Two sizes and two looks are checked in one window.
  const { window } = desk;
  const { keyboard } = window;
  await untilReady(window);
  const bar = window.getByTestId('incidents');
  await expect(bar).toBeHidden();

  await window.getByTestId('venue-card').first().getByRole('button', { name: 'Isolate…' }).click();
  await confirmWith(window, 'the venue asked for it');
  const isolated = incident(window, 'venue_breaker');
  await expect(isolated).toContainText('sim isolated');
  await expect(isolated).toContainText('The venue asked for it.');
  await expect(isolated).toContainText(/\d+ (ms|s)/);
  await expect(window.getByTestId('announced')).toHaveText(/^sim isolated\. The venue asked for it/);
  await isolated.getByRole('button', { name: 'Show sim' }).click();
  await expect(window.getByRole('tab', { name: 'Resilience' })).toHaveAttribute('aria-selected', 'true');
  // Away from the bar: its lines stand by priority again.
  await window.mouse.move(400, 700);

  await keyboard.press('Control+Shift+t');
  await window.getByRole('radio', { name: 'Halted' }).press('Space');
  await window
    .getByRole('alertdialog')
    .or(window.getByRole('dialog'))
    .getByLabel(/^Reason/)
    .focus();
  await confirmWith(window, 'a drill');
  const halted = incident(window, 'desk_halted');
  await expect(halted).toContainText('The desk is halted');
  await expect(window.getByTestId('incident').first()).toHaveAttribute('data-kind', 'desk_halted');

  const pid = await venuePid(desk.app);
  if (pid === undefined) throw new Error('the venue has no process');
  process.kill(pid, 'SIGSTOP');
  const silent = incident(window, 'venue_silent');
  await expect(silent).toContainText('sim silent');
  await expect(silent).toContainText('Its breaker is isolated too.');
  await expect(isolated).toBeHidden();
  await show(window, 'Trade');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('incidents');
  for (const [width, height, zoom] of [
    [960, 640, 1],
    [960, 640, 2],
  ] as const) {
    await resize(desk, width, height, zoom);
    expect(await overlaps(window)).toEqual([]);
    expect(
      await window.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    ).toBeLessThanOrEqual(0);
    await desk.screenshot(`incidents-${width}-${zoom * 100}`);
  }
  await resize(desk, 1280, 800, 1);

  process.kill(pid, 'SIGCONT');
  await expect(silent).toBeHidden();
  await expect(isolated).toBeVisible();
  await bar.getByRole('button', { name: 'Seen' }).press('Enter');
  await expect(bar.locator('.incident.seen')).toHaveCount(2);
  await window.getByRole('button', { name: 'Light theme' }).click();
  await desk.screenshot('incidents-seen-light');
  await bar.getByRole('button', { name: 'Collapse' }).press('Enter');
  await expect(window.getByTestId('incident')).toHaveCount(0);
  await expect(bar).toContainText('The desk is halted');
  await expect(bar).toContainText('sim isolated');
  expect(await seriousFindings(window)).toEqual([]);
  await desk.screenshot('incidents-collapsed-light');

  // What is new is large again, and its line keeps its place below the pointer.
  await bar.getByRole('button', { name: 'Expand' }).click();
  await halted.hover();
  const { y } = (await halted.boundingBox()) ?? { y: -1 };
  process.kill(pid, 'SIGSTOP');
  await expect(silent).toBeVisible();
  await expect(halted.locator('xpath=following-sibling::li')).toHaveAttribute('data-kind', 'venue_silent');
  expect((await halted.boundingBox())?.y).toBe(y);
  process.kill(pid, 'SIGCONT');
  await window.getByRole('button', { name: 'Enable the desk…' }).click();
  await confirmWith(window, 'the drill is over');
  await show(window, 'Trade');
  await expect(halted).toBeHidden();
});
