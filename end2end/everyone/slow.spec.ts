import type { Page } from '@playwright/test';
import { awake, followsLive } from '../support/live';
import { viewOf } from '../support/views';
import { expect, test } from '../support/visitors';

/** A poor mobile connection. */
const BITS_PER_SECOND = 400_000;
const LATENCY_MS = 100;
/** So many requests for the part fail: that of the link in the page's head, and those of the first two tries. */
const DROPPED = 3;
/** Up to here web.dev calls a page's cumulative layout shift good. */
const SHIFT_MAX = 0.1;

for (const [name, sign, next] of [
  ['overview-connected', 'standing', '/app/inbox'],
  ['admin', 'figure-tenants', '/admin/tenants'],
] as const) {
  test(`${name} is of use before the program comes over a slow line, and nothing jumps when it does`, async ({ be, house }) => {
    const view = viewOf(name);
    const page = await be(view.who, { viewport: { width: 390, height: 844 } });
    await slow(page);
    await watchShifts(page);
    await page.goto(house.address(view.address), { waitUntil: 'commit' });
    await expect(page.getByTestId(sign)).toBeVisible();
    await expect(page.locator(`nav.places a[href="${next}"]`)).toBeVisible();
    expect(await page.locator('body').getAttribute('data-hydrated'), 'the program is not there yet').toBeNull();
    await expect(page.locator('body')).toHaveAttribute('data-hydrated', 'true', { timeout: 60_000 });
    await followsLive(page);
    expect(await shifted(page)).toBeLessThan(SHIFT_MAX);

    await test.step('a link leads on without the program', async () => {
      const other = await page.context().newPage();
      await slow(other);
      await other.goto(house.address(view.address), { waitUntil: 'commit' });
      await other.locator(`nav.places a[href="${next}"]`).click();
      await expect(other).toHaveURL(new RegExp(`${next}$`));
      await expect(other.locator('main h1')).toBeVisible();
      await expect(other.locator('body')).toHaveAttribute('data-hydrated', 'true', { timeout: 60_000 });
    });
  });
}

test('parts of the program that the line drops are asked for again', async ({ be, house }) => {
  const view = viewOf('overview-connected');
  const page = await be(view.who);
  let asked = 0;
  await page.route(/\/pkg\/.*portal.*/, async (route) => {
    asked += 1;
    await (asked <= DROPPED ? route.abort('connectionfailed') : route.continue());
  });
  await page.goto(house.address(view.address));
  await awake(page);
  await followsLive(page);
  expect(asked).toBeGreaterThan(DROPPED);
});

async function slow(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BITS_PER_SECOND / 8,
    uploadThroughput: BITS_PER_SECOND / 8,
  });
}

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}

async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = window as unknown as { shifted: number };
    seen.shifted = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as Shift[]) {
        if (!shift.hadRecentInput) seen.shifted += shift.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

function shifted(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { shifted: number }).shifted);
}
