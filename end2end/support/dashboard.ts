import { expect, type Page } from '@playwright/test';
import { awake, open } from './live';

/** Opens the newest setup request of a business, which tells its owner that somebody looks at it. */
export async function openRequest(admin: Page, business: string): Promise<void> {
  await open(admin, '/admin/setup-requests');
  await admin.getByRole('link', { name: business }).first().click();
  await expect(admin).toHaveURL(/\/admin\/setup-requests\/[0-9a-f-]{36}$/);
  await awake(admin);
}

/** The tenant's id, as an open setup request links to it. */
export async function tenantOf(admin: Page): Promise<string> {
  const link = admin.locator('main a[href^="/admin/tenants/"]').first();
  const address = (await link.getAttribute('href')) ?? '';
  const id = address.split('/').pop();
  if (!id) throw new Error(`no tenant in ${address}`);
  return id;
}

export async function approve(admin: Page, note = ''): Promise<void> {
  await admin.locator('[name="note"]').fill(note);
  await admin.getByTestId('btn-approve').click();
  await expect(admin.getByTestId('request-status')).toHaveAttribute('data-status', 'APPROVED');
}

export async function reject(admin: Page, reason: string): Promise<void> {
  await admin.locator('[name="reason"]').fill(reason);
  await admin.getByTestId('btn-reject').click();
}

/** Opens the tenant's page in the dashboard. */
export async function openTenant(admin: Page, tenant: string): Promise<void> {
  await open(admin, `/admin/tenants/${tenant}`);
}

/** Presses one of the buttons that a tenant's page has for it, and says yes where it asks first. */
export async function press(admin: Page, button: string): Promise<void> {
  const ask = admin.getByTestId(`ask-${button}`);
  if ((await ask.count()) > 0) await ask.click();
  await admin.getByTestId(`btn-${button}`).click();
}
