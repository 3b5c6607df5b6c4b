import type { Locator, Page, WebSocketRoute } from '@playwright/test';
import { addService } from '../support/bookings';
import { expect, test } from '../support/fixtures';
import { linkedTenant } from '../support/journey';
import { fitsTheScreen, followsLive, open } from '../support/live';
import { newNumber, newOwner } from '../support/people';
import { field, signUp, signUpPlainly } from '../support/portal';
import { BOOKING_SW } from '../support/words';

/** Opens a step of the conversation; one in which something is wrong is open already. */
async function openStep(page: Page, step: string): Promise<Locator> {
  const card = page.getByTestId(`step-${step}`);
  const change = page.getByTestId(`change-${step}`);
  await expect(change.or(card.getByTestId('step-form'))).toBeVisible();
  if (await change.isVisible()) await change.click();
  await expect(card.getByTestId('step-form')).toBeVisible();
  return card;
}

/** Gives the question of a step another wording and saves it. */
async function ask(page: Page, step: string, language: 'sw' | 'en', text: string): Promise<void> {
  const card = await openStep(page, step);
  await card.locator(`#text-${step}-1-${language}`).fill(text);
  await card.getByTestId('btn-save-step').click();
  await expect(page).toHaveURL(new RegExp(`step=${step}&saved=texts`));
}

/** Publishes what is not published yet. */
async function publish(page: Page, note: string): Promise<void> {
  await page.getByTestId('btn-publish').click();
  const form = page.getByTestId('publish-form');
  await field(form, 'note').fill(note);
  await form.getByTestId('btn-publish-yes').click();
  await expect(page).toHaveURL(/published=\d+/);
}

test('an owner changes a text and a price, tries it, publishes, and goes back @core', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const [running, next, last] = [newNumber(), newNumber(), newNumber()];

  await test.step('a price counts at once', async () => {
    await open(page, '/app/services');
    await addService(page, 'Kusuka nywele', '60');
    await expect(page.getByTestId('service')).toContainText('TSh 15,000');
  });

  await test.step('a customer is in the middle of the ready-made conversation', async () => {
    await phone.ask(running, 'Habari', BOOKING_SW.menu);
    await phone.ask(running, '2', BOOKING_SW.services);
  });

  await test.step('the first change begins a draft, which says what is different', async () => {
    await open(page, '/app/flow');
    await expect(page.getByTestId('flow-answers')).toContainText('ready-made');
    await expect(page.getByTestId('flow-draft')).toHaveCount(0);
    const card = await openStep(page, 'menu');
    const text = card.locator('#text-menu-1-sw');
    await text.fill((await text.inputValue()).replace('Karibu', 'Karibu sana'));
    const again = card.locator('#text-menu-2-sw');
    await again.fill((await again.inputValue()).replace('Andika', 'Chagua'));
    await card.getByTestId('btn-save-step').click();
    await expect(page.getByTestId('flow-draft')).toContainText('Draft, not published yet');
    await page.getByTestId('flow-changes').locator('summary').click();
    await expect(page.getByTestId('flow-changes')).toContainText('Karibu sana');
    await fitsTheScreen(page);
  });

  await test.step('the draft is tried beside it, and customers notice nothing', async () => {
    const trial = page.getByTestId('own-trial');
    await expect(trial.locator('[data-from="business"]').first()).toContainText('Karibu sana');
    await phone.ask(next, 'Habari', 'Karibu ');
    await expect(phone.fromBusiness.last()).not.toContainText('Karibu sana');
  });

  await test.step('published: who begins gets it, who is under way finishes as begun', async () => {
    await publish(page, 'Salamu mpya');
    await expect(page.getByTestId('flow-answers')).toContainText('version 1');
    await phone.ask(last, 'Habari', 'Karibu sana');
    await phone.ask(running, '0', 'Andika: 1)');
  });

  await test.step('an item is added, and the numbers follow', async () => {
    const card = await openStep(page, 'menu');
    const form = card.getByTestId('add-item');
    await form.getByTestId('field-label_sw').fill('Ofa');
    await form.getByTestId('btn-add-item').click();
    await expect(form.getByTestId('error-label_en')).toBeVisible();
    await form.getByTestId('field-label_en').fill('Offers');
    await form.getByTestId('field-to').selectOption('+handoff');
    await form.getByTestId('btn-add-item').click();
    await expect(card.locator('#text-menu-1-sw')).toHaveValue(/5\) Ofa/);
    await card.getByTestId('move_up-4').click();
    await expect(card.locator('#text-menu-1-sw')).toHaveValue(/4\) Ofa 5\) Mawasiliano/);
    await fitsTheScreen(page);
    await publish(page, 'Ofa');
    await phone.ask(newNumber(), 'Habari', '4) Ofa 5) Mawasiliano');
  });

  await test.step('and back', async () => {
    await open(page, '/app/flow/history');
    await expect(page.getByTestId('version-2')).toContainText('Ofa');
    const first = page.getByTestId('version-1');
    await expect(first).toContainText('Salamu mpya');
    await first.getByTestId('btn-again').click();
    await first.getByTestId('btn-again-yes').click();
    await expect(page.getByTestId('version-3')).toContainText('version 1 again');
    await fitsTheScreen(page);
    const customer = newNumber();
    await phone.ask(customer, 'Habari', 'Karibu sana');
    await expect(phone.fromBusiness.last()).not.toContainText('Ofa');
  });
});

