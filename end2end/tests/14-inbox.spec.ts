import { expect, test } from '../support/fixtures';
import { hands, handBack, line, openThread, said } from '../support/inbox';
import { linkedTenant } from '../support/journey';
import { fitsTheScreen, followsLive, mark, open } from '../support/live';
import { newNumber } from '../support/people';
import { signInPlainly } from '../support/portal';
import { BACK_SW, BOOKING_SW } from '../support/words';

test('a customer asks for a person, who takes over, answers and hands back', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await open(page, '/app/inbox');
  await expect(page.getByTestId('no-talks')).toContainText('Mgeni njoo');
  await followsLive(page);
  await fitsTheScreen(page);
  const listStays = await mark(page);

  await test.step('the list has the conversation, live', async () => {
    await phone.ask(customer, 'Habari', BOOKING_SW.menu);
    await expect(line(page)).toHaveCount(1);
    await expect(line(page).getByTestId('hands')).toHaveAttribute('data-status', 'assistant');
    await expect(line(page).getByTestId('unread')).toHaveText(/^1/);
    await expect(page.getByTestId('inbox-badge')).toBeHidden();
    await phone.say(customer, 'mhudumu');
    await expect(line(page).getByTestId('hands')).toHaveAttribute('data-status', 'waiting');
    await expect(page.getByTestId('inbox-badge')).toHaveText('1');
    await listStays();
    await fitsTheScreen(page);
  });

  await test.step('it is open, and says why the customer was answered', async () => {
    await openThread(page);
    await followsLive(page);
    await expect(said(page, 'customer', 'Habari')).toHaveCount(1);
    await expect(said(page, 'assistant', BOOKING_SW.menu)).toHaveCount(1);
    await said(page, 'customer', 'Habari').locator('.why > summary').click();
    await expect(said(page, 'customer', 'Habari').getByTestId('why')).toContainText('answered by the BOOKING menu');
    await expect(page.getByTestId('answer')).toHaveCount(0);
    await fitsTheScreen(page);
  });

  const stays = await mark(page);

  await test.step('the owner takes over, by keyboard, and may write at once', async () => {
    await page.getByTestId('btn-take-over').focus();
    await page.keyboard.press('Enter');
    await expect(hands(page)).toHaveAttribute('data-status', 'mine');
    await expect(page.getByTestId('answer')).toBeFocused();
    await expect(page.getByTestId('inbox-badge')).toBeHidden();
    await fitsTheScreen(page);
  });

  await test.step('what the owner says reaches the customer, and what the customer says the owner', async () => {
    await phone.choose(customer);
    const before = await phone.fromBusiness.count();
    await page.keyboard.type('Karibu, mimi ni Neema.');
    await page.keyboard.press('Control+Enter');
    await expect(phone.fromBusiness).toHaveCount(before + 1);
    await expect(phone.fromBusiness.last()).toHaveText('Karibu, mimi ni Neema.');
    const answer = said(page, 'person', 'Karibu, mimi ni Neema.');
    await expect(answer).toHaveAttribute('data-status', 'read');
    await expect(answer.getByTestId('said-who')).toHaveText('Neema Mushi');
    await expect(page.getByTestId('answer')).toHaveValue('');
    await expect(page.getByTestId('answer')).toBeFocused();
    await phone.say(customer, '3');
    await expect(said(page, 'customer', /^3/)).toHaveCount(1);
    await page.getByTestId('answer').fill('Bei ni 15,000.');
    await page.getByTestId('btn-send').click();
    // The assistant would have answered before that.
    await expect(phone.fromBusiness).toHaveCount(before + 2);
    await expect(phone.fromBusiness.last()).toHaveText('Bei ni 15,000.');
  });

  await test.step('handed back, the assistant says so and goes on', async () => {
    await handBack(page);
    await expect(phone.fromBusiness.last()).toContainText(BACK_SW);
    await phone.ask(customer, '3', BOOKING_SW.prices);
    await expect(said(page, 'assistant', BOOKING_SW.prices)).toHaveCount(1);
    await stays();
  });

  await test.step('the log has it', async () => {
    await open(page, '/app/settings');
    await expect(page.locator('[data-testid="event"][data-type="conversation.taken_over"]')).toHaveCount(1);
    await expect(page.locator('[data-testid="event"][data-type="conversation.handed_back"]')).toHaveCount(1);
  });
});

