import { expect, test } from '../support/fixtures';
import { hands, line, openThread, said } from '../support/inbox';
import { linkedTenant } from '../support/journey';
import { awake, fitsTheScreen, followsLive, mark, open } from '../support/live';
import { newNumber } from '../support/people';
import { field, signInPlainly } from '../support/portal';
import { BOOKING_SW } from '../support/words';

const NOTE = 'Anataka bei ya jumla.';

test('the team notes, assigns, puts aside and closes, and the customer sees nothing of it', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await open(page, '/app/inbox');
  await openThread(page);
  await followsLive(page);
  const stays = await mark(page);
  const heard = await phone.fromBusiness.count();
  const drawer = page.locator('#thread-more');

  await test.step('a note stands in its place, and an empty one is refused', async () => {
    await page.getByTestId('ask-note').click();
    await page.getByTestId('btn-note').click();
    await expect(page.getByTestId('error-note')).toBeVisible();
    await fitsTheScreen(page);
    await page.getByTestId('note-text').fill(NOTE);
    await page.getByTestId('btn-note').click();
    await expect(page.getByTestId('note')).toContainText(NOTE);
    await expect(page.getByTestId('note')).toContainText('Only your team sees this');
    await expect(page.getByTestId('note-text')).toHaveValue('');
    await phone.say(customer, '3');
    await expect(page.getByTestId('saids').locator('> [data-by]').last()).toHaveAttribute('data-by', 'assistant');
    await fitsTheScreen(page);
  });

  await test.step('it is meant for the owner, whoever answers', async () => {
    await page.getByTestId('ask-more').click();
    await fitsTheScreen(page);
    await page.getByTestId('assign-to').selectOption({ index: 1 });
    await page.getByTestId('btn-assign').click();
    await expect(drawer).not.toHaveAttribute('open');
    await expect(hands(page)).toHaveAttribute('data-status', 'assistant');
  });

  await test.step('it is put aside, and comes back', async () => {
    await page.getByTestId('ask-more').click();
    await expect(page.getByTestId('field-at')).toBeHidden();
    await page.getByTestId('field-until').selectOption('at');
    await page.getByTestId('field-at').fill('2020-01-01T10:00');
    await page.getByTestId('btn-snooze').click();
    await expect(page.getByTestId('error-at')).toBeVisible();
    await page.getByTestId('field-until').selectOption('tomorrow');
    await page.getByTestId('btn-snooze').click();
    await expect(hands(page)).toHaveAttribute('data-status', 'snoozed');
    await expect(drawer).not.toHaveAttribute('open');
    await expect(line(page)).toHaveCount(0);
    await page.getByTestId('ask-more').click();
    await page.getByTestId('btn-reopen').click();
    await expect(hands(page)).toHaveAttribute('data-status', 'assistant');
    await expect(drawer).not.toHaveAttribute('open');
  });

  await test.step('it ends, and goes on', async () => {
    await page.getByTestId('ask-more').click();
    await page.getByTestId('btn-close').click();
    await expect(hands(page)).toHaveAttribute('data-status', 'closed');
    await expect(page.getByTestId('ask-more')).toHaveCount(0);
    await fitsTheScreen(page);
    await page.getByTestId('btn-reopen').click();
    // Whoever takes it up again means to answer.
    await expect(hands(page)).toHaveAttribute('data-status', 'waiting');
    await stays();
  });

  await phone.choose(customer);
  // The answer to the price question is all that came.
  await expect(phone.fromBusiness).toHaveCount(heard + 1);
  await expect(phone.fromBusiness.filter({ hasText: NOTE })).toHaveCount(0);
});

test('ready answers are kept, filled for the customer, and sent by the person', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await open(page, '/app/inbox/replies');
  await fitsTheScreen(page);
  const form = page.getByTestId('canned-form');
  await field(form, 'shortcut').fill('lipa');
  await field(form, 'sw').fill('Lipa kwa {njia}.');
  await page.getByTestId('btn-save-canned').click();
  await expect(page.getByTestId('error-sw')).toContainText('{business_name}');
  await field(form, 'sw').fill('Lipa kwa M-Pesa.\nNi mimi, {agent}.');
  await page.getByTestId('btn-save-canned').click();
  await expect(page.getByTestId('canned-reply')).toContainText('/lipa');
  await open(page, '/app/inbox');
  await openThread(page);
  await page.getByTestId('btn-take-over').click();
  await page.getByTestId('answer').fill('Karibu.');
  await page.getByTestId('btn-canned').click();
  await expect(page.getByTestId('answer')).toHaveValue('Karibu.\nLipa kwa M-Pesa.\nNi mimi, Neema Mushi.');
  await expect(said(page, 'person', 'Lipa')).toHaveCount(0);
  await fitsTheScreen(page);
  await page.getByTestId('btn-send').click();
  await expect(said(page, 'person', 'Ni mimi, Neema Mushi.')).toHaveCount(1);
  await expect(page.getByTestId('answer')).toHaveValue('');
  await page.getByTestId('answer').pressSequentially('/li');
  await expect(page.getByTestId('canned-option')).toHaveCount(1);
  await fitsTheScreen(page);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('canned-option')).toBeHidden();
  await expect(page.getByTestId('answer')).toBeFocused();
  await page.keyboard.type('p');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer')).toHaveValue('Lipa kwa M-Pesa.\nNi mimi, Neema Mushi.');
  await open(page, '/app/inbox/replies');
  await page.getByTestId('ask-remove-canned').click();
  await page.getByTestId('btn-remove-canned').click();
  await expect(page.getByTestId('canned-reply')).toHaveCount(0);
});

