import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { linkedTenant } from '../support/journey';
import { fitsTheScreen, open } from '../support/live';
import { newNumber } from '../support/people';
import { BOOKING_SW } from '../support/words';

/** Opens the figures of the last days as a table. */
async function numbers(page: Page): Promise<void> {
  const summary = page.getByTestId('insights').locator('summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('insight-table')).toBeVisible();
}

test('the overview counts what customers wrote and who answered @core', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const insights = page.getByTestId('insights');

  await test.step('before the first message there is nothing to draw', async () => {
    await open(page, '/app');
    await expect(insights).toContainText('Nothing was written in these days');
    await expect(insights.locator('svg[role=img]')).toHaveCount(0);
    await fitsTheScreen(page);
  });

  await test.step('a message and its answer are counted, drawn and told as numbers', async () => {
    await phone.ask(newNumber(), 'Habari', BOOKING_SW.menu);
    await open(page, '/app');
    await expect(page.getByTestId('insight-incoming').locator('dd')).toHaveText('1');
    await expect(page.getByTestId('insight-bot').locator('dd')).toHaveText('1');
    await expect(page.getByTestId('insight-person').locator('dd')).toHaveText('0');
    await expect(page.getByTestId('insight-share')).toContainText('100%');
    const drawn = insights.getByRole('img', { name: /^Messages per day\. The most was 1, on / });
    await expect(drawn.locator('g')).toHaveCount(7);
    await numbers(page);
    const today = page.getByTestId('insight-table').locator('tbody tr').first();
    await expect(today.locator('td').nth(0)).toHaveText('1');
    await expect(today.locator('td').nth(1)).toHaveText('1');
    await fitsTheScreen(page);
  });

  await test.step('thirty days are a link away', async () => {
    await insights.getByRole('link', { name: '30 days' }).click();
    await expect(page).toHaveURL(/days=30/);
    await expect(insights.getByRole('img', { name: /^Messages per day/ }).locator('g')).toHaveCount(30);
    await fitsTheScreen(page);
  });
});

test('without JavaScript the charts are there as well', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  await phone.ask(newNumber(), 'Habari', BOOKING_SW.menu);
  const cookies = await ownerPage.context().cookies();
  const page = await visit(undefined, { javaScriptEnabled: false });
  await page.context().addCookies(cookies);
  await page.goto('/app?days=30');
  await expect(page.getByTestId('insights').getByRole('img').first()).toBeVisible();
  await page.getByTestId('insights').locator('summary').click();
  await expect(page.getByTestId('insight-table').locator('tbody tr')).toHaveCount(30);
});
