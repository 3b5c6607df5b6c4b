import type { Locator, Page } from '@playwright/test';

/** Messages of a log, by direction and text. */
export function messages(page: Page, direction: 'IN' | 'OUT', text?: string): Locator {
  const all = page
    .getByTestId('message-log')
    .locator(`[data-testid="message"][data-direction="${direction}"]`);
  return text === undefined ? all : all.filter({ hasText: text });
}
