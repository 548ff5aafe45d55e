/** The two pages that are measured. */
import type { Page } from '@playwright/test';
import type { MeasuredPage } from './measurePage.ts';

/** The console with the time of the latest change shown in its blotter. */
export async function consolePage(page: Page): Promise<MeasuredPage> {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Updated', exact: true }).check();
  await page.keyboard.press('Escape');
  const head = page.locator('[role="columnheader"]', { hasText: 'Updated' });
  const column = await head.getAttribute('aria-colindex');
  if (column === null) throw new Error('the column "Updated" has no place');
  const grid = '[role="grid"][aria-label="Orders"]';
  return {
    look: {
      row: `${grid} [data-row-id]`,
      rowIdAttribute: 'data-row-id',
      changedCell: `[role="gridcell"][aria-colindex="${column}"]`,
      active: grid,
      activeAttribute: 'aria-activedescendant',
    },
    focus: (window) => window.keyboard.press('Control+o'),
    leave: async (window) => {
      await window.keyboard.press('Escape');
      await window.getByTestId('status-strip').hover();
    },
  };
}

/** AG Grid, once it has every order. The files of the console's page are AG Grid's now. */
export async function gridPage(page: Page): Promise<MeasuredPage> {
  await page.reload();
  await page.waitForFunction(() => document.title.startsWith('AG Grid, '), undefined, { timeout: 120_000 });
  return {
    look: {
      row: '.ag-row[row-id]',
      rowIdAttribute: 'row-id',
      changedCell: '[col-id="updated"]',
      active: '.ag-row:has(.ag-cell-focus)',
      activeAttribute: 'row-index',
    },
    focus: (window) => window.locator('.ag-row[row-index="2"] [col-id="symbol"]').click(),
    leave: () => Promise.resolve(),
  };
}
