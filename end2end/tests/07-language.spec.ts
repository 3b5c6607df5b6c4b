import { expect, test } from '../support/fixtures';
import { awake, fitsTheScreen, open } from '../support/live';
import { newOwner } from '../support/people';
import { field, fillBusiness, fillNumber, send, sendStep } from '../support/portal';

test('the language can be switched, and stays', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  const html = page.locator('html');
  await open(page, '/signup');
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Open your front desk');
  const english = await page.locator('main').innerText();

  await page.getByTestId('lang-switch').click();
  await expect(html).toHaveAttribute('lang', 'sw');
  await awake(page);
  await expect(page).toHaveURL(/\/signup$/);
  expect(await page.locator('main').innerText()).not.toBe(english);
  await fitsTheScreen(page);

  await test.step('on the pages behind the door, and for what is wrong with a form', async () => {
    const form = page.getByTestId('signup-form');
    await field(form, 'name').fill(owner.name);
    await field(form, 'business_name').fill(owner.business);
    await field(form, 'email').fill(owner.email);
    await field(form, 'password').fill(owner.password);
    await send(form);
    await expect(page).toHaveURL(/\/app\/onboarding$/);
    await expect(html).toHaveAttribute('lang', 'sw');
    await sendStep(await fillBusiness(page, owner));
    await send(await fillNumber(page, { ...owner, whatsapp: '0712345678' }));
    const problem = page.getByTestId('error-whatsapp_number');
    await expect(problem).toBeVisible();
    await expect(problem).not.toContainText('Add the country code');
    await fitsTheScreen(page);
  });

  await test.step('after a reload and in another tab', async () => {
    await page.reload();
    await expect(html).toHaveAttribute('lang', 'sw');
    const other = await page.context().newPage();
    await open(other, '/app');
    await expect(other.locator('html')).toHaveAttribute('lang', 'sw');
  });

  await test.step('and back', async () => {
    await open(page, '/app');
    await page.getByTestId('lang-switch').first().click();
    await expect(html).toHaveAttribute('lang', 'en');
  });
});

test("a browser's own language is the first choice", async ({ visit }) => {
  const page = await visit(undefined, { locale: 'sw-TZ' });
  // The public pages need no program, so there is nothing to wait for.
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'sw');
  await open(page, '/signin');
  await expect(page.locator('html')).toHaveAttribute('lang', 'sw');
});
