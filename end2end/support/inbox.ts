import { expect, type Locator, type Page } from '@playwright/test';
import { awake } from './live';

/** The line of the only conversation in the list. */
export function line(page: Page): Locator {
  return page.getByTestId('talk');
}

/** Messages of the open conversation: of one who said them, and with this in them. */
export function said(page: Page, by: 'customer' | 'assistant' | 'person' | 'phone', text: string | RegExp): Locator {
  return page.locator(`[data-testid="said"][data-by="${by}"]`).filter({ hasText: text });
}

/** Who has the open conversation. */
export function hands(page: Page): Locator {
  return page.getByTestId('thread').getByTestId('hands');
}

/** Opens the only conversation in the list. */
export async function openThread(page: Page): Promise<void> {
  await line(page).click();
  await expect(page).toHaveURL(/\/app\/inbox\/[0-9a-f-]{36}/);
  await expect(page.getByTestId('thread')).toBeVisible();
  await awake(page);
}

/** Hands the open conversation back to the assistant. */
export async function handBack(page: Page): Promise<void> {
  await page.getByTestId('ask-hand-back').click();
  await page.getByTestId('btn-hand-back').click();
  await expect(hands(page)).toHaveAttribute('data-status', 'assistant');
}