test('what a customer would stumble over stands at its field and is not published', async ({ visit }) => {
  const page = await visit();
  await signUp(page, newOwner());
  await open(page, '/app/flow');

  await test.step('a missing translation', async () => {
    await ask(page, 'when', 'en', '');
    await expect(page.getByTestId('flow-problems')).toContainText('English text is missing');
    await expect(page.locator('#text-when-1-en')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#text-when-1-en-wrong')).toContainText('English text is missing');
    await expect(page.getByTestId('btn-publish')).toHaveCount(0);
    await expect(page.getByTestId('own-trial')).toHaveCount(0);
    await fitsTheScreen(page);
  });

  await test.step('a way back that is lost', async () => {
    await ask(page, 'when', 'en', 'When?');
    const card = await openStep(page, 'services');
    const text = card.locator('#text-services-1-sw');
    await text.fill((await text.inputValue()).replace(/\s*0\) \S+/, ''));
    await card.getByTestId('btn-save-step').click();
    await expect(page.getByTestId('flow-problems')).toContainText('no way back');
    await expect(page.getByTestId('btn-publish')).toHaveCount(0);
  });

  await test.step('the draft is thrown away, and all is as it was', async () => {
    await page.getByTestId('btn-discard').click();
    await page.getByTestId('btn-discard-yes').click();
    await expect(page.getByTestId('flow-draft')).toHaveCount(0);
    await expect(page.getByTestId('flow-problems')).toHaveCount(0);
  });
});

