import type { Page } from '@playwright/test';
import { approve, openRequest } from '../support/dashboard';
import { expect, test } from '../support/fixtures';
import { call } from '../support/http';
import { approvedTenant, linkedTenant, shownCode } from '../support/journey';
import { fitsTheScreen, followsLive, mark, open } from '../support/live';
import { newOwner } from '../support/people';
import {
  field,
  fillBusiness,
  fillNumber,
  fillSetup,
  fillTemplate,
  send,
  sendStep,
  signInAsAdmin,
  signUp,
  submitSetup,
} from '../support/portal';
import { BOOKING_SW } from '../support/words';

test('a wrong step of the setup names each field, keeps what was typed and sends nothing', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  await signUp(page, owner);
  await sendStep(await fillBusiness(page, owner));

  await test.step('a number without its country', async () => {
    const form = await fillNumber(page, { ...owner, whatsapp: '0712345678' });
    await send(form);
    await expect(page.getByTestId('error-whatsapp_number')).toContainText('Add the country code');
    await expect(field(form, 'whatsapp_number')).toHaveValue('0712345678');
    await expect(form.getByTestId('choice-language-SW')).toBeChecked();
    await fitsTheScreen(page);
  });

  await test.step('and a day that ends before it begins', async () => {
    await sendStep(await fillNumber(page, owner));
    const form = await fillTemplate(page);
    await field(form, 'hours', 'sun', 'from').fill('18:00');
    await field(form, 'hours', 'sun', 'to').fill('08:00');
    await send(form);
    await expect(page.getByTestId('error-hours.sun')).toContainText('after the opening time');
    await expect(field(form, 'hours', 'mon', 'from')).toHaveValue('08:00');
    await expect(field(form, 'hours', 'sun', 'from')).toHaveValue('18:00');
    await fitsTheScreen(page);
  });

  await test.step('what was typed is there on another device, right or wrong', async () => {
    const other = await page.context().newPage();
    await open(other, '/app/onboarding');
    await expect(field(other.getByTestId('setup-template'), 'hours', 'sun', 'from')).toHaveValue('18:00');
    await other.getByTestId('step-business').click();
    const form = other.getByTestId('setup-business');
    await expect(field(form, 'business_name')).toHaveValue(owner.business);
    await expect(field(form, 'business_type')).toHaveValue('Salon');
  });

  await open(page, '/app');
  await expect(page.getByTestId('tenant-status')).toHaveAttribute('data-status', 'NEW');
  await expect(page.getByTestId('request-status')).toHaveCount(0);
});

test('going back keeps what was typed, and the review shows it all', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  await signUp(page, owner);
  await sendStep(await fillBusiness(page, owner));
  const number = await fillNumber(page, { ...owner, whatsapp: 'later' });
  await number.getByTestId('btn-back').click();
  await expect(page.getByTestId('setup-business')).toBeVisible();
  await sendStep(page.getByTestId('setup-business'));
  await expect(field(page.getByTestId('setup-number'), 'whatsapp_number')).toHaveValue('later');
  const review = await fillSetup(page, owner);
  for (const text of [owner.business, 'Salon', owner.whatsapp, 'Kiswahili']) {
    await expect(review).toContainText(text);
  }
  await review.getByTestId('change-number').click();
  await expect(page.getByTestId('setup-number')).toBeVisible();
  await sendStep(page.getByTestId('setup-number'));
  await expect(review).toBeVisible();
});

test('the owner talks to the chosen template before the request is sent', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  await signUp(page, owner);
  await sendStep(await fillBusiness(page, owner));
  await sendStep(await fillNumber(page, owner));
  const form = await fillTemplate(page);
  const bubbles = page.getByTestId('try').locator('[data-from="business"] .bubble-text');
  await expect(bubbles.first()).toContainText(`Karibu ${owner.business}`);
  await expect(bubbles.first()).toContainText(BOOKING_SW.menu);
  await form.getByTestId('choice-template-SUPPORT').check();
  await expect(bubbles.first()).toContainText('1) Shida');
});

