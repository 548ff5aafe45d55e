// Long-running work says what came of it: on every screen, with all of its numbers, and a failure never as a success.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { lastPrice, replayFile, show, untilReady } from './support/console.ts';
import { expect, test } from './fixtures.ts';
import { writeSignals } from './support/signals.ts';

/** Whether all of its words are in sight. */
const isWhole = (place: Locator): Promise<boolean> =>
  place.evaluate((element) =>
    [element, ...element.querySelectorAll('*')].every(
      ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
        clientWidth === 0 || (scrollWidth <= clientWidth + 1 && scrollHeight <= clientHeight + 1),
    ),
  );

test('long work tells its result on every screen and with all of its numbers, a failure never as a success', async ({
  desk,
}) => {
  const { window } = desk;
  await untilReady(window);

  await test.step('a replay that fails or comes to nothing is never told as a success', async () => {
    const messages = window.getByRole('log', { name: 'Messages' });
    const jobs = window.getByTestId('jobs').locator('[data-kind="replay"]');

    await replayFile(desk, join(desk.dataFolder, 'gone.ndjson'));
    await expect(jobs.first()).toHaveAttribute('data-state', 'failed');
    await expect(messages).toContainText(/Replay of gone\.ndjson: failed\. There is no .*gone\.ndjson\./);
    await expect(messages).not.toContainText('started');
    await expect(messages.locator('.tone-ok')).toHaveCount(0);

    const folder = join(desk.dataFolder, 'folder');
    await mkdir(folder);
    await replayFile(desk, folder);
    await expect(messages).toContainText(/folder is not taken: it is a folder/);

    const odd = join(desk.dataFolder, '\u202efdp.nosj');
    await writeFile(odd, 'nonsense\nmore nonsense\n');
    await replayFile(desk, odd);
    await expect(jobs.first()).toContainText('Replay of \\u202efdp.nosj');
    await expect(jobs.first()).toContainText('Done, nothing accepted');
    await expect(messages).toContainText(/fdp\.nosj: done, nothing accepted\. 2 signals in/);
    await expect(messages.locator('.tone-ok')).toHaveCount(0);
    await desk.screenshot('replays-failed');
    await show(window, 'Trade');
    await messages.getByRole('button', { name: 'Show the refusals' }).click();
    await expect(window.getByTestId('audit-row')).toHaveCount(2);
    await expect(window.getByTestId('audit-row').first()).toHaveAttribute('data-type', 'SignalRejected');
    await desk.screenshot('replay-refusals');
  });

  await test.step('a verification tells every number of its result, and the audit cuts none', async () => {
    const many = join(desk.dataFolder, 'many.ndjson');
    await writeSignals(many, 1_200, await lastPrice(window));
    await replayFile(desk, many);
    const jobs = window.getByTestId('jobs');
    const replay = jobs.locator('[data-kind="replay"]').first();
    await expect(replay).toContainText('many.ndjson');
    await expect(replay).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
    await expect(replay).toContainText(/1\D200 signals in .* 1\D200 accepted/);
    await show(window, 'Audit');
    await window.getByRole('button', { name: 'Verify chain' }).click();
    const result = window.getByTestId('verify-result');
    await expect(result).toContainText(/^\d\D\d{3} events are as they were written.*; 1\D200 orders read as/);
    expect(await isWhole(result)).toBe(true);
    const foot = window.getByText(/most recent are shown; search for others/);
    await expect(foot).toBeVisible();
    expect(await isWhole(foot)).toBe(true);
    await desk.screenshot('verify-result');
    await show(window, 'Signals');
    const verify = jobs.locator('[data-kind="verify"]');
    const text = (await verify.innerText()).replaceAll(/(?<=\d)\D(?=\d{3}\b)/g, '');
    const events = /(\d+) events are as they were written/.exec(text)?.[1];
    expect(text).toContain(`\n${events} events · `);
    await desk.screenshot('jobs-done');
  });
});