test('two tabs: the same text is refused with what it reads now until it is meant, other texts are both kept', async ({ visit }) => {
  const page = await visit();
  await signUp(page, newOwner());
  await open(page, '/app/flow?step=when');
  const other = await page.context().newPage();
  await open(other, '/app/flow?step=when');
  const text = (on: Page, language: 'sw' | 'en'): Locator => on.locator(`#text-when-1-${language}`);

  await test.step('who saves second reads what stands there now, and keeps what was typed', async () => {
    await text(page, 'en').fill('When would you like to come?');
    await text(page, 'sw').fill('Ungependa kuja lini?');
    await page.getByTestId('btn-save-step').click();
    await expect(page).toHaveURL(/saved=texts/);
    await text(other, 'en').fill('Which day?');
    await other.getByTestId('btn-save-step').click();
    await expect(other.getByTestId('step-form').getByRole('alert')).toContainText('When would you like to come?');
    await expect(other.getByTestId('reads-now')).toHaveText('It reads now: When would you like to come?');
    await expect(text(other, 'en')).toHaveValue('Which day?');
    await expect(text(other, 'sw'), 'nothing was typed there').toHaveValue('Ungependa kuja lini?');
    await fitsTheScreen(other);
  });

  await test.step('saving again is meant', async () => {
    await other.getByTestId('btn-save-step').click();
    await expect(other).toHaveURL(/saved=texts/);
    await expect(other.getByTestId('reads-now')).toHaveCount(0);
    await expect(text(other, 'en')).toHaveValue('Which day?');
    await expect(text(other, 'sw')).toHaveValue('Ungependa kuja lini?');
  });

  await test.step('texts that only one of them changed are all kept', async () => {
    const before = page.url();
    await text(page, 'sw').fill('Lini?');
    await page.getByTestId('btn-save-step').click();
    await expect(page, 'it was not refused').not.toHaveURL(before);
    await expect(text(page, 'en')).toHaveValue('Which day?');
    await expect(text(page, 'sw')).toHaveValue('Lini?');
  });

  await test.step('a step that is opened again after the draft was thrown away is none that somebody else changed', async () => {
    await page.getByTestId('btn-discard').click();
    await page.getByTestId('btn-discard-yes').click();
    await expect(page.getByTestId('flow-draft')).toHaveCount(0);
    const card = await openStep(page, 'when');
    await expect(text(page, 'sw')).toHaveValue(/^Sawa/);
    await text(page, 'sw').fill('Siku gani?');
    await card.getByTestId('btn-save-step').click();
    await expect(page).toHaveURL(/step=when&saved=texts/);
    await expect(card.getByTestId('reads-now')).toHaveCount(0);
  });

  await test.step('other words that were put in order are nobody else\'s', async () => {
    const card = await openStep(page, 'menu');
    await card.locator('#words-menu-0').fill('miadi,  weka nafasi,');
    await card.getByTestId('btn-save-step').click();
    await expect(page).toHaveURL(/step=menu&saved=texts/);
    await expect(card.locator('#words-menu-0')).toHaveValue('miadi, weka nafasi');
    await expect(card.getByTestId('reads-now')).toHaveCount(0);
  });
});

test('without JavaScript a refusal keeps what was typed, at its place', async ({ visit }) => {
  const page = await visit(undefined, { javaScriptEnabled: false });
  await signUpPlainly(page, newOwner());
  const other = await page.context().newPage();
  const save = (on: Page): Promise<void> => on.getByTestId('btn-save-step').click();

  await test.step('a text that somebody else changed meanwhile', async () => {
    await page.goto('/app/flow?step=when#step-when');
    await other.goto('/app/flow?step=when');
    await other.locator('#text-when-1-en').fill('When would you like to come?');
    await save(other);
    await expect(other).toHaveURL(/saved=texts/);
    await page.locator('#text-when-1-en').fill('Which day?');
    await save(page);
    await expect(page.getByTestId('step-form').getByRole('alert')).toBeVisible();
    expect(new URL(page.url()).hash, 'it comes back to its card').toBe('#step-when');
    await expect(page.locator('#text-when-1-en')).toHaveValue('Which day?');
    await expect(page.getByTestId('step-form')).toContainText('When would you like to come?');
    await fitsTheScreen(page);
  });

  await test.step('who saves again sees over what, and it counts', async () => {
    await save(page);
    await expect(page).toHaveURL(/saved=texts/);
    await expect(page.locator('#text-when-1-en')).toHaveValue('Which day?');
  });

  await test.step('an item without a name in one language', async () => {
    await page.goto('/app/flow?step=services');
    const form = page.getByTestId('add-item');
    await field(form, 'label_sw').fill('Zawadi');
    await form.getByTestId('field-to').selectOption('+handoff');
    await page.getByTestId('btn-add-item').click();
    await expect(page.getByTestId('error-label_en')).toBeVisible();
    await expect(field(form, 'label_sw')).toHaveValue('Zawadi');
    await expect(form.getByTestId('field-to')).toHaveValue('+handoff');
  });

  await test.step('what was noted with a version, where the draft changed meanwhile', async () => {
    await page.goto('/app/flow');
    await page.getByTestId('btn-publish').click();
    const form = page.getByTestId('publish-form');
    await field(form, 'note').fill('Siku badala ya saa');
    await form.locator('[value="renew"]').check();
    await other.goto('/app/flow?step=when');
    await other.locator('#text-when-1-sw').fill('Lini?');
    await save(other);
    await expect(other).toHaveURL(/saved=texts/);
    await form.getByTestId('btn-publish-yes').click();
    await expect(form.getByRole('alert')).toBeVisible();
    await expect(field(form, 'note')).toHaveValue('Siku badala ya saa');
    await expect(form.locator('[value="renew"]')).toBeChecked();
    await form.getByTestId('btn-publish-yes').click();
    await expect(page.getByTestId('flow-answers')).toContainText('version 1');
  });
});

