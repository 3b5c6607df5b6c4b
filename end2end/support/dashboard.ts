import { expect, type Page } from '@playwright/test';
import { awake, open } from './live';

/** Opens the newest setup request of a business, which tells its owner that somebody looks at it. */
export async function openRequest(admin: Page, business: string): Promise<void> {
  await open(admin, '/admin/setup-requests');
  await admin.getByRole('link', { name: business }).first().click();
  await expect(admin).toHaveURL(/\/admin\/setup-requests\/[0-9a-f-]{36}$/);
  await awake(admin);
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

/** Presses one of the buttons that a tenant's page has for its worker, and says yes where it asks. */
export async function press(admin: Page, button: string): Promise<void> {
  await admin.getByTestId(`btn-${button}`).click();
}
