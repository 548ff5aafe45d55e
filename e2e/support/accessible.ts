// What axe finds in the window.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const ofColour = ['color-contrast', 'link-in-text-block'];

/**
 * `only` those of colour: what the other rules find in one theme, they find in the other too.
 */
export async function seriousFindings(window: Page, only?: 'colour'): Promise<string[]> {
  const axe = new AxeBuilder({ page: window }).setLegacyMode();
  const { violations } = await (only === undefined ? axe : axe.withRules(ofColour)).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
}
