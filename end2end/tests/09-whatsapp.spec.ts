import { openTenant } from '../support/dashboard';
import { expect, test as base } from '../support/fixtures';
import { approvedTenant, shownCode } from '../support/journey';
import { fitsTheScreen, followsLive, mark, open } from '../support/live';
import { messages } from '../support/log';
import { newNumber } from '../support/people';
import { WhatsApp } from '../support/whatsapp';
import { BOOKING_SW } from '../support/words';

/** A dead server's leases run out after 15 s, and only then another may take its workers over. */
const TAKEN_OVER = { timeout: 60_000 };

/** A red square of four pixels a side. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGM44GAARwzEcQD3QxMBNiazugAAAABJRU5ErkJggg==';

const test = base.extend<{ whatsapp: WhatsApp }>({
  whatsapp: async ({}, use) => {
    const whatsapp = await WhatsApp.start();
    await use(whatsapp);
    await whatsapp.stop();
  },
});

test('a phone is linked over WhatsApp itself, and a killed server goes on without a code @core', async ({
  visit,
  ownServer,
  whatsapp,
}) => {
  test.setTimeout(240_000);
  const server = await ownServer({ ...whatsapp.settings, FLOWHQ_LOG: 'info' });
  const { owner, id, ownerPage, adminPage: admin } = await approvedTenant(visit, server);
  const business = owner.whatsapp;
  const customer = newNumber();
  const state = ownerPage.getByTestId('session-state');
  const arrived = async (): Promise<(string | null)[]> =>
    (await whatsapp.arrived(business, customer)).map(({ text }) => text);

  const ownerStays = await mark(ownerPage);
  await test.step("the page shows WhatsApp's own code, and no practice phone", async () => {
    await expect(state).toHaveAttribute('data-status', 'QR_READY');
    // Reference, keys and secret, as a phone reads them.
    expect((await shownCode(ownerPage)).split(',')).toHaveLength(5);
    await expect(ownerPage.getByTestId('open-sandbox')).toHaveCount(0);
    await fitsTheScreen(ownerPage);
  });

  await test.step('the phone scans it, and the page turns to Connected without a reload', async () => {
    await whatsapp.scan(await shownCode(ownerPage), business);
    await expect(state).toHaveAttribute('data-status', 'CONNECTED');
    await expect(ownerPage.getByTestId('qr')).toHaveCount(0);
    await ownerStays();
  });

  await open(ownerPage, '/app/messages');
  await followsLive(ownerPage);
  const logStays = await mark(ownerPage);

  await test.step("a customer's message comes in and the menu goes out, to the letter", async () => {
    await whatsapp.say(business, customer, 'Habari');
    const menu = messages(ownerPage, 'OUT', BOOKING_SW.menu);
    await expect(menu).toHaveAttribute('data-status', 'read');
    const [shown] = await arrived();
    await expect(menu.locator('.message-text')).toHaveText(shown ?? '');
    expect(shown).toContain(owner.business);
    await logStays();
  });

  await test.step('the server is killed in the middle', async () => {
    await whatsapp.say(business, customer, '2');
    await server.killHard();
    await whatsapp.say(business, customer, '3');
    await server.run();
  });

  await test.step('it goes on without a code, nothing is lost and nothing answered twice', async () => {
    await followsLive(ownerPage);
    await expect(messages(ownerPage, 'IN')).toHaveCount(3, TAKEN_OVER);
    await expect(messages(ownerPage, 'OUT', BOOKING_SW.prices)).toHaveAttribute('data-status', 'read', TAKEN_OVER);
    await expect.poll(arrived).toHaveLength(3);
    expect((await whatsapp.arrived(business, customer)).every(({ copies }) => copies === 1)).toBe(true);
    const [, services, prices] = await arrived();
    expect(services).toContain(BOOKING_SW.services);
    expect(prices).toContain(BOOKING_SW.prices);
    await open(ownerPage, '/app/whatsapp');
    await expect(state).toHaveAttribute('data-status', 'CONNECTED');
  });

  await test.step('the device is removed on the phone: a new code, and the reason', async () => {
    await followsLive(ownerPage);
    await whatsapp.unlink(business);
    await expect(state).toHaveAttribute('data-status', 'QR_READY');
    await expect(ownerPage.locator('main')).toContainText('disconnected on the phone');
    await fitsTheScreen(ownerPage);
    await whatsapp.scan(await shownCode(ownerPage), business);
    await expect(state).toHaveAttribute('data-status', 'CONNECTED');
  });

  await test.step('another program takes the connection over, and the owner gets it back', async () => {
    await whatsapp.fault(business, { do: 'replaced' });
    await expect(state).toHaveAttribute('data-status', 'DISCONNECTED');
    await expect(ownerPage.locator('main')).toContainText('Another program took over');
    await fitsTheScreen(ownerPage);
    await ownerPage.getByTestId('connect-again').click();
    await expect(state).toHaveAttribute('data-status', 'CONNECTED');
  });

  await test.step('WhatsApp blocks the number, and both pages say so', async () => {
    await openTenant(admin, id);
    await followsLive(admin);
    await whatsapp.fault(business, { do: 'ban', seconds: 3600 });
    for (const page of [ownerPage, admin]) {
      await expect(page.getByTestId('session-state')).toHaveAttribute('data-status', 'DISCONNECTED');
    }
    await expect(ownerPage.locator('main')).toContainText('WhatsApp blocked your number');
    await expect(ownerPage.getByTestId('again-at')).toContainText('We try again');
    await fitsTheScreen(ownerPage);
  });
});

test('a phone is linked by typing, its replies are held back and let go, and the owner disconnects it @core', async ({
  visit,
  ownServer,
  whatsapp,
}) => {
  test.setTimeout(240_000);
  const server = await ownServer(whatsapp.settings);
  const { owner, ownerPage: page } = await approvedTenant(visit, server);
  const business = owner.whatsapp;
  const customer = newNumber();
  const state = page.getByTestId('session-state');
  const main = page.locator('main');
  const stays = await mark(page);

  await test.step('a phone that wants a passkey is told apart, and the code stays', async () => {
    await whatsapp.askForPasskey(await shownCode(page));
    await expect(main).toContainText('asks for a passkey');
    await expect(page.getByTestId('qr')).toBeVisible();
  });

  await test.step('a number that is none is refused beside its field', async () => {
    await page.getByTestId('link-by-code').click();
    await page.getByTestId('field-phone').fill('0712345678');
    // A fresh code is drawn meanwhile, and the worker gives signs of life.
    const code = await shownCode(page);
    await expect.poll(() => shownCode(page), { timeout: 90_000 }).not.toBe(code);
    await expect(page.getByTestId('field-phone'), 'what is typed stays').toHaveValue('0712345678');
    await page.getByTestId('btn-code-to-type').click();
    await expect(page.locator('#phone-error')).not.toBeEmpty();
    await fitsTheScreen(page);
  });

  await test.step('eight characters are shown, typed on the phone, and the page turns to Connected', async () => {
    await page.getByTestId('field-phone').fill(business);
    await page.getByTestId('btn-code-to-type').click();
    const typed = page.getByTestId('typed-code');
    await expect(typed).toHaveAttribute('data-code', /^[0-9A-Z]{8}$/);
    await expect(page.getByTestId('typed-remaining')).toContainText(/Valid for [0-3]:\d\d more/);
    await fitsTheScreen(page);
    await whatsapp.link((await typed.getAttribute('data-code')) ?? '', business);
    await expect(state).toHaveAttribute('data-status', 'CONNECTED');
    await stays();
  });

  await test.step('WhatsApp refuses a reply, the others wait, and the owner sends them', async () => {
    await whatsapp.fault(business, { do: 'nack', code: 463 });
    await whatsapp.say(business, customer, 'Habari');
    await expect(page.getByTestId('held')).toContainText('does not let your number write to new people');
    await fitsTheScreen(page);
    await whatsapp.say(business, customer, '2');
    await page.getByTestId('send-now').click();
    await expect(page.getByTestId('held')).toHaveCount(0);
    // What came in while the worker began anew is asked for again first.
    await expect
      .poll(async () => (await whatsapp.arrived(business, customer)).map(({ text }) => text).join(), {
        timeout: 45_000,
      })
      .toContain(BOOKING_SW.services);
  });

  await test.step('a picture is shown, a document can be taken out, and a place is on the map', async () => {
    await open(page, '/app/messages');
    await followsLive(page);
    const logStays = await mark(page);
    await whatsapp.send(business, customer, { kind: 'image', text: 'Kama hii', data: PICTURE, mime: 'image/png' });
    const picture = page.getByTestId('message').filter({ hasText: 'Kama hii' }).locator('img');
    await expect(picture).toBeVisible();
    await expect.poll(() => picture.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(4);
    await whatsapp.send(business, customer, { kind: 'document', file_name: 'orodha.pdf' });
    const file = page.getByTestId('file').filter({ hasText: 'orodha.pdf' });
    await expect(file).toBeVisible();
    const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
    expect(download.suggestedFilename()).toBe('orodha.pdf');
    await whatsapp.send(business, customer, { kind: 'location', text: 'Mwanza', place: [-2.5167, 32.9] });
    await expect(page.getByTestId('place')).toHaveAttribute('href', /mlat=-2.516700&mlon=32.900000/);
    await whatsapp.send(business, customer, { kind: 'image', text: 'Haipo', gone: true });
    await expect(page.getByTestId('file-state')).toContainText('could not be fetched');
    await fitsTheScreen(page);
    await logStays();
    await open(page, '/app/whatsapp');
    await followsLive(page);
  });

  const still = await mark(page);
  await test.step('the owner disconnects, and the phone can be linked again', async () => {
    await expect(state).toHaveAttribute('data-status', 'CONNECTED');
    await page.getByTestId('unlink').click();
    await fitsTheScreen(page);
    await page.getByTestId('btn-unlink').click();
    await expect(state).toHaveAttribute('data-status', 'QR_READY');
    await expect(main).toContainText('You disconnected WhatsApp');
    await whatsapp.scan(await shownCode(page), business);
    await expect(state).toHaveAttribute('data-status', 'CONNECTED');
    await still();
  });
});
