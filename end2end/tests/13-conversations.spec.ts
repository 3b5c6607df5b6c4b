import { expect, type Page } from '@playwright/test';
import { addService } from '../support/bookings';
import { test as base } from '../support/fixtures';
import { approvedTenant, linkedTenant, shownCode } from '../support/journey';
import { fitsTheScreen, followsLive, mark, open } from '../support/live';
import { messages } from '../support/log';
import { newNumber } from '../support/people';
import { addProduct } from '../support/shop';
import { WhatsApp } from '../support/whatsapp';
import { BOOKING_SW } from '../support/words';

/** A customer who writes and waits for the answer. */
type Ask = (text: string, answer: string) => Promise<void>;

const test = base.extend<{ whatsapp: WhatsApp }>({
  whatsapp: async ({}, use) => {
    const whatsapp = await WhatsApp.start();
    await use(whatsapp);
    await whatsapp.stop();
  },
});

/** What has to be there before a customer can book. */
async function canBeBooked(page: Page): Promise<void> {
  await open(page, '/app/services');
  await addService(page, 'Kusuka nywele', '60');
}

/** What has to be there before a question can be looked up. */
async function knowsSomething(page: Page): Promise<void> {
  await open(page, '/app/answers');
  await page.getByTestId('btn-add-answer').click();
  await page.getByTestId('field-question').fill('Mna wifi?');
  await page.getByTestId('field-answer').fill('Ndiyo, wifi ni bure kwa wateja wote.');
  await page.getByTestId('btn-save-answer').click();
  await expect(page).toHaveURL(/saved=answer/);
}

/** Books, moves the booking, and asks what nobody has written an answer to. */
async function books(ask: Ask, page: Page): Promise<void> {
  const booking = page.getByTestId('booking-line').filter({ hasText: 'Asha Mushi' });
  await open(page, '/app/appointments?view=list');
  await followsLive(page);
  const stays = await mark(page);

  await test.step('the customer books, and the open calendar has it', async () => {
    await ask('Habari, naomba kuweka miadi', 'ungependa kuja lini?');
    await ask('1', 'Jina lako ni nani?');
    await ask('Asha Mushi', '1) Ndiyo, weka miadi');
    await expect(booking, 'nothing before the yes').toHaveCount(0);
    await ask('ndiyo', 'miadi yako imewekwa');
    await expect(booking).toHaveCount(1);
    await stays();
    await fitsTheScreen(page);
  });

  await test.step('the booking is moved by reply', async () => {
    const before = await booking.innerText();
    await ask('nataka kubadilisha miadi yangu', 'ungependa kuja lini?');
    await ask('3', 'Hii ni sahihi?');
    await ask('ndiyo', 'miadi yako sasa ni');
    await expect(booking).not.toHaveText(before);
    await expect(booking).toHaveCount(1);
    await stays();
  });

  await test.step('what nobody wrote down is not made up: a person is offered, and the owner is told', async () => {
    await ask('Wifi ipo?', 'wifi ni bure');
    await ask('Je, mnauza tiketi za ndege?', 'sina jibu la swali hilo');
    await open(page, '/app/answers');
    await expect(page.getByTestId('unanswered')).toContainText('tiketi za ndege');
  });
}

/** Orders two things by words, to be fetched. */
async function orders(ask: Ask, page: Page): Promise<void> {
  await open(page, '/app/orders');
  await followsLive(page);
  const stays = await mark(page);
  await ask('nataka kuagiza', 'Sukari');
  await ask('mbili za sukari na mkate mmoja', 'TSh 8,500');
  await ask('maliza', 'Jina lako ni nani?');
  await ask('Asha Mushi', 'TSh 8,500');
  await ask('ndiyo', 'limepokelewa');
  await expect(page.getByTestId('order-line')).toContainText('2 × Sukari, 1 × Mkate');
  await stays();
  await fitsTheScreen(page);
}

test('a customer books, moves the booking and asks what nobody answered @core', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  await canBeBooked(page);
  await knowsSomething(page);
  const customer = newNumber();
  await books((text, answer) => phone.ask(customer, text, answer), page);
});

test('who calls is told to write, and is answered when they do', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  await open(page, '/app/messages');
  await followsLive(page);
  const customer = newNumber();
  await phone.call(customer, 'siwezi kupokea simu hapa');
  await expect(messages(page, 'IN')).toHaveCount(1);
  await fitsTheScreen(phone.page);
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
});

test('the same over WhatsApp itself, and an order @core', async ({ visit, ownServer, whatsapp }) => {
  test.setTimeout(300_000);
  const server = await ownServer(whatsapp.settings);
  const over =
    (business: string, customer: string): Ask =>
    async (text, answer) => {
      const before = (await whatsapp.arrived(business, customer)).length;
      await whatsapp.say(business, customer, text);
      await expect.poll(async () => (await whatsapp.arrived(business, customer)).length).toBeGreaterThan(before);
      expect((await whatsapp.arrived(business, customer)).at(-1)?.text).toContain(answer);
    };

  const salon = await approvedTenant(visit, server);
  await whatsapp.scan(await shownCode(salon.ownerPage), salon.owner.whatsapp);
  await expect(salon.ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  await canBeBooked(salon.ownerPage);
  await knowsSomething(salon.ownerPage);
  await books(over(salon.owner.whatsapp, newNumber()), salon.ownerPage);

  const shop = await approvedTenant(visit, server, 'ECOMMERCE');
  await whatsapp.scan(await shownCode(shop.ownerPage), shop.owner.whatsapp);
  await expect(shop.ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  await addProduct(shop.ownerPage, { name: 'Sukari', price: '3,500', stock: '5' });
  await addProduct(shop.ownerPage, { name: 'Mkate', price: '1,500' });
  await orders(over(shop.owner.whatsapp, newNumber()), shop.ownerPage);
});
