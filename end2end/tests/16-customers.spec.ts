import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/fixtures';
import { linkedTenant } from '../support/journey';
import { awake, fitsTheScreen, open } from '../support/live';
import { newNumber } from '../support/people';

/** The page of the only customer that fits what is looked for. */
async function openCustomer(page: Page, find: string): Promise<void> {
  await open(page, '/app/customers');
  await page.getByTestId('field-find').fill(find);
  await page.getByTestId('btn-find').click();
  await expect(page.getByTestId('customer-line')).toHaveCount(1);
  await page.getByTestId('customer-line').click();
  await expect(page).toHaveURL(/\/app\/customers\/[0-9a-f-]{36}/);
  await awake(page);
}

test('a customer is described, taken out as a file, opts out and is erased', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  await open(page, '/app/customers');
  await expect(page.getByTestId('no-customers')).toBeVisible();
  const customer = newNumber();
  await phone.ask(customer, 'Habari', '1)');

  await test.step('what is known of the customer is kept and found again', async () => {
    await openCustomer(page, customer.slice(-6));
    await expect(page.getByTestId('customer-address')).toHaveText(customer);
    await expect(page.getByTestId('customer-conversation')).toHaveCount(1);
    await page.getByTestId('field-name').fill('=Neema "Dada"');
    await page.getByTestId('field-status').selectOption('CONFIRMED');
    await page.getByTestId('field-tags').fill('jumla, Mwanza, JUMLA');
    await page.getByTestId('field-note').fill('Analipa kwa wakati.');
    await page.getByTestId('btn-save-customer').click();
    await expect(page).toHaveURL(/done=saved/);
    await expect(page.getByTestId('customer-status')).toHaveAttribute('data-status', 'CONFIRMED');
    await expect(page.getByTestId('tag')).toHaveText(['jumla', 'Mwanza']);
    await fitsTheScreen(page);
    await open(page, '/app/customers?tag=jumla&status=CONFIRMED');
    await expect(page.getByTestId('customer-line')).toHaveCount(1);
    await fitsTheScreen(page);
    await open(page, '/app/customers?status=CANCELLED');
    await expect(page.getByTestId('no-customers')).toBeVisible();
    await expect(page.getByTestId('all-customers')).toBeVisible();
  });

  await test.step('the file has no formulas in it', async () => {
    await open(page, '/app/customers');
    const waiting = page.waitForEvent('download');
    await page.getByTestId('btn-export').click();
    const file = readFileSync(await (await waiting).path(), 'utf8');
    expect(file.startsWith('\uFEFFname,phone,')).toBe(true);
    expect(file).toContain(`"'=Neema ""Dada""","'${customer}"`);
    expect(file).toContain('"jumla; Mwanza"');
  });

  await test.step('who opts out by hand stays so until they say otherwise', async () => {
    await openCustomer(page, 'neema');
    await page.getByTestId('btn-opt-out').click();
    await page.getByTestId('btn-opt-out-yes').click();
    await expect(page).toHaveURL(/done=out/);
    await expect(page.getByTestId('customer-out')).toBeVisible();
    await expect(page.getByTestId('consent')).toHaveCount(1);
    await expect(page.getByTestId('btn-opt-out')).toHaveCount(0);
    await open(page, '/app/customers?out=yes');
    await expect(page.getByTestId('customer-line')).toHaveCount(1);
  });

  await test.step('erasing asks for the name, and leaves nothing', async () => {
    await openCustomer(page, 'neema');
    await page.getByTestId('btn-erase').click();
    await page.getByTestId('field-typed').fill('somebody else');
    await page.getByTestId('btn-erase-yes').click();
    await expect(page.getByTestId('field-typed')).toHaveAttribute('aria-invalid', 'true');
    await page.getByTestId('field-typed').fill('=Neema "Dada"');
    await page.getByTestId('btn-erase-yes').click();
    await expect(page).toHaveURL(/done=erased/);
    await expect(page.getByTestId('customer-line')).toHaveCount(0);
  });
});

test('customers work without JavaScript', async ({ visit, browser }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', '1)');
  const storageState = await ownerPage.context().storageState();
  const baseURL = new URL(ownerPage.url()).origin;
  const context = await browser.newContext({ baseURL, storageState, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/app/customers?find=${encodeURIComponent(customer)}`);
  await page.getByTestId('customer-line').click();
  await page.getByTestId('field-tags').fill('x'.repeat(41));
  await page.getByTestId('btn-save-customer').click();
  await expect(page.getByTestId('field-tags')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByTestId('field-tags'), 'what was typed stays').toHaveValue('x'.repeat(41));
  await page.getByTestId('field-tags').fill('jumla');
  await page.getByTestId('btn-save-customer').click();
  await expect(page.getByTestId('tag')).toHaveText('jumla');
  await page.getByTestId('btn-erase').click();
  await page.getByTestId('field-typed').fill('somebody else');
  await page.getByTestId('btn-erase-yes').click();
  await expect(page.getByTestId('error-typed'), 'the refusal is not hidden in a closed drawer').toBeVisible();
  await context.close();
});
