import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { saveScreenshot, type PicturedWindow } from './saveScreenshot.ts';

/** A window that answers whether it shows the desk, and whose picture names the answers it gave. */
function pictured(answer: () => Promise<unknown>, isDestroyed = (): boolean => false): PicturedWindow {
  let looks = 0;
  return {
    isDestroyed,
    webContents: {
      executeJavaScript: () => {
        looks += 1;
        return answer();
      },
      capturePage: () => Promise.resolve({ toPNG: () => Buffer.from(`after look ${looks}`) }),
    },
  };
}

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-picture-'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  onTestFinished(() => {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  });
  return { file: join(folder, 'new', 'console.png'), said: () => log.mock.calls.flat().join('\n') };
}

test('the picture is taken once the window shows the desk', async () => {
  const { file, said } = place();
  const answers = [false, false, true];
  await saveScreenshot(
    pictured(() => Promise.resolve(answers.shift())),
    file,
  );
  expect(readFileSync(file, 'utf8')).toBe('after look 3');
  expect(said()).toBe(`Screenshot of the console: ${file}`);
});

test.each([
  ['shows no desk', () => Promise.resolve(false)],
  ['does not answer', () => new Promise(() => undefined)],
])('of a window that %s it is taken when the wait is over, and says so', async (_what, answer) => {
  const { file, said } = place();
  await saveScreenshot(pictured(answer), file, 250);
  expect(readFileSync(file, 'utf8')).toMatch(/^after look \d/);
  expect(said()).toMatch(/^The window did not show the desk within 0\.25 s: .*\nScreenshot of the console: /);
});

test('of a window that is closed meanwhile there is none', async () => {
  const { file, said } = place();
  await saveScreenshot(
    pictured(
      () => Promise.resolve(false),
      () => true,
    ),
    file,
  );
  expect(said()).toBe('');
});