test('without JavaScript and by keyboard alone: a text is changed, tried, published and taken along', async ({ visit }) => {
  const page = await visit(undefined, { javaScriptEnabled: false });
  await signUpPlainly(page, newOwner());

  await page.goto('/app/flow');
  await page.getByTestId('change-when').focus();
  await page.keyboard.press('Enter');
  await page.locator('#text-when-1-en').fill('Which day?');
  await page.getByTestId('btn-save-step').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/step=when&saved=texts/);
  await expect(page.locator('#text-when-1-en')).toHaveValue('Which day?');
  await expect(page.getByTestId('own-trial')).toBeVisible();

  await page.getByTestId('btn-publish').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('btn-publish-yes').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('flow-answers')).toContainText('version 1');

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export').click()]);
  await page.getByTestId('field-file').setInputFiles(await file.path());
  await page.getByTestId('btn-import').click();
  await expect(page).toHaveURL(/saved=imported/);
  await expect(page.getByTestId('flow-draft')).toBeVisible();
  await page.getByTestId('field-file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"flowhq_flow":1}') });
  await page.getByTestId('btn-import').click();
  await expect(page.getByRole('alert').first()).toContainText('no conversation that was downloaded here');
});

/** Opens what a step offers of the business on its card: `service`, `product` or `hours`. */
async function offered(page: Page, step: string, ware: string): Promise<Locator> {
  const part = page.getByTestId(`step-${step}`).getByTestId(`ware-${ware}`);
  await expect(part).toBeVisible();
  if ((await part.getAttribute('open')) === null) await part.locator('summary').click();
  return part;
}

test('services, prices and hours are changed where the conversation offers them, and count at once', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const trial = page.getByTestId('own-trial');
  const heard = trial.locator('[data-from="business"]').last();
  await open(page, '/app/flow');

  await test.step('what is not there yet is added on the card', async () => {
    const part = await offered(page, 'prices', 'service');
    await expect(part).toContainText('Counts at once, also without publishing');
    await expect(part).toContainText('Nothing can be booked yet');
    await part.getByTestId('ware-add').click();
    const form = page.getByTestId('step-prices').getByTestId('ware-form');
    await field(form, 'name_sw').fill('Kusuka nywele');
    await field(form, 'minutes').fill('60');
    await field(form, 'price').fill('15,000');
    await form.getByTestId('btn-save-ware').click();
    await expect(page).toHaveURL(/\/app\/flow\?card=prices&saved=service/);
    const saved = page.getByTestId('step-prices').getByTestId('ware-service');
    await expect(saved.getByRole('status')).toContainText('It counts from now on');
    await expect(saved.getByTestId('ware')).toContainText('60 min');
    await expect(saved.getByTestId('ware')).toContainText('TSh 15,000');
    await fitsTheScreen(page);
  });

  await test.step('the trial says the price', async () => {
    await trial.getByTestId('tap-3').click();
    await expect(heard).toContainText('Kusuka nywele');
    await expect(heard).toContainText('TSh 15,000');
  });

  await test.step('a wrong price is refused at its field, and what was typed stays', async () => {
    const part = await offered(page, 'prices', 'service');
    await part.getByRole('link', { name: 'Change Kusuka nywele' }).click();
    const form = page.getByTestId('step-prices').getByTestId('ware-form');
    await expect(field(form, 'price')).toHaveValue(/^15,?000$/);
    await field(form, 'minutes').fill('45');
    await field(form, 'price').fill('ghali');
    await form.getByTestId('btn-save-ware').click();
    await expect(page.getByTestId('error-price')).toBeVisible();
    await expect(field(form, 'price')).toHaveValue('ghali');
    await expect(field(form, 'minutes')).toHaveValue('45');
    await fitsTheScreen(page);
  });

  await test.step('the right one counts at once: the trial goes on with it, and customers read it', async () => {
    const form = page.getByTestId('step-prices').getByTestId('ware-form');
    await field(form, 'price').fill('20,000');
    await form.getByTestId('btn-save-ware').click();
    const saved = page.getByTestId('step-prices').getByTestId('ware');
    await expect(saved).toContainText('45 min');
    await expect(saved).toContainText('TSh 20,000');
    await expect(heard).toContainText('TSh 20,000');
    await expect(page.getByTestId('flow-draft'), 'nothing of it is in the draft').toHaveCount(0);
    const customer = newNumber();
    await phone.ask(customer, 'Habari', BOOKING_SW.menu);
    await phone.ask(customer, '3', 'TSh 20,000');
  });

  await test.step('hours: wrong ones stay to be mended, right ones are said', async () => {
    const part = await offered(page, 'contact', 'hours');
    await part.getByTestId('ware-week').click();
    const form = page.getByTestId('step-contact').getByTestId('ware-form');
    await form.getByTestId('field-sun-from').fill('10:30');
    await form.getByTestId('field-sun-to').fill('09:15');
    await form.getByTestId('btn-save-ware').click();
    await expect(page.getByTestId('error-hours.sun')).toBeVisible();
    await expect(form.getByTestId('field-sun-to')).toHaveValue('09:15');
    await fitsTheScreen(page);
    await form.getByTestId('field-sun-to').fill('13:45');
    await form.getByTestId('btn-save-ware').click();
    await expect(page).toHaveURL(/card=contact&saved=hours/);
    await expect(page.getByTestId('step-contact').getByTestId('ware-hours')).toContainText('10:30 – 13:45');
    const customer = newNumber();
    await phone.ask(customer, 'Habari', BOOKING_SW.menu);
    await phone.ask(customer, '4', 'Jumapili 10:30 hadi 13:45');
  });
});

