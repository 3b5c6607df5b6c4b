import { awake } from '../support/live';
import { tabTo } from '../support/keyboard';
import { field, signIn } from '../support/portal';
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

test('a press outside closes an open menu and does nothing else, a press inside leaves it open', async ({ be, house }) => {
  const phone = { viewport: { width: 390, height: 844 } };
  for (const [name, menu, options] of [
    ['overview-connected', 'details.person', {}],
    ['admin', 'details.person', {}],
    ['overview-connected', 'details.more-places', phone],
    ['components', 'details.menu', {}],
  ] as const) {
    const view = viewOf(name);
    const page = await be(view.who, options);
    await show(page, house, view);
    const address = page.url();
    const opened = page.locator(menu).first();
    await opened.locator('> summary').click();
    await expect(opened).toHaveAttribute('open', '');
    // Places to go to close with the first press; a card stays while one is busy with it.
    if (menu !== 'details.more-places') {
      const card = await opened.locator('> :not(summary)').boundingBox();
      // Its padding: there is nothing to press in it.
      await page.mouse.click((card?.x ?? 0) + 3, (card?.y ?? 0) + 3);
      await expect(opened).toHaveAttribute('open', '');
    }
    await page.mouse.click(20, 200);
    await expect(opened).not.toHaveAttribute('open');
    expect(page.url()).toBe(address);
  }
});

test('a menu closes with Escape wherever the focus is', async ({ be, house }) => {
  const view = viewOf('overview-connected');
  const page = await be(view.who);
  await show(page, house, view);
  const menu = page.locator('details.person');
  await menu.locator('> summary').click();
  await expect(menu).toHaveAttribute('open', '');
  await page.locator('main').focus();
  await page.keyboard.press('Escape');
  await expect(menu).not.toHaveAttribute('open');
  await expect(menu.locator('> summary')).toBeFocused();
});

test('what is to be taken elsewhere is copied by its button, which says so', async ({ be, house }) => {
  const page = await be('visitor', { permissions: ['clipboard-read', 'clipboard-write'] });
  // The secret is shown to who has typed the password a moment ago.
  await signIn(page, { email: 'juma@flowhq.local', password: 'flowhq-demo' });
  await show(page, house, viewOf('account-second-step'));
  const secret = await page.getByTestId('factor-secret').innerText();
  expect(secret).toMatch(/^[A-Z2-7 ]{16,}$/);
  const word = page.getByTestId('copy-word');
  await expect(word).toHaveText('Copy');
  await tabTo(page, page.locator('button', { has: word }));
  await page.keyboard.press('Enter');
  await expect(word).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await expect(word).toHaveText('Copy');
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
