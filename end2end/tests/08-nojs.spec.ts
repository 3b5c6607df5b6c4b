import { expect, test } from '../support/fixtures';
import { newOwner } from '../support/people';
import { field, fillBusiness, fillNumber, fillSetup, send, sendStep, signOut } from '../support/portal';

test('without JavaScript an owner signs up, sends a request, reads its status and signs out', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit(undefined, { javaScriptEnabled: false });

  await test.step('sign-up, with a mistake first', async () => {
    await page.goto('/signup');
    const form = page.getByTestId('signup-form');
    await field(form, 'name').fill(owner.name);
    await field(form, 'business_name').fill(owner.business);
    await field(form, 'email').fill(owner.email);
    await field(form, 'password').fill('short');
    await send(form);
    await expect(page.getByTestId('error-password')).toContainText('at least 10 characters');
    await expect(field(form, 'name'), 'what was typed is kept').toHaveValue(owner.name);
    await expect(field(form, 'business_name')).toHaveValue(owner.business);
    await expect(field(form, 'email')).toHaveValue(owner.email);
    await expect(field(form, 'password'), 'but for the password').toHaveValue('');
    await field(form, 'password').fill(owner.password);
    await send(form);
    await expect(page).toHaveURL(/\/app\/onboarding$/);
  });

  await test.step('the request: an error names the field and keeps what was typed', async () => {
    await sendStep(await fillBusiness(page, owner));
    const form = await fillNumber(page, { ...owner, whatsapp: '0712345678' });
    await send(form);
    await expect(page.getByTestId('error-whatsapp_number')).toContainText('Add the country code');
    await expect(field(form, 'whatsapp_number')).toHaveValue('0712345678');
    await expect(form.getByTestId('choice-language-SW')).toBeChecked();
  });

  await test.step('then it is right, and its status can be read', async () => {
    await send(await fillSetup(page, owner));
    await expect(page).toHaveURL(/\/app$/);
    await expect(page.getByTestId('request-status')).toHaveAttribute('data-status', 'SUBMITTED');
    await expect(page.getByTestId('tenant-status')).toHaveAttribute('data-status', 'PENDING');
  });

  await test.step('the language can be switched and the sign-in ended', async () => {
    await page.getByTestId('lang-switch').first().click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'sw');
    await expect(page).toHaveURL(/\/app$/);
    await page.getByTestId('lang-switch').first().click();
    await signOut(page);
    await page.goto('/app');
    await expect(page).toHaveURL(/\/signin/);
  });

  await test.step('a wrong password leaves the address in its field', async () => {
    const form = page.getByTestId('signin-form');
    await field(form, 'email').fill(owner.email);
    await field(form, 'password').fill('another password');
    await send(form);
    await expect(form.getByRole('alert')).toBeVisible();
    await expect(field(form, 'email')).toHaveValue(owner.email);
  });
});
