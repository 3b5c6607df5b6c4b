import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { awake, fitsTheScreen, followsLive, open } from '../support/live';
import { mailedToken } from '../support/mail';
import { newOwner, type Owner, unique } from '../support/people';
import { field, send, signIn, signInAsAdmin, signUp } from '../support/portal';
import { invite, PASSWORD } from '../support/team';

const PHONE = { viewport: { width: 390, height: 844 } };
/** The row of somebody of the team. */
function member(page: Page, name: string) {
  return page.getByTestId('member').filter({ hasText: name });
}

/** Opens what can be done about somebody. */
async function change(page: Page, name: string): Promise<void> {
  await awake(page);
  await member(page, name).getByTestId('change-member').click();
}

/** An owner on the page of the team. */
async function team(page: Page): Promise<Owner> {
  const owner = newOwner();
  await signUp(page, owner);
  await open(page, '/app/team');
  return owner;
}

test('somebody is invited by mail, joins on a phone, and is kept out', async ({ visit, ownServer }) => {
  const server = await ownServer({ FLOWHQ_LOG: 'info' });
  const page = await visit(server);
  const owner = await team(page);
  const email = `amina-${unique()}@example.co.tz`;

  await test.step('a team of one says so, and what each role may is told', async () => {
    await expect(page.getByTestId('member')).toHaveCount(1);
    await expect(page.getByText('Kidole kimoja hakivunji chawa.')).toBeVisible();
    await expect(page.getByTestId('no-looks')).toBeVisible();
    const row = page.getByTestId('permissions').locator('[data-permission="converse"] td');
    await expect(row).toHaveText(['Yes', 'Yes', 'Yes', 'No']);
    await fitsTheScreen(page);
  });

  await test.step('who cannot be invited is named at the field', async () => {
    await invite(page, 'amina', 'AGENT');
    await expect(page.getByTestId('error-email')).toContainText('no e-mail address');
    await invite(page, owner.email, 'AGENT');
    await expect(page.getByTestId('error-email')).toContainText('in the team already');
    await fitsTheScreen(page);
  });

  const phone = await visit(server, PHONE);
  await test.step('the link leads to a name and a password, and in', async () => {
    await invite(page, email, 'AGENT');
    await expect(page).toHaveURL(/done=invited$/);
    await expect(page.getByTestId('invitation')).toContainText(email);
    const token = await mailedToken(server, '/invited');
    await open(phone, `/invited?token=${token}`);
    await expect(phone.getByTestId('invited-lead')).toContainText(owner.business);
    await expect(phone.getByTestId('invited-email')).toHaveText(email);
    await expect(phone.getByTestId('invited-role')).toHaveText('Agent');
    await fitsTheScreen(phone);
    const form = phone.getByTestId('invited-form');
    await field(form, 'name').fill('Amina Said');
    await field(form, 'password').fill('siri');
    await send(form);
    await expect(phone.getByTestId('error-password')).toBeVisible();
    await expect(field(form, 'name')).toHaveValue('Amina Said');
    await field(form, 'password').fill(PASSWORD);
    await send(form);
    await expect(phone).toHaveURL(/\/app$/);
    await open(phone, `/invited?token=${token}`);
    await expect(phone.getByText('not valid any more')).toBeVisible();
  });

  await test.step('an agent does not see the team', async () => {
    await open(phone, '/app');
    await expect(phone.locator('.places a[href="/app/team"]')).toHaveCount(0);
    await open(phone, '/app/team');
    await expect(phone.getByTestId('team')).toHaveCount(0);
    await open(phone, '/app');
    await followsLive(phone);
  });

  await test.step('the owner gives another role, then keeps her out; the phone is out at once', async () => {
    await open(page, '/app/team');
    await expect(page.getByTestId('invitation')).toHaveCount(0);
    await change(page, 'Amina Said');
    await fitsTheScreen(page);
    await page.getByTestId('pick-role').selectOption('MANAGER');
    await page.getByTestId('btn-role').click();
    await expect(page).toHaveURL(/done=role$/);
    await expect(member(page, 'Amina Said').getByTestId('member-role')).toHaveText('Manager');
    await change(page, 'Amina Said');
    await page.getByTestId('btn-deactivate').click();
    await expect(page).toHaveURL(/done=deactivated$/);
    await expect(member(page, 'Amina Said').getByTestId('member-state')).toHaveAttribute('data-status', 'blocked');
    await expect(phone).toHaveURL(/\/signin/);
    await fitsTheScreen(page);
  });

  await test.step('her password is as good as a wrong one, until she is let in again', async () => {
    await open(phone, '/signin');
    const form = phone.getByTestId('signin-form');
    await field(form, 'email').fill(email);
    await field(form, 'password').fill(PASSWORD);
    await send(form);
    await expect(phone.getByRole('alert')).toContainText('The e-mail address or the password is wrong.');
    await change(page, 'Amina Said');
    await page.getByTestId('btn-activate').click();
    await expect(page).toHaveURL(/done=activated$/);
    await signIn(phone, { email, password: PASSWORD });
  });
});

