// The tour shows an operator the window, and is never in the way. The palette leads to every action.
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { seriousFindings } from './support/accessible.ts';
import { untilReady } from './support/console.ts';
import { resize } from './support/layout.ts';

/** Whether a click on the middle of the kill switch would reach it. */
function killIsFree(window: Page): Promise<boolean> {
  return window.locator('.kill-switch').evaluate((kill) => {
    const { left, top, width, height } = kill.getBoundingClientRect();
    return kill.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
}

test.use({ deskOptions: { firstStart: true } });

test('the tour points at the real controls, opens at a first start, can be left at any step, and comes once', async ({
  desk,
}) => {
  const { keyboard } = desk.window;
  await untilReady(desk.window);
  const tour = desk.window.getByTestId('tour');
  await expect(tour.getByRole('heading')).toBeFocused();
  expect(await seriousFindings(desk.window)).toEqual([]);
  await desk.screenshot('tour');
  for (let step = 1; step <= 6; step++) {
    await expect(tour).toContainText(`Step ${step} of 6`);
    await expect(desk.window.locator('.tour-ring')).toBeVisible();
    expect(await killIsFree(desk.window), `step ${step}`).toBe(true);
    if (step < 6) await tour.getByRole('button', { name: 'Next' }).press('Enter');
  }
  await tour.getByRole('button', { name: 'Back' }).press('Enter');
  await resize(desk, 960, 640, 2);
  expect(await killIsFree(desk.window)).toBe(true);
  await desk.screenshot('tour-small');
  await keyboard.press('Control+Shift+k');
  await expect(desk.window.getByRole('alertdialog', { name: /^Kill switch/ })).toBeVisible();
  await keyboard.press('Escape');
  await resize(desk, 1280, 800, 1);
  await keyboard.press('Escape');
  await expect(tour).toBeHidden();
  await desk.restart();
  await untilReady(desk.window);
  await expect(desk.window.getByText('No orders yet')).toBeVisible();
  await expect(desk.window.getByRole('button', { name: 'Take the tour' })).toBeHidden();

  await desk.window.keyboard.press('Control+k');
  await desk.window.keyboard.type('take the tour');
  await desk.window.keyboard.press('Enter');
  await expect(desk.window.getByTestId('tour')).toContainText('Step 1 of 6');
  await desk.window.keyboard.press('Escape');
  await desk.window.keyboard.press('Control+k');
  await desk.window.keyboard.type('settle an order');
  await desk.window.keyboard.press('Enter');
  await expect(desk.window.getByRole('tab', { name: 'Recovery' })).toHaveAttribute('aria-selected', 'true');
});
