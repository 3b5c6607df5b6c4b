import type { Page } from '@playwright/test';
import { field } from '../support/portal';
import { expect, test } from '../support/visitors';

const WITHOUT = { javaScriptEnabled: false };

test('without JavaScript an owner sees how things stand, reads the messages and changes the settings', async ({ be }) => {
  const page = await be('salon', WITHOUT);

  await test.step('the overview', async () => {
    await page.goto('/app');
    await expect(page.getByTestId('tenant-status')).toHaveAttribute('data-status', 'ACTIVE');
    await expect(page.getByTestId('session-state').first()).toHaveAttribute('data-status', 'CONNECTED');
    await expect(page.getByTestId('message').first()).toBeVisible();
    await expect(page.locator('.skeleton, .bone')).toHaveCount(0);
  });

  await test.step('the messages, also only those that were not answered', async () => {
    await page.locator('nav.places').getByRole('link', { name: 'Messages' }).click();
    await expect(page).toHaveURL(/\/app\/messages$/);
    await expect(page.getByTestId('message')).not.toHaveCount(0);
    await page.waitForLoadState();
    const all = await page.getByTestId('message').count();
    await page.locator('.tabs a').nth(2).click();
    await expect(page).toHaveURL(/show=/);
    await expect(page.locator('.tabs a[aria-current="page"]')).toHaveCount(1);
    await page.waitForLoadState();
    expect(await page.getByTestId('message').count()).toBeLessThan(all);
  });

  await test.step('the settings, with a mistake first', async () => {
    const owner = await be('paused', WITHOUT);
    await owner.goto('/app/settings');
    const form = owner.getByTestId('business-form');
    await field(form, 'business_name').fill('');
    await field(form, 'business_type').fill('Pharmacy');
    await form.getByTestId('btn-save-business').click();
    await expect(owner.getByTestId('error-business_name')).toBeVisible();
    await expect(field(form, 'business_type'), 'what was typed is kept').toHaveValue('Pharmacy');
    await field(form, 'business_name').fill('Mollel Pharmacy');
    await form.getByTestId('btn-save-business').click();
    await owner.goto('/app/settings');
    await expect(field(form, 'business_type')).toHaveValue('Pharmacy');
  });
});

test('without JavaScript an admin searches, filters, sorts and chooses', async ({ be }) => {
  const page = await be('admin', WITHOUT);

  await test.step('the overview leads to what waits', async () => {
    await page.goto('/admin');
    await expect(page.getByTestId('attention')).toContainText('Kariakoo Phones');
    await page.getByTestId('attention').getByRole('link', { name: 'Kariakoo Phones' }).first().click();
    await expect(page.getByTestId('request-status')).toBeVisible();
  });

  await test.step('a search', async () => {
    await page.goto('/admin/tenants');
    expect(await rows(page).count()).toBeGreaterThan(5);
    await page.getByTestId('tenant-search').fill('mollel');
    await page.getByTestId('filters-find').click();
    await expect(page).toHaveURL(/search=mollel/);
    await expect(rows(page)).toHaveCount(1);
    await page.getByTestId('filters-clear').click();
    await expect(page).not.toHaveURL(/search=/);
  });

  await test.step('a filter, which stays while the order changes', async () => {
    await page.getByTestId('filters-more').click();
    await page.getByTestId('tenant-filter').selectOption('PAUSED');
    await page.getByTestId('filters-find').click();
    await expect(page).toHaveURL(/status=PAUSED/);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText('Mollel Pharmacy');
    await page.locator('th a[href*="sort=name"]').click();
    await expect(page).toHaveURL(/status=PAUSED.*sort=name/);
    await expect(page.locator('th[aria-sort="ascending"]')).toHaveCount(1);
    await expect(rows(page)).toHaveCount(1);
  });

  await test.step('an order, both ways', async () => {
    await page.goto('/admin/tenants');
    await page.locator('th a[href*="sort=name"]').click();
    await expect(page.locator('th[aria-sort="ascending"]')).toHaveCount(1);
    await page.waitForLoadState();
    const upwards = await names(page);
    await page.locator('th a[href*="sort=name"]').click();
    await expect(page.locator('th[aria-sort="descending"]')).toHaveCount(1);
    await page.waitForLoadState();
    expect(await names(page)).toEqual([...upwards].reverse());
  });

  await test.step('what to do to several is asked first', async () => {
    await page.getByTestId('pick').nth(0).check();
    await page.getByTestId('pick').nth(1).check();
    await page.getByTestId('bulk-restart').click();
    await expect(page).toHaveURL(/\/admin\/bulk\?/);
    await expect(page.locator('main h1')).toBeVisible();
  });
});

function rows(page: Page) {
  return page.getByTestId('tenants').locator('tbody tr');
}

function names(page: Page): Promise<string[]> {
  return rows(page).locator('a[href^="/admin/tenants/"]').allInnerTexts();
}
