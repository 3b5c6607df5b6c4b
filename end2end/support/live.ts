import { expect, type Page } from '@playwright/test';

/** Opens an address and waits until the page answers to clicks and follows the server. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await awake(page);
}

/** Waits until the page is hydrated. */
export async function awake(page: Page): Promise<void> {
  await expect(page.locator('body')).toHaveAttribute('data-hydrated', 'true');
}

/** Waits until the page's websocket is up. */
export async function followsLive(page: Page): Promise<void> {
  await expect(page.getByTestId('live-state').first()).toHaveAttribute('data-connected', 'true');
}

/**
 * Marks the document; the returned check fails when the page was loaded anew or left since then.
 * Whatever changed in between came without a reload.
 */
export async function mark(page: Page): Promise<() => Promise<void>> {
  const marker = `${Date.now()}-${Math.random()}`;
  const address = page.url();
  await page.evaluate((text) => {
    (window as unknown as { marker: string }).marker = text;
  }, marker);
  return async () => {
    const found = await page.evaluate(() => (window as unknown as { marker?: string }).marker);
    expect(found, `${address} was loaded anew`).toBe(marker);
    expect(page.url(), 'the page was left').toBe(address);
  };
}

/** Nothing sticks out of the screen to the side. */
export async function fitsTheScreen(page: Page): Promise<void> {
  const surplus = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(surplus, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}