test('a wrong sign-up names each field and keeps what was typed', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  await open(page, '/signup');
  const form = page.getByTestId('signup-form');
  await field(form, 'name').fill(owner.name);
  await field(form, 'email').fill('neema at example');
  await field(form, 'password').fill('short');
  await send(form);
  await expect(page.getByTestId('error-business_name')).toContainText('fill this in');
  await expect(page.getByTestId('error-email')).toContainText('no e-mail address');
  await expect(page.getByTestId('error-password')).toContainText('at least 10 characters');
  await expect(page.getByTestId('error-name')).toBeHidden();
  await expect(field(form, 'name')).toHaveValue(owner.name);
  await expect(field(form, 'email')).toHaveValue('neema at example');

  await test.step('an e-mail address has one account', async () => {
    const other = await visit();
    await signUp(other, owner);
    await field(form, 'business_name').fill(owner.business);
    await field(form, 'email').fill(owner.email.toUpperCase());
    await field(form, 'password').fill(owner.password);
    await send(form);
    await expect(page.getByTestId('error-email')).toContainText('has an account already');
  });
});

test('a wrong sign-in does not tell which part was wrong', async ({ visit }) => {
  const owner = newOwner();
  await signUp(await visit(), owner);
  const page = await visit();
  await open(page, '/signin');
  const form = page.getByTestId('signin-form');
  for (const email of [owner.email, `nobody-${owner.email}`]) {
    await field(form, 'email').fill(email);
    await field(form, 'password').fill('not the password');
    const answered = page.waitForResponse(/\/api\/sign_in/);
    await send(form);
    expect((await answered).status()).toBe(401);
    await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is wrong. Check both and try again.');
    await expect(field(form, 'email')).toHaveValue(email);
  }
  await expect(page).toHaveURL(/\/signin$/);
});

test('whoever is not signed in is led to the sign-in and from there to the page', async ({ visit }) => {
  const owner = newOwner();
  await signUp(await visit(), owner);
  const page = await visit();
  await open(page, '/app/messages');
  await expect(page).toHaveURL(/\/signin\?next=/);
  const form = page.getByTestId('signin-form');
  await field(form, 'email').fill(owner.email);
  await field(form, 'password').fill(owner.password);
  await send(form);
  await expect(page).toHaveURL(/\/app\/messages$/);
});

test('a request that is sent twice is there once', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  await signUp(page, owner);
  const form = await fillSetup(page, owner);
  const second = await page.context().newPage();
  await open(second, '/app/onboarding');
  const stale = await fillSetup(second, owner);

  await form.getByRole('button').last().dblclick();
  await expect(page).toHaveURL(/\/app$/);
  await expect(page.getByTestId('request-status')).toHaveAttribute('data-status', 'SUBMITTED');

  // The other tab may have learned of it, or be told when it sends.
  if (await stale.isVisible()) {
    await send(stale);
    await expect(second.getByRole('alert')).toContainText('with us already');
  }
  const admin = await visit();
  await signInAsAdmin(admin);
  await open(admin, '/admin/setup-requests');
  await expect(admin.getByRole('link', { name: owner.business })).toHaveCount(1);
});

test('a request is approved once', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  await signUp(page, owner);
  await submitSetup(page, owner);
  const admin = await visit();
  await signInAsAdmin(admin);
  await openRequest(admin, owner.business);
  const other = await admin.context().newPage();
  await open(other, new URL(admin.url()).pathname);
  await followsLive(other);
  const stays = await mark(other);
  const id = admin.url().split('/').pop() ?? '';

  await approve(admin, 'Karibu');
  await expect(other.getByTestId('request-status')).toHaveAttribute('data-status', 'APPROVED');
  await expect(other.getByTestId('btn-approve')).toHaveCount(0);
  await stays();
  expect(await call(other, 'approve_request', { id, note: 'again' })).toBe(409);
  expect(await call(other, 'reject_request', { id, reason: 'too late' })).toBe(409);
  await open(page, '/app');
  await expect(page.locator('main')).toContainText('Karibu');
  await expect(page.locator('main')).not.toContainText('too late');
});

