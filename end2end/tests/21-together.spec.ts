import type { Page } from '@playwright/test';
import { expect, test, type Visit } from '../support/fixtures';
import { hands, line } from '../support/inbox';
import { linkedTenant } from '../support/journey';
import { awake, fitsTheScreen, followsLive, mark, open } from '../support/live';
import { mailedToken } from '../support/mail';
import { newNumber, unique } from '../support/people';
import { field, send } from '../support/portal';
import type { Server } from '../support/server';
import { BOOKING_SW } from '../support/words';

const AMINA = 'Amina Said';
const SETTINGS = { FLOWHQ_LOG: 'info', FLOWHQ_HEARTBEAT_SECONDS: '2' };

/** Somebody who was invited and joined, in a browser of her own. */
async function joined(visit: Visit, server: Server, owner: Page): Promise<Page> {
  await open(owner, '/app/team');
  const form = owner.getByTestId('invite-form');
  await field(form, 'email').fill(`amina-${unique()}@example.co.tz`);
  await field(form, 'role').selectOption('AGENT');
  await field(form, 'language').selectOption('EN');
  await owner.getByTestId('btn-invite').click();
  await expect(owner).toHaveURL(/done=invited$/);
  const page = await visit(server);
  await open(page, `/invited?token=${await mailedToken(server, '/invited')}`);
  const invited = page.getByTestId('invited-form');
  await field(invited, 'name').fill(AMINA);
  await field(invited, 'password').fill('mchele na maharage');
  await send(invited);
  await expect(page).toHaveURL(/\/app$/);
  return page;
}

/** Who else has the open conversation open. */
function there(page: Page) {
  return page.getByTestId('thread').getByTestId('there');
}

/** Opens the conversation in which something was said last, and gives its address. */
async function openLast(page: Page): Promise<string> {
  await open(page, '/app/inbox');
  await line(page).first().click();
  await expect(page).toHaveURL(/\/app\/inbox\/[0-9a-f-]{36}/);
  await expect(page.getByTestId('thread')).toBeVisible();
  await awake(page);
  await followsLive(page);
  return new URL(page.url()).pathname;
}

/** Gives the open conversation to somebody, by the place in the list of people; 0 is nobody. */
async function assign(page: Page, to: { index: number } | { label: string }): Promise<void> {
  await page.getByTestId('ask-more').click();
  await page.getByTestId('assign-to').selectOption(to);
  await page.getByTestId('btn-assign').click();
  await expect(page.locator('#thread-more')).not.toHaveAttribute('open');
}

test('two people open one conversation and see each other, and who writes', async ({ visit, ownServer }) => {
  const server = await ownServer(SETTINGS);
  const { ownerPage: owner, phone } = await linkedTenant(visit, server);
  await phone.ask(newNumber(), 'Habari', BOOKING_SW.menu);
  const agent = await joined(visit, server, owner);
  const address = await openLast(owner);
  await expect(there(owner)).toHaveCount(0);
  const stays = await mark(owner);

  await test.step('each reads the other one\'s name, in the list too', async () => {
    await open(agent, address);
    await followsLive(agent);
    await expect(there(agent)).toContainText('Neema Mushi');
    await expect(there(owner)).toContainText(AMINA);
    await expect(line(owner).getByTestId('there')).toContainText(AMINA);
    await fitsTheScreen(owner);
    await fitsTheScreen(agent);
  });

  await test.step('one writes, the other reads so, until it pauses', async () => {
    await owner.getByTestId('btn-take-over').click();
    await expect(hands(owner)).toHaveAttribute('data-status', 'mine');
    await expect(hands(agent)).toHaveAttribute('data-status', 'taken');
    await owner.getByTestId('answer').pressSequentially('Karibu');
    await expect(agent.getByTestId('writing')).toHaveText('Neema Mushi is writing …');
    await expect(owner.getByTestId('writing')).toHaveText('');
    await fitsTheScreen(agent);
    await expect(agent.getByTestId('writing')).toHaveText('', { timeout: 15_000 });
  });

  await test.step('taking it from each other is asked first, and what was typed stays', async () => {
    await agent.getByTestId('btn-take-over').click();
    await agent.getByTestId('btn-take-anyway').click();
    await expect(hands(agent)).toHaveAttribute('data-status', 'mine');
    await expect(hands(owner)).toHaveAttribute('data-status', 'taken');
    await expect(owner.getByTestId('answer')).toHaveValue('Karibu');
  });

  await test.step('whoever leaves is gone', async () => {
    await open(agent, '/app');
    await expect(there(owner)).toHaveCount(0);
    await expect(line(owner).getByTestId('there')).toHaveCount(0);
    await stays();
  });

  await test.step('without JavaScript, loading the page counts', async () => {
    const storageState = await agent.context().storageState();
    const plain = await visit(server, { javaScriptEnabled: false, storageState });
    await plain.goto(address);
    await expect(there(plain)).toContainText('Neema Mushi');
    await expect(there(owner)).toContainText(AMINA);
    await fitsTheScreen(plain);
  });
});

test('an agent who sees her own alone finds no trace of the others', async ({ visit, ownServer }) => {
  const server = await ownServer(SETTINGS);
  const { ownerPage: owner, phone } = await linkedTenant(visit, server);
  const [other, hers] = [newNumber(), newNumber()];
  await phone.ask(other, 'Habari', BOOKING_SW.menu);
  const foreign = await openLast(owner);
  await phone.ask(hers, 'Habari', BOOKING_SW.menu);
  const agent = await joined(visit, server, owner);
  const frames: string[] = [];
  agent.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()));
  });

  await test.step('the owner chooses it on the page of the team', async () => {
    await open(owner, '/app/team');
    await owner.getByTestId('field-agents_see').selectOption('ASSIGNED');
    await owner.getByTestId('btn-save-team').click();
    await expect(owner).toHaveURL(/done=settings$/);
    await expect(owner.getByTestId('field-agents_see')).toHaveValue('ASSIGNED');
    await fitsTheScreen(owner);
  });

  await test.step('nothing is hers: the list is empty and an address leads nowhere', async () => {
    const answer = await agent.goto(foreign);
    expect(answer?.status()).toBe(404);
    await open(agent, '/app/inbox');
    await followsLive(agent);
    await expect(agent.getByTestId('no-talks')).toBeVisible();
    await expect(line(agent)).toHaveCount(0);
  });

  await test.step('what she is given comes, live, and what is said elsewhere does not', async () => {
    await openLast(owner);
    await assign(owner, { label: AMINA });
    await expect(line(agent)).toHaveCount(1);
    frames.length = 0;
    await phone.say(other, 'Maneno ya siri');
    await phone.say(hers, 'Nipo hapa');
    // The assistant answers both, so the line shows what it says.
    await expect(line(agent)).toContainText('sijaelewa');
    await expect.poll(() => frames.some((frame) => frame.includes('Nipo hapa'))).toBe(true);
    expect(frames.filter((frame) => frame.includes('Maneno ya siri'))).toEqual([]);
    await fitsTheScreen(agent);
  });

  await test.step('what is taken from her is gone where she looks', async () => {
    await line(agent).click();
    await expect(agent.getByTestId('thread')).toBeVisible();
    await followsLive(agent);
    await assign(owner, { index: 0 });
    await expect(agent.getByTestId('gone')).toBeVisible();
    await expect(agent.getByTestId('btn-take-over')).toHaveCount(0);
    await expect(line(agent)).toHaveCount(0);
    await fitsTheScreen(agent);
    const answer = await agent.reload();
    expect(answer?.status()).toBe(404);
  });
});