test('an invitation is withdrawn', async ({ visit, ownServer }) => {
  const server = await ownServer({ FLOWHQ_LOG: 'info' });
  const page = await visit(server);
  await team(page);
  await invite(page, `juma-${unique()}@example.co.tz`, 'AUDITOR');
  await expect(page.getByTestId('invitation')).toContainText('Auditor');
  const token = await mailedToken(server, '/invited');
  await awake(page);
  await page.getByTestId('ask-revoke').click();
  await page.getByTestId('btn-revoke').click();
  await expect(page).toHaveURL(/done=revoked$/);
  await expect(page.getByTestId('invitation')).toHaveCount(0);
  const other = await visit(server);
  await open(other, `/invited?token=${token}`);
  await expect(other.getByText('not valid any more')).toBeVisible();
  await expect(other.getByTestId('invited-form')).toHaveCount(0);
});

test('an admin looks at a business with a reason, changes nothing, and the owner sees it', async ({ visit }) => {
  const page = await visit();
  const owner = await team(page);
  const admin = await visit();
  await signInAsAdmin(admin);
  let tenant = '';

  await test.step('a look needs a reason', async () => {
    await open(admin, `/admin/tenants?search=${encodeURIComponent(owner.business)}`);
    await admin.getByRole('link', { name: owner.business }).first().click();
    await expect(admin).toHaveURL(/\/admin\/tenants\/[0-9a-f-]{36}$/);
    tenant = admin.url().split('/').pop() ?? '';
    await awake(admin);
    await admin.getByTestId('ask-view-as').click();
    await admin.getByTestId('field-reason').fill('saa');
    await admin.getByTestId('btn-view-as').click();
    // The page is loaded anew, with the form open.
    await expect(admin.getByTestId('error-reason')).toBeVisible();
    await expect(admin.getByTestId('field-reason'), 'what was typed is kept').toHaveValue('saa');
    await fitsTheScreen(admin);
    await admin.getByTestId('field-reason').fill('Saa za kazi hazionekani');
    await admin.getByTestId('btn-view-as').click();
    await expect(admin).toHaveURL(/\/app$/);
  });

  await test.step('what is seen is the auditor’s, under a bar that says so', async () => {
    const bar = admin.getByTestId('viewing-bar');
    await expect(bar).toContainText(owner.business);
    await fitsTheScreen(admin);
    await open(admin, '/app/team');
    await expect(bar).toBeVisible();
    await expect(admin.getByTestId('member')).toHaveCount(1);
    await expect(admin.getByTestId('invite-form')).toHaveCount(0);
    await expect(admin.getByTestId('looking')).toBeVisible();
    await fitsTheScreen(admin);
    const refused = await admin.request.post('/api/pause', {
      form: { tenant },
      headers: { accept: 'application/json', origin: new URL(admin.url()).origin },
    });
    expect(refused.status()).toBe(403);
  });

  await test.step('the owner reads who looks, and what for', async () => {
    await open(page, '/app/team');
    const look = page.getByTestId('look');
    await expect(look).toHaveCount(1);
    await expect(look).toContainText('Saa za kazi hazionekani');
    await expect(look.getByTestId('looking')).toBeVisible();
    await fitsTheScreen(page);
  });

  await test.step('the button ends it', async () => {
    await admin.getByTestId('btn-end-view').click();
    await expect(admin).toHaveURL(/\/admin\/tenants\/[0-9a-f-]{36}$/);
    await expect(admin.getByTestId('viewing-bar')).toHaveCount(0);
    await open(page, '/app/team');
    await expect(page.getByTestId('looking')).toHaveCount(0);
    await expect(page.getByTestId('look')).toHaveCount(1);
  });
});
