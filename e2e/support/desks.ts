// The desks of a console: their list, and their windows.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';

export const newFolder = () => mkdtemp(join(tmpdir(), 'breakwater-e2e-'));
export const strip = (window: Page) => window.getByTestId('status-strip');
export const list = (window: Page) => window.getByTestId('desk-list');
export const deskRow = (window: Page, name: string) =>
  list(window).locator('.desk-row').filter({ hasText: name });

export async function titles(app: ElectronApplication): Promise<string[]> {
  const all = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getTitle()),
  );
  return all.toSorted();
}

export async function closeWindow(app: ElectronApplication, page: Page, title: string): Promise<void> {
  const closing = page.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }, titled) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.getTitle() === titled)
      ?.close();
  }, title);
  await closing;
}
