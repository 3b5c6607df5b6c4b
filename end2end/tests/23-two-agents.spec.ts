import { expect, test } from '../support/fixtures';
import { hands, handBack, line, openThread, said } from '../support/inbox';
import { linkedTenant } from '../support/journey';
import { fitsTheScreen, followsLive, open } from '../support/live';
import { newNumber } from '../support/people';
import { joined } from '../support/team';
import { BACK_SW, BOOKING_SW } from '../support/words';

const PHONE = { viewport: { width: 390, height: 844 } };
const NOTE = 'Anataka punguzo; nimemwambia hapana.';

test('two agents are told of a customer who wants a person; one answers, and the assistant goes on', async ({
  visit,
  ownServer,
}) => {
  const server = await ownServer({ FLOWHQ_LOG: 'info' });
  const { ownerPage, phone } = await linkedTenant(visit, server);
  const amina = await joined(visit, server, ownerPage, { name: 'Amina Said', role: 'AGENT' });
  const juma = await joined(visit, server, ownerPage, { name: 'Juma Ali', role: 'AGENT' }, PHONE);
  const customer = newNumber();
  for (const page of [amina, juma]) {
    await open(page, '/app/inbox');
    await followsLive(page);
    await expect(page.getByTestId('inbox-badge')).toBeHidden();
  }

  await test.step('in the middle of a booking the customer asks for a person; both are told', async () => {
    await phone.ask(customer, 'Habari', BOOKING_SW.menu);
    await phone.ask(customer, '1', BOOKING_SW.bookService);
    await phone.say(customer, 'mhudumu');
    for (const page of [amina, juma]) {
      await expect(line(page).getByTestId('hands')).toHaveAttribute('data-status', 'waiting');
      await expect(page.getByTestId('inbox-badge')).toHaveText('1');
      await fitsTheScreen(page);
      await openThread(page);
      await followsLive(page);
    }
  });

  await test.step('one takes over; the other sees who, and is asked before the same', async () => {
    await amina.getByTestId('btn-take-over').click();
    await expect(hands(amina)).toHaveAttribute('data-status', 'mine');
    await expect(hands(juma)).toHaveAttribute('data-status', 'taken');
    await expect(hands(juma)).toContainText('Amina Said');
    await expect(juma.getByTestId('answer')).toHaveCount(0);
    await juma.getByTestId('btn-take-over').click();
    await expect(juma.getByTestId('btn-take-anyway')).toBeVisible();
    await fitsTheScreen(juma);
    await expect(hands(amina)).toHaveAttribute('data-status', 'mine');
  });

  await test.step('she answers and notes; the other reads both, the customer the answer alone', async () => {
    await phone.choose(customer);
    const before = await phone.fromBusiness.count();
    await amina.getByTestId('answer').fill('Karibu, mimi ni Amina.');
    await amina.getByTestId('btn-send').click();
    await expect(phone.fromBusiness).toHaveCount(before + 1);
    await expect(said(juma, 'person', 'Karibu, mimi ni Amina.').getByTestId('said-who')).toHaveText('Amina Said');
    await amina.getByTestId('ask-note').click();
    await amina.getByTestId('note-text').fill(NOTE);
    await amina.getByTestId('btn-note').click();
    await expect(juma.getByTestId('note')).toContainText(NOTE);
    await fitsTheScreen(juma);
  });

  await test.step('she hands back, and the assistant asks again what it had asked', async () => {
    const before = await phone.fromBusiness.count();
    await handBack(amina);
    await expect(phone.fromBusiness.nth(before)).toContainText(BACK_SW);
    await expect(phone.fromBusiness.last()).toContainText(BOOKING_SW.bookService);
    await expect(hands(juma)).toHaveAttribute('data-status', 'assistant');
    await expect(phone.fromBusiness.filter({ hasText: NOTE })).toHaveCount(0);
  });
});
