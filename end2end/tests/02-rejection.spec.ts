import { approve, openRequest, reject } from '../support/dashboard';
import { expect, test } from '../support/fixtures';
import { followsLive, mark, open } from '../support/live';
import { newOwner } from '../support/people';
import { signInAsAdmin, signUp, submitSetup } from '../support/portal';

const REASON = 'The number belongs to another business; please use your own.';

test('a rejected owner reads the reason and asks again @core', async ({ visit }) => {
  const owner = newOwner();
  const ownerPage = await visit();
  await signUp(ownerPage, owner);
  await submitSetup(ownerPage, owner);
  await followsLive(ownerPage);
  const stays = await mark(ownerPage);

  const admin = await visit();
  await signInAsAdmin(admin);
  await openRequest(admin, owner.business);

  await test.step('a rejection needs a reason', async () => {
    await reject(admin, '');
    await expect(admin.getByTestId('error-reason')).toBeVisible();
    await expect(admin.getByTestId('request-status')).toHaveAttribute('data-status', 'REVIEWING');
  });

  await test.step('the owner reads the reason without a reload', async () => {
    await reject(admin, REASON);
    await expect(admin.getByTestId('request-status')).toHaveAttribute('data-status', 'REJECTED');
    await expect(ownerPage.getByTestId('request-status')).toHaveAttribute('data-status', 'REJECTED');
    await expect(ownerPage.locator('main')).toContainText(REASON);
    await expect(ownerPage.getByTestId('tenant-status')).toHaveAttribute('data-status', 'NEW');
    await stays();
  });

  await test.step('a decided request offers no decision any more', async () => {
    await expect(admin.getByTestId('btn-approve')).toHaveCount(0);
    await expect(admin.getByTestId('btn-reject')).toHaveCount(0);
  });

  await test.step('the owner sends another request, which is approved', async () => {
    await open(ownerPage, '/app/onboarding');
    await submitSetup(ownerPage, owner);
    await expect(ownerPage.getByTestId('request-status')).toHaveAttribute('data-status', 'SUBMITTED');
    await openRequest(admin, owner.business);
    await expect(admin.getByTestId('request-status')).toHaveAttribute('data-status', 'REVIEWING');
    await approve(admin);
    await expect(ownerPage.getByTestId('request-status')).toHaveAttribute('data-status', 'APPROVED');
  });
});
