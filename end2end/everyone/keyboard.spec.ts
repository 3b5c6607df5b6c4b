import { awake } from '../support/live';
import { tabTo } from '../support/keyboard';
import { field } from '../support/portal';
import { show, viewOf } from '../support/views';
import { expect, test } from '../support/visitors';

test('the first stop leads past the navigation', async ({ be, house }) => {
  for (const name of ['overview-connected', 'admin', 'home', 'templates']) {
    const view = viewOf(name);
    const page = await be(view.who);
    await show(page, house, view);
    await page.keyboard.press('Tab');
    const skip = page.locator('a.skip');
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(page.locator('main :focus')).toHaveCount(1);
  }
});

test('signing in and out takes no mouse', async ({ be, house }) => {
  const page = await be('visitor');
  await show(page, house, viewOf('signin'));
  const form = page.getByTestId('signin-form');
  await tabTo(page, field(form, 'email'));
  await page.keyboard.type('juma@flowhq.local');
  await tabTo(page, field(form, 'password'));
  await page.keyboard.type('flowhq-demo');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/app$/);
  await awake(page);
  await tabTo(page, page.locator('details.person > summary'));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByTestId('btn-signout'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/signin/);
});

test('a menu opens with Enter, closes with Escape and gives the focus back', async ({ be, house }) => {
  const phone = { viewport: { width: 390, height: 844 } };
  for (const [name, menu, options] of [
    ['overview-connected', 'details.person', {}],
    ['admin', 'details.person', {}],
    ['overview-connected', 'details.more-places', phone],
  ] as const) {
    const view = viewOf(name);
    const page = await be(view.who, options);
    await show(page, house, view);
    const opener = page.locator(`${menu} > summary`);
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    await expect(page.locator(menu)).toHaveAttribute('open', '');
    await page.keyboard.press('Tab');
    await expect(page.locator(`${menu} > :not(summary) :focus`)).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.locator(menu)).not.toHaveAttribute('open');
    await expect(opener).toBeFocused();
  }
});

test('a dialog takes the focus, keeps it, closes with Escape and gives it back', async ({ be, house }) => {
  const page = await be('admin');
  await show(page, house, viewOf('components'));
  const opener = page.locator('button[aria-haspopup="dialog"]').first();
  await tabTo(page, opener);
  await page.keyboard.press('Enter');
  const dialog = page.locator('dialog[open]');
  await expect(dialog).toBeVisible();
  await expect(dialog.locator(':focus')).toHaveCount(1);
  for (let stop = 0; stop < 8; stop += 1) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const at = document.activeElement;
      return at !== null && at !== document.body && at.closest('dialog') === null;
    });
    expect(outside, 'the focus left the dialog').toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test('a choice among cards follows the arrow keys', async ({ be, house }) => {
  const view = viewOf('onboarding-template');
  const page = await be(view.who);
  await show(page, house, view);
  const choices = page.getByTestId('setup-template').locator('[name="form[template]"]');
  await tabTo(page, choices.first());
  await expect(choices.first()).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await expect(choices.nth(1)).toBeChecked();
  await expect(choices.nth(1)).toBeFocused();
});

test('a list is searched, sorted and opened without a mouse', async ({ be, house }) => {
  const page = await be('admin');
  await show(page, house, viewOf('admin-tenants'));
  await tabTo(page, page.getByTestId('tenant-search'));
  await page.keyboard.type('Mollel');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/search=Mollel/);
  await awake(page);
  const head = page.locator('th', { has: page.locator('a[href*="sort=name"]') });
  await expect(head).toBeVisible();
  await tabTo(page, head.locator('a'));
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await tabTo(page, page.getByRole('link', { name: 'Mollel Pharmacy' }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/admin\/tenants\/[0-9a-f-]{36}$/);
  await expect(page.locator('main h1')).toContainText('Mollel Pharmacy');
});

test('what asks first is opened and closed with Enter', async ({ be, house }) => {
  const page = await be('admin');
  await show(page, house, viewOf('admin-tenant'));
  const asks = page.locator('details.confirm').first();
  await tabTo(page, asks.locator('> summary'));
  await page.keyboard.press('Enter');
  await expect(asks).toHaveAttribute('open', '');
  await page.keyboard.press('Enter');
  await expect(asks).not.toHaveAttribute('open');
});
