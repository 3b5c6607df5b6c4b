import type { Locator, Page } from '@playwright/test';

/** Messages of a log, by direction and by what stands in them, or by the whole text where it is a pattern. */
export function messages(page: Page, direction: 'IN' | 'OUT', text?: string | RegExp): Locator {
  const all = page
    .getByTestId('message-log')
    .locator(`[data-testid="message"][data-direction="${direction}"]`);
  if (text === undefined) return all;
  if (typeof text === 'string') return all.filter({ hasText: text });
  return all.filter({ has: page.locator('.message-text', { hasText: text }) });
}
