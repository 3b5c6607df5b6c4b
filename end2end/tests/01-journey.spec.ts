import type { Locator } from '@playwright/test';
import { approve, openRequest, openTenant, tenantOf } from '../support/dashboard';
import { expect, test } from '../support/fixtures';
import { shownCode } from '../support/journey';
import { fitsTheScreen, followsLive, mark, open } from '../support/live';
import { messages } from '../support/log';
import { newNumber, newOwner } from '../support/people';
import { Phone } from '../support/phone';
import { fillSetup, send, signInAsAdmin, signUp } from '../support/portal';
import { BOOKING_SW } from '../support/words';

test('from sign-up to an answered customer @core', async ({ visit }) => {
  const owner = newOwner();
  const ownerPage = await visit();
  const admin = await visit();

  await test.step('an admin waits on the dashboard', async () => {
    await signInAsAdmin(admin);
    await followsLive(admin);
    await fitsTheScreen(admin);
  });
  const badge = admin.getByTestId('pending-badge').first();
  const waitingBefore = await numberIn(badge);
  const adminStays = await mark(admin);

  await test.step('an owner signs up and sends a setup request', async () => {
    await signUp(ownerPage, owner);
    await fitsTheScreen(ownerPage);
    await send(await fillSetup(ownerPage, owner));
    await expect(ownerPage).toHaveURL(/\/app$/);
    await expect(ownerPage.getByTestId('request-status')).toHaveAttribute('data-status', 'SUBMITTED');
    await expect(ownerPage.getByTestId('tenant-status')).toHaveAttribute('data-status', 'PENDING');
    await fitsTheScreen(ownerPage);
  });

  await test.step('the pending badge counts it without a reload', async () => {
    await expect.poll(() => numberIn(badge)).toBeGreaterThan(waitingBefore);
    await adminStays();
  });

  await followsLive(ownerPage);
  const statusStays = await mark(ownerPage);

  const id = await test.step('the admin opens it, the owner sees that', async () => {
    await openRequest(admin, owner.business);
    await expect(admin.getByTestId('request-status')).toHaveAttribute('data-status', 'REVIEWING');
    await expect(admin.locator('main')).toContainText(owner.whatsapp);
    await expect(ownerPage.getByTestId('request-status')).toHaveAttribute('data-status', 'REVIEWING');
    await fitsTheScreen(admin);
    return tenantOf(admin);
  });

  await test.step('the admin approves it with a note, the owner reads it', async () => {
    await approve(admin, 'Karibu sana, Neema');
    await expect(ownerPage.getByTestId('request-status')).toHaveAttribute('data-status', 'APPROVED');
    await expect(ownerPage.locator('main')).toContainText('Karibu sana, Neema');
    await expect(ownerPage.getByTestId('tenant-status')).toHaveAttribute('data-status', 'QR_PENDING');
    await statusStays();
  });

  await open(ownerPage, '/app/whatsapp');
  await followsLive(ownerPage);
  await openTenant(admin, id);
  await followsLive(admin);
  const phone = await test.step('the owner sees the code with its remaining time', async () => {
    await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'QR_READY');
    await shownCode(ownerPage);
    const remaining = ownerPage.getByTestId('qr-remaining');
    const first = await numberIn(remaining);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(60);
    await expect.poll(() => numberIn(remaining)).toBeLessThan(first);
    // The code changes after a while, on both pages.
    const isSame = async (): Promise<boolean> => (await shownCode(admin)) === (await shownCode(ownerPage));
    await expect.poll(isSame).toBe(true);
    await fitsTheScreen(ownerPage);
    await fitsTheScreen(admin);
    return Phone.open(await ownerPage.context().newPage(), id);
  });
  const ownerStays = await mark(ownerPage);
  const tenantStays = await mark(admin);

  await test.step('the phone scans it, both pages turn to Connected without a reload', async () => {
    await fitsTheScreen(phone.page);
    await phone.scan();
    await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
    await expect(ownerPage.getByTestId('session-state')).toHaveText('Connected');
    await expect(ownerPage.getByTestId('qr')).toHaveCount(0);
    await expect(admin.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
    await expect(admin.getByTestId('tenant-status')).toHaveAttribute('data-status', 'ACTIVE');
    await ownerStays();
    await tenantStays();
  });

  await open(ownerPage, '/app/messages');
  await followsLive(ownerPage);
  const logStays = await mark(ownerPage);
  const customer = newNumber();

  await test.step('a customer is greeted in Swahili and a menu number works', async () => {
    await phone.ask(customer, 'Habari', `Karibu ${owner.business}`);
    await expect(phone.fromBusiness.last()).toContainText(BOOKING_SW.menu);
    await phone.ask(customer, '2', BOOKING_SW.services);
    await phone.ask(customer, '3', BOOKING_SW.prices);
  });

  await test.step('free text is understood', async () => {
    await phone.ask(customer, 'Mko wapi jamani?', BOOKING_SW.contact);
    await phone.ask(customer, 'ningependa kuweka miadi', BOOKING_SW.bookService);
    await fitsTheScreen(phone.page);
  });

  await test.step('the conversation is in both logs, live, with its decisions', async () => {
    for (const page of [ownerPage, admin]) {
      await expect(messages(page, 'IN')).toHaveCount(5);
      await expect(messages(page, 'OUT')).toHaveCount(5);
      const greeting = messages(page, 'IN', /^Habari$/);
      await expect(greeting.getByTestId('decision')).toContainText('answered by the BOOKING menu');
      const where = messages(page, 'IN', /^Mko wapi jamani\?$/);
      await expect(where.getByTestId('decision')).toContainText('answered by the BOOKING contact');
      const prices = messages(page, 'OUT', BOOKING_SW.prices);
      await expect(prices).toHaveAttribute('data-status', 'read');
      // A row that moves on does not come in again.
      await expect(prices).toHaveCSS('animation-name', 'none');
    }
    await logStays();
    await tenantStays();
    await fitsTheScreen(ownerPage);
    await fitsTheScreen(admin);
  });

  await test.step('the status page tells the owner that the business is live', async () => {
    await open(ownerPage, '/app');
    await expect(ownerPage.getByTestId('tenant-status')).toHaveAttribute('data-status', 'ACTIVE');
    await expect(messages(ownerPage, 'IN', /^ningependa kuweka miadi$/)).toHaveCount(1);
    await open(ownerPage, '/app/onboarding');
    await expect(ownerPage.getByTestId('request-status')).toHaveAttribute('data-status', 'ACTIVE');
  });
});

/** The first number in an element's text; nothing to count is 0. */
async function numberIn(element: Locator): Promise<number> {
  if ((await element.count()) === 0) return 0;
  const text = (await element.textContent()) ?? '';
  return Number(/\d+/.exec(text)?.[0] ?? 0);
}
