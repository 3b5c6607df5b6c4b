import { expect, test } from '../support/fixtures';
import { linkedTenant, shownCode } from '../support/journey';
import { followsLive, mark, open } from '../support/live';
import { messages } from '../support/log';
import { newNumber } from '../support/people';
import { BOOKING_SW, DECISION } from '../support/words';

test('a message that is delivered twice is logged and answered once', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  await open(ownerPage, '/app/messages');
  await followsLive(ownerPage);
  const customer = newNumber();

  await phone.say(customer, 'Habari', 'duplicate');
  await expect(phone.fromBusiness).toHaveCount(1);
  // The answer to a later message proves that the copy was dealt with before it.
  await phone.ask(customer, '3', BOOKING_SW.prices);
  await expect(phone.fromBusiness).toHaveCount(2);
  await expect(messages(ownerPage, 'IN')).toHaveCount(2);
  await expect(messages(ownerPage, 'OUT')).toHaveCount(2);
});

test('a message that was written days ago is logged and not answered', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  await open(ownerPage, '/app/messages');
  await followsLive(ownerPage);
  const customer = newNumber();

  await phone.say(customer, 'Mko wazi Jumamosi?', 'late');
  const late = messages(ownerPage, 'IN', /^Mko wazi Jumamosi\?$/);
  await expect(late.getByTestId('decision')).toContainText(DECISION.notAnswered(DECISION.history));
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await expect(phone.fromBusiness).toHaveCount(1);
});

test('a message that is overtaken is answered after the one that came first', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  await open(ownerPage, '/app/messages');
  await followsLive(ownerPage);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);

  await phone.say(customer, '2', 'reordered');
  await phone.say(customer, '3');
  await expect(phone.fromBusiness).toHaveText([/Booking/, /Nitumie bei/, /Uliza kuhusu huduma/]);
  await expect(messages(ownerPage, 'IN')).toHaveCount(3);
});

test('what is written while the network is off is answered when it is back', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  const stays = await mark(ownerPage);
  const customer = newNumber();

  await phone.page.getByTestId('sandbox-online').click();
  await expect(ownerPage.getByTestId('session-state')).not.toHaveAttribute('data-status', 'CONNECTED');
  await phone.say(customer, 'Habari');
  await expect(phone.fromBusiness).toHaveCount(0);

  await phone.page.getByTestId('sandbox-online').click();
  await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  await expect(phone.fromBusiness).toHaveCount(1);
  await expect(phone.fromBusiness.last()).toContainText(BOOKING_SW.menu);
  await stays();
});

test('logged out on the phone: the owner reads why and scans a new code', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  const stays = await mark(ownerPage);

  await phone.page.getByTestId('sandbox-logout').click();
  await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'QR_READY');
  await expect(ownerPage.locator('main')).toContainText('disconnected on the phone');
  const code = await shownCode(ownerPage);
  await stays();

  await phone.paste(code);
  await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  await phone.ask(newNumber(), 'Habari', BOOKING_SW.menu);
  await open(ownerPage, '/app');
  await expect(ownerPage.getByTestId('tenant-status')).toHaveAttribute('data-status', 'ACTIVE');
});

test('a code that is not the newest one is refused', async ({ visit }) => {
  const { ownerPage, phone } = await linkedTenant(visit);
  await phone.page.getByTestId('sandbox-logout').click();
  await shownCode(ownerPage);
  await phone.paste('2@nobody,ever,offered,this');
  await expect(phone.page.getByRole('alert')).toContainText('not valid any more');
  await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'QR_READY');
});

test('over the limit a customer is warned once and answered late', async ({ visit, ownServer }, info) => {
  test.skip(info.project.name !== 'desktop', 'the limit counts a minute: once is enough');
  test.setTimeout(240_000);
  const server = await ownServer({ FLOWHQ_REPLIES_PER_MINUTE: '2' });
  const { ownerPage, phone } = await linkedTenant(visit, server);
  await open(ownerPage, '/app/messages');
  await followsLive(ownerPage);
  const stays = await mark(ownerPage);
  const customer = newNumber();

  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await phone.ask(customer, '2', BOOKING_SW.services);
  await phone.ask(customer, '3', BOOKING_SW.slowDown);
  const third = messages(ownerPage, 'IN', /^3$/).getByTestId('decision');
  await expect(third).toContainText('waits: rate limit');
  await phone.say(customer, '4');
  await expect(messages(ownerPage, 'IN', /^4$/).getByTestId('decision')).toContainText('waits: rate limit');
  await expect(phone.fromBusiness).toHaveCount(3);

  await expect(phone.fromBusiness.filter({ hasText: BOOKING_SW.prices })).toHaveCount(1, { timeout: 80_000 });
  await expect(phone.fromBusiness.filter({ hasText: BOOKING_SW.contact })).toHaveCount(1, { timeout: 80_000 });
  await expect(third).toContainText('it waited first: rate limit');
  await expect(phone.fromBusiness).toHaveCount(5);
  await stays();
});