test('what stands open and what was typed stay when the line comes back', async ({ visit }) => {
  const { ownerPage: page } = await linkedTenant(visit);
  const lines: WebSocketRoute[] = [];
  await page.routeWebSocket('**/ws', (line) => {
    line.connectToServer();
    lines.push(line);
  });
  await open(page, '/app/flow');
  await followsLive(page);
  const part = await offered(page, 'prices', 'service');
  await expect(part.getByTestId('ware-add')).toBeVisible();
  const typed = page.getByTestId('own-trial').getByTestId('sim-text');
  await typed.fill('Habari ya');

  const asked = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/read_flow'));
  await lines.at(-1)?.close();
  await expect.poll(() => lines.length, 'the page calls again').toBe(2);
  await asked;
  // Longer than it takes to ask once more and to draw it.
  await page.waitForTimeout(1_000);
  await expect(part.getByTestId('ware-add'), 'nothing changed, so nothing is drawn anew').toBeVisible();
  await expect(typed).toHaveValue('Habari ya');
});

test('without JavaScript a price is refused at its field, mended, and read on the card', async ({ visit }) => {
  const page = await visit(undefined, { javaScriptEnabled: false });
  await signUpPlainly(page, newOwner());

  await page.goto('/app/flow');
  const part = await offered(page, 'prices', 'service');
  await part.getByTestId('ware-add').focus();
  await page.keyboard.press('Enter');
  const form = page.getByTestId('ware-form');
  await field(form, 'name_sw').fill('Kusuka nywele');
  await field(form, 'minutes').fill('60');
  await field(form, 'price').fill('ghali');
  await form.getByTestId('btn-save-ware').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('step-prices').getByTestId('error-price')).toBeVisible();
  await expect(field(form, 'price')).toHaveValue('ghali');
  await expect(field(form, 'name_sw'), 'what was typed is kept').toHaveValue('Kusuka nywele');
  await field(form, 'price').fill('15,000');
  await form.getByTestId('btn-save-ware').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/app\/flow\?card=prices&saved=service/);
  await expect(page.getByTestId('step-prices').getByTestId('ware')).toContainText('TSh 15,000');
});
