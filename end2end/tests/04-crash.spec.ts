import { openTenant } from '../support/dashboard';
import { expect, test } from '../support/fixtures';
import { approvedTenant, linkedTenant, shownCode } from '../support/journey';
import { followsLive, mark } from '../support/live';
import { messages } from '../support/log';
import { newNumber } from '../support/people';
import { Phone } from '../support/phone';
import type { Server } from '../support/server';
import { BOOKING_SW } from '../support/words';

/** A dead server's leases run out after 15 s, and only then another may take its workers over. */
const TAKEN_OVER = { timeout: 60_000 };

/** What a customer writes after the greeting, over and over, and how each text is answered. */
const ROUND: [string, string][] = [
  ['2', BOOKING_SW.services],
  ['3', BOOKING_SW.prices],
  ['0', BOOKING_SW.menu],
];

test('killed in the middle of chatting: nothing is lost, nothing is answered twice @core', async ({
  visit,
  ownServer,
}) => {
  test.setTimeout(300_000);
  const server = await ownServer({ FLOWHQ_REPLIES_PER_MINUTE: '1000', FLOWHQ_LOG: 'info' });
  const { ownerPage, adminPage: admin, id, phone, owner } = await linkedTenant(visit, server);
  const ownerStays = await mark(ownerPage);
  const chats = [
    { phone, customer: newNumber() },
    { phone: await Phone.open(await ownerPage.context().newPage(), id), customer: newNumber() },
  ];
  for (const chat of chats) await chat.phone.say(chat.customer, 'Habari');

  for (const pause of [0, 400]) {
    await test.step(`both customers write, and ${pause} ms after the last message the server is killed`, async () => {
      await Promise.all(
        chats.map(async (chat) => {
          for (const [text] of ROUND) await chat.phone.say(chat.customer, text);
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, pause));
      await server.killHard();
      await expect(ownerPage.getByTestId('live-state').first()).toHaveAttribute('data-connected', 'false');
      await server.run();
    });

    await test.step('it comes back connected, without a code', async () => {
      await followsLive(ownerPage);
      await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED', TAKEN_OVER);
      await expect(ownerPage.getByTestId('qr')).toHaveCount(0);
      await ownerStays();
    });
  }

  const wanted = ['Habari', ...ROUND, ...ROUND].map((turn) =>
    typeof turn === 'string' ? { text: turn, answer: BOOKING_SW.menu } : { text: turn[0], answer: turn[1] },
  );
  for (const { customer } of chats) {
    await test.step(`each message of ${customer} was answered once and in its order`, async () => {
      const seen = await Phone.open(await ownerPage.context().newPage(), id);
      await seen.choose(customer);
      await expect(seen.fromCustomer).toHaveText(wanted.map(({ text }) => text));
      await expect(seen.fromBusiness).toHaveText(
        wanted.map(({ answer }) => new RegExp(escaped(answer))),
        TAKEN_OVER,
      );
    });
  }

  await test.step('the log has each message once, all of them handled', async () => {
    await openTenant(admin, id);
    await followsLive(admin);
    const all = chats.length * wanted.length;
    await expect(messages(admin, 'IN')).toHaveCount(all);
    await expect(messages(admin, 'OUT')).toHaveCount(all);
    await expect(admin.locator('[data-testid="message"][data-status="handled"]')).toHaveCount(all);
    await expect(admin.locator('[data-testid="message"][data-status="read"]')).toHaveCount(all, TAKEN_OVER);
  });

  await test.step('no number and no text reached the server log', async () => {
    const private_ = [owner.whatsapp, ...chats.map(({ customer }) => customer), BOOKING_SW.prices];
    for (const text of private_) expect(server.log).not.toContain(text.replace('+', ''));
  });
});

test('killed while the code waits: a code is shown again and can be scanned @core', async ({
  visit,
  ownServer,
}) => {
  const server: Server = await ownServer();
  const { ownerPage, id } = await approvedTenant(visit, server);
  const stays = await mark(ownerPage);
  const old = await shownCode(ownerPage);

  await server.killHard();
  await server.run();

  await followsLive(ownerPage);
  await expect(ownerPage.getByTestId('qr')).not.toHaveAttribute('data-code', old, TAKEN_OVER);
  const phone = await Phone.open(await ownerPage.context().newPage(), id);
  await phone.scan();
  await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
  await phone.ask(newNumber(), 'Habari', BOOKING_SW.menu);
  await stays();
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