test('another tenant, and one that does not exist, are not found', async ({ visit }) => {
  const stranger = newOwner();
  const strangerPage = await visit();
  await signUp(strangerPage, stranger);
  const { ownerPage, id, adminPage: admin } = await approvedTenant(visit);
  const own = await strangerPage.goto('/sandbox');
  expect(own?.status()).toBe(200);

  const foreign = await strangerPage.goto(`/sandbox?tenant=${id}`);
  expect(foreign?.status()).toBe(404);
  await expect(strangerPage.locator('body')).not.toContainText('Mama Neema');
  for (const [name, wish] of Object.entries({
    messages: { limit: '10' },
    tenant_detail: {},
    pause: {},
    phone_say: { 'say[from]': '+255712345678', 'say[text]': 'Habari' },
    phone_log_out: {},
  })) {
    expect(await call(strangerPage, name, { tenant: id, ...wish }), name).toBe(404);
  }
  expect(await call(strangerPage, 'worker_command', { tenant: id, command: 'stop' })).toBeGreaterThanOrEqual(403);
  const dashboard = await strangerPage.goto(`/admin/tenants/${id}`);
  expect([403, 404]).toContain(dashboard?.status());
  await expect(strangerPage.locator('body')).not.toContainText('Mama Neema Salon');

  const nobody = '019a0000-0000-7000-8000-000000000000';
  expect((await admin.goto(`/admin/tenants/${nobody}`))?.status()).toBe(404);
  expect((await admin.goto('/admin/tenants/7'))?.status()).toBe(404);
  expect((await admin.goto(`/admin/setup-requests/${nobody}`))?.status()).toBe(404);
  expect((await ownerPage.goto('/no/such/page'))?.status()).toBe(404);
});

test('a worker that runs is not started again', async ({ visit }) => {
  const { adminPage: admin, id } = await approvedTenant(visit);
  await open(admin, `/admin/tenants/${id}`);
  await expect(admin.getByTestId('btn-start')).toHaveCount(0);
  expect(await call(admin, 'worker_command', { tenant: id, command: 'start' })).toBe(409);
  expect(await call(admin, 'worker_command', { tenant: id, command: 'explode' })).toBe(400);
});

test('two tabs of one owner are both live, and a sign-out ends both', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  const tabs = [ownerPage, await ownerPage.context().newPage()];
  for (const tab of tabs) {
    await open(tab, '/app/whatsapp');
    await followsLive(tab);
  }
  const stay = await Promise.all(tabs.map(mark));
  await phone.page.getByTestId('sandbox-logout').click();
  for (const tab of tabs) await expect(tab.getByTestId('session-state')).toHaveAttribute('data-status', 'QR_READY');
  await phone.scan();
  for (const tab of tabs) await expect(tab.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  for (const stays of stay) await stays();

  expect(await call(ownerPage, 'sign_out', {})).toBeLessThan(400);
  const second = tabs[1];
  if (!second) throw new Error('there are two tabs');
  // The other tab is led to the sign-in by itself, and stays out.
  await expect(second).toHaveURL(/\/signin/);
  await second.goto('/app');
  await expect(second).toHaveURL(/\/signin/);
});

test('a socket that sends garbage is closed with a code; without a sign-in there is none', async ({ visit }) => {
  const owner = newOwner();
  const page = await visit();
  await signUp(page, owner);
  expect(await socketCloses(page, 'garbage')).toBe(1008);
  expect(await socketCloses(page, '{"type":"resync","tenant":1}')).toBe(1008);
  const nobody = await visit();
  await open(nobody, '/signin');
  // 1006: it never opened, or was dropped; 4401: not signed in.
  expect([1006, 4401]).toContain(await socketCloses(nobody, '{"type":"resync"}'));
});

/** Opens a socket of our own, says something, and returns the code with which the server closes it. */
async function socketCloses(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (garbage) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
        socket.onopen = () => socket.send(garbage);
        socket.onclose = (event) => resolve(event.code);
      }),
    text,
  );
}

test('a code that runs out is replaced by a fresh one, live', async ({ visit }, info) => {
  test.skip(info.project.name !== 'desktop', 'it waits a minute for a code of the usual length: once is enough');
  const { ownerPage, id } = await approvedTenant(visit);
  const stays = await mark(ownerPage);
  const old = await shownCode(ownerPage);
  const qr = ownerPage.getByTestId('qr');
  await expect(qr).not.toHaveAttribute('data-code', old, { timeout: 75_000 });
  const fresh = await shownCode(ownerPage);
  expect(fresh).not.toBe(old);
  await stays();
  await expect(ownerPage.getByTestId('qr-remaining')).toContainText(/\d+/);

  await test.step('only the fresh one can be scanned', async () => {
    expect(await call(ownerPage, 'phone_scan', { tenant: id, code: old })).toBe(409);
    await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'QR_READY');
    expect(await call(ownerPage, 'phone_scan', { tenant: id, code: await shownCode(ownerPage) })).toBe(200);
    await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  });
});