test('conversations are found by number and by what was said', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  // What is found is drawn once: the message must have been written down by then.
  await phone.ask(customer, 'mchele upo?', 'Samahani');
  await open(page, '/app/inbox');
  await page.getByTestId('find').fill('MCHELE');
  await page.getByTestId('btn-find').click();
  await expect(page.getByTestId('found-line')).toHaveCount(1);
  await expect(page.getByTestId('found-line').locator('mark')).toHaveText('mchele');
  await fitsTheScreen(page);
  await page.getByTestId('found-line').click();
  await expect(said(page, 'customer', 'mchele upo?')).toBeVisible();
  await fitsTheScreen(page);
  await open(page, `/app/inbox?find=${encodeURIComponent(customer)}`);
  await expect(page.getByTestId('found-talk')).toHaveCount(1);
  await open(page, '/app/inbox?find=hakuna-neno-hili');
  await expect(page.getByText('Mtafutaji hachoki.')).toBeVisible();
});

test('by keyboard alone: from the list to an answer, a note and the search', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await open(page, '/app/inbox');
  await expect(line(page)).toHaveCount(1);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('/');
  await expect(page.getByTestId('find')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('find')).not.toBeFocused();
  await page.keyboard.press('j');
  await expect(line(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('thread')).toBeVisible();
  await awake(page);
  await page.keyboard.press('t');
  await expect(page.getByTestId('answer')).toBeFocused();
  await page.keyboard.type('jk');
  await expect(page.getByTestId('answer')).toHaveValue('jk');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.getByTestId('note-text')).toBeFocused();
  await expect(page.getByTestId('note-text')).toHaveValue('');
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await expect(page.getByTestId('field-until')).toBeFocused();
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  await page.getByTestId('keys-on').uncheck();
  await page.keyboard.press('Escape');
  await page.reload();
  await awake(page);
  await page.keyboard.press('n');
  await expect(page.getByTestId('note-text')).toBeHidden();
});

test('without JavaScript a note is kept, a ready answer inserted, and the conversation closed', async ({ visit }) => {
  const { owner, ownerPage, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await open(ownerPage, '/app/inbox/replies');
  const form = ownerPage.getByTestId('canned-form');
  await field(form, 'shortcut').fill('karibu');
  await field(form, 'sw').fill('Karibu {business_name}.');
  await ownerPage.getByTestId('btn-save-canned').click();
  await expect(ownerPage.getByTestId('canned-reply')).toHaveCount(1);

  const page = await visit(undefined, { javaScriptEnabled: false });
  await signInPlainly(page, owner);
  await page.goto('/app/inbox');
  await line(page).click();
  await page.getByTestId('ask-note').click();
  await page.getByTestId('note-text').fill(NOTE);
  await page.getByTestId('btn-note').click();
  await expect(page.getByTestId('note')).toContainText(NOTE);
  await page.getByTestId('btn-take-over').click();
  await page.getByTestId('answer').fill('Habari yako.');
  await page.getByTestId('btn-canned').click();
  await expect(page.getByTestId('answer')).toHaveValue(`Habari yako.\nKaribu ${owner.business}.`);
  await fitsTheScreen(page);
  const aside = page.getByTestId('snooze-form');
  await page.getByTestId('ask-more').click();
  await field(aside, 'until').selectOption('at');
  await field(aside, 'at').fill('2020-01-31T08:30');
  await page.getByTestId('btn-snooze').click();
  await expect(page.getByTestId('error-at')).toBeVisible();
  await expect(field(aside, 'until'), 'what was chosen is kept').toHaveValue('at');
  await expect(field(aside, 'at')).toHaveValue('2020-01-31T08:30');
  await page.getByTestId('btn-close').click();
  await expect(hands(page)).toHaveAttribute('data-status', 'closed');
});
