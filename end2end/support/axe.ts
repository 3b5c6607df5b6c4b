import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** WCAG 2.0 to 2.2 at A and AA, and what else is good practice (deque.com/axe/core-documentation). */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Those of them that a theme can break. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe has to say against the page as it stands there, one line for each rule. */
export async function complaintsOfAxe(page: Page, about: 'everything' | 'colours'): Promise<string[]> {
  // Without frames there is nothing to look into, and no second page is opened for the report.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (about === 'colours' ? axe.withRules(COLOURS) : axe.withTags(RULES)).analyze();
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.map(({ target, any }) => `${target.join(' ')} (${any[0]?.message ?? 'see the rule'})`);
    return `${id}: ${help}: ${places.slice(0, 3).join(', ')}, ${nodes.length} in all`;
  });
}
