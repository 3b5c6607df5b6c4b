import { expect, type Page } from '@playwright/test';
import { approve, openRequest, tenantOf } from './dashboard';
import { followsLive, open } from './live';
import { newOwner, type Owner } from './people';
import { Phone } from './phone';
import { signInAsAdmin, signUp, submitSetup, type Template } from './portal';
import type { Visit } from './fixtures';
import type { Server } from './server';

/** A tenant with the pages of its people. */
export interface Tenant {
  readonly owner: Owner;
  readonly id: string;
  readonly ownerPage: Page;
  readonly adminPage: Page;
}

/** Signs an owner up and has the request approved; the QR code waits on the owner's page. */
export async function approvedTenant(visit: Visit, server?: Server, template?: Template): Promise<Tenant> {
  const owner = newOwner();
  const ownerPage = await visit(server);
  await signUp(ownerPage, owner);
  await submitSetup(ownerPage, owner, template);
  const adminPage = await visit(server);
  await signInAsAdmin(adminPage);
  await openRequest(adminPage, owner.business);
  const id = await tenantOf(adminPage);
  await approve(adminPage);
  await open(ownerPage, '/app/whatsapp');
  await followsLive(ownerPage);
  return { owner, id, ownerPage, adminPage };
}

/** The same, and the phone has scanned the code. */
export async function linkedTenant(
  visit: Visit,
  server?: Server,
  template?: Template,
): Promise<Tenant & { phone: Phone }> {
  const tenant = await approvedTenant(visit, server, template);
  const phone = await Phone.open(await tenant.ownerPage.context().newPage(), tenant.id);
  await phone.scan();
  await expect(tenant.ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  return { ...tenant, phone };
}

/** The QR code that a page shows. */
export async function shownCode(page: Page): Promise<string> {
  const qr = page.getByTestId('qr');
  await expect(qr).toHaveAttribute('data-code', /.{20,}/);
  return (await qr.getAttribute('data-code')) ?? '';
}
