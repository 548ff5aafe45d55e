// Every view of one desk, in every size.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, type Desk } from '../fixtures.ts';
import { resize } from '../support/layout.ts';
import { folder, pictureName, sizes, type DeskName, type Pictured, type Theme } from './pictured.ts';
import { views } from './views.ts';

/** What looks otherwise in a large window. The others are only wider there. */
const largeToo: readonly Pictured[] = ['trade', 'risk', 'metrics'];

/** Of the choice of colours, in percent: no difference is seen, and the files are half as large. */
const quality = 50;

/** A window that has just changed draws its charts and tables by then. */
const drawnMs = 250;

export async function takePictures(
  desk: Desk,
  name: DeskName,
  theme: Theme,
  chosen: readonly Pictured[],
): Promise<void> {
  const { window } = desk;
  if (theme === 'light') await window.getByRole('button', { name: 'Light theme' }).click();
  for (const size of sizes) {
    const [width, height] = size;
    await resize(desk, width, height);
    for (const view of chosen) {
      if (width > 2_000 && !largeToo.includes(view)) continue;
      await views[view].open(desk);
      await picture(window, join(folder, pictureName(name, view, theme, size)));
      await views[view].leave?.(window);
    }
  }
}

async function picture(window: Page, file: string): Promise<void> {
  // Neither a message that passes, nor a row under the pointer.
  await window.mouse.move(2, 2);
  await expect(window.getByRole('log', { name: 'Messages' }).locator('.toast')).toHaveCount(0, {
    timeout: 30_000,
  });
  await expect(window.locator('.notice.kind-loading').filter({ visible: true })).toHaveCount(0);
  await window.evaluate(
    (ms) => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, ms))),
    drawnMs,
  );
  const shot = sharp(await window.screenshot({ animations: 'disabled' }));
  await mkdir(dirname(file), { recursive: true });
  await shot.png({ palette: true, quality, dither: 0, effort: 10, compressionLevel: 9 }).toFile(file);
}