test('of those who wait, what is about to be handed back stays while another one asks', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const [first, second] = [newNumber(), newNumber()];
  await phone.ask(first, 'Habari', BOOKING_SW.menu);
  await phone.say(first, 'mhudumu');
  await open(page, '/app');
  await followsLive(page);
  const row = page.getByTestId('waiting');
  await expect(row).toHaveCount(1);
  const tell = row.getByTestId('tell');
  await tell.uncheck();
  await phone.say(second, 'mhudumu');
  await expect(row).toHaveCount(2);
  const mine = row.filter({ hasNot: page.locator('[data-testid="tell"]:checked') });
  await expect(mine, 'the tick is still away').toHaveCount(1);
  await mine.getByTestId('btn-hand-back').click();
  await expect(row).toHaveCount(1);
  await expect(tell).toBeChecked();
  // The menu, that somebody comes, and the prices: nothing was said in between.
  await phone.ask(first, '3', BOOKING_SW.prices);
  await expect(phone.fromBusiness).toHaveCount(3);
});

test('who wants no messages cannot be written to', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await open(page, '/app/inbox');
  await openThread(page);
  await followsLive(page);
  await page.getByTestId('btn-take-over').click();
  await expect(page.getByTestId('answer')).toBeFocused();
  await phone.say(customer, 'ACHA');
  await expect(page.getByTestId('wants-none')).toContainText('ACHA');
  await expect(page.getByTestId('answer')).toHaveCount(0);
  await fitsTheScreen(page);
  await phone.say(customer, 'ANZA');
  await expect(page.getByTestId('answer')).toBeVisible();
});

test('without JavaScript a conversation is taken over, answered and handed back', async ({ visit }) => {
  const { owner, ownerPage, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await phone.say(customer, 'mhudumu');
  await expect(phone.fromBusiness).toHaveCount(2);
  const page = await visit(undefined, { javaScriptEnabled: false });
  await signInPlainly(page, owner);

  await test.step('the list of those who wait leads to the conversation', async () => {
    await page.goto('/app/messages');
    await page.getByTestId('to-thread').click();
    await expect(said(page, 'customer', 'Habari')).toBeVisible();
    await expect(hands(page)).toHaveAttribute('data-status', 'waiting');
    await fitsTheScreen(page);
  });

  await test.step('it is taken over, and an empty answer is refused', async () => {
    await page.getByTestId('btn-take-over').click();
    await expect(hands(page)).toHaveAttribute('data-status', 'mine');
    await page.getByTestId('btn-send').click();
    await expect(page.getByTestId('error-text')).toBeVisible();
  });

  await test.step('when it was handed back meanwhile, what was typed stays until it is meant all the same', async () => {
    await open(ownerPage, new URL(page.url()).pathname);
    await handBack(ownerPage);
    await expect(phone.fromBusiness.last()).toContainText(BACK_SW);
    await page.getByTestId('answer').fill('Tupo wazi hadi saa 12.');
    await page.getByTestId('btn-send').click();
    await expect(page.getByTestId('answer')).toHaveValue('Tupo wazi hadi saa 12.');
    await expect(page.getByRole('alert')).toContainText('changed hands');
    await fitsTheScreen(page);
    await page.getByTestId('btn-send-anyway').click();
    await expect(hands(page)).toHaveAttribute('data-status', 'mine');
    await expect(said(page, 'person', 'Tupo wazi hadi saa 12.')).toHaveCount(1);
    await expect(phone.fromBusiness.last()).toHaveText('Tupo wazi hadi saa 12.');
  });

  await test.step('it goes back without a word', async () => {
    const before = await phone.fromBusiness.count();
    await page.getByTestId('ask-hand-back').click();
    await page.getByTestId('tell').uncheck();
    await page.getByTestId('btn-hand-back').click();
    await expect(hands(page)).toHaveAttribute('data-status', 'assistant');
    await phone.ask(customer, '3', BOOKING_SW.prices);
    await expect(phone.fromBusiness).toHaveCount(before + 1);
  });
});
