import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { linkedTenant } from '../support/journey';
import { awake, open } from '../support/live';
import { newNumber, newOwner } from '../support/people';
import { field, signUp, signUpPlainly } from '../support/portal';
import { BOOKING_SW } from '../support/words';

const RULES = `# Kanuni za duka

## Maegesho

Maegesho ya magari yapo nyuma ya duka, na ni bure kwa wateja.

## Malipo

Tunapokea M-Pesa, Airtel Money na pesa taslimu.
`;

async function addAnswer(page: Page, question: string, answer: string): Promise<void> {
  const form = page.getByTestId('answer-form');
  await field(form, 'question').fill(question);
  await field(form, 'answer').fill(answer);
  await page.getByTestId('btn-save-answer').click();
  await expect(page).toHaveURL(/saved=answer/);
  await expect(page.getByTestId('answer').filter({ hasText: question })).toBeVisible();
}

async function handIn(page: Page, name: string, mimeType: string, content: string | Buffer): Promise<void> {
  const buffer = Buffer.isBuffer(content) ? content : Buffer.from(content);
  await page.getByTestId('field-file').setInputFiles({ name, mimeType, buffer });
  await page.getByTestId('btn-hand-in').click();
}

test('what a business writes down answers its customers, and what it did not it is told', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  await open(page, '/app/answers');

  await test.step('an answer and a file', async () => {
    await expect(page.locator('main')).toContainText('Kuuliza si ujinga.');
    await page.getByTestId('btn-add-answer').click();
    await page.getByTestId('btn-save-answer').click();
    await expect(page.getByTestId('error-question')).toBeVisible();
    await addAnswer(page, 'Mna wifi?', 'Ndiyo, wifi ni bure kwa wateja wote.');
    await handIn(page, 'kanuni.md', 'text/markdown', RULES);
    await expect(page.getByTestId('passages')).toContainText('Maegesho ya magari yapo nyuma ya duka');
    await awake(page);
  });

  await test.step('the owner tries a question', async () => {
    await open(page, '/app/answers');
    await page.getByTestId('field-ask').fill('naweza kulipa kwa mpesa?');
    await page.getByTestId('btn-try').click();
    await expect(page.getByTestId('tried')).toContainText('Tunapokea M-Pesa');
    await page.getByTestId('field-ask').fill('mnatengeneza kompyuta?');
    await page.getByTestId('btn-try').click();
    await expect(page.getByTestId('tried')).toContainText('offer a person');
  });

  const customer = newNumber();
  await test.step('a customer asks in words of their own', async () => {
    await phone.ask(customer, 'Habari', BOOKING_SW.menu);
    await phone.ask(customer, 'je wifi ipo hapo?', 'Ndiyo, wifi ni bure kwa wateja wote.');
    await phone.ask(customer, 'naweza kuegesha gari wapi', 'nyuma ya duka');
    await phone.ask(customer, '3', BOOKING_SW.prices);
  });

  const waiting = page.getByTestId('unanswered');
  await test.step('what nobody wrote is not made up: a person is offered', async () => {
    await open(page, '/app/answers');
    await expect(waiting).toHaveCount(0);
    await phone.ask(customer, 'mnatengeneza kompyuta?', '1) Ndiyo, niunganishe na mhudumu 2) Menyu');
    await phone.ask(customer, '2', 'Booking');
    await phone.ask(newNumber(), 'Mnatengeneza kompyuta', 'sina jibu la swali hilo');
  });

  await test.step('the owner sees the question come, counted, and answers it', async () => {
    await expect(waiting).toHaveCount(1);
    await expect(waiting).toContainText('Asked 2 times');
    await page.getByTestId('btn-answer-it').click();
    await expect(field(page.getByTestId('answer-form'), 'question')).toHaveValue(/[Mm]natengeneza kompyuta/);
    await addAnswer(page, 'Mnatengeneza kompyuta?', 'Hapana, tunatengeneza simu tu.');
    await expect(waiting).toHaveCount(0);
  });

  await test.step('and the next customer gets the answer', async () => {
    await phone.ask(newNumber(), 'samahani, mnatengeneza kompyuta?', 'Hapana, tunatengeneza simu tu.');
  });
});

test('a file that cannot be read is refused in words, and an answer can be changed and removed', async ({ visit }) => {
  const page = await visit();
  await signUp(page, newOwner());
  await open(page, '/app/answers?add=answer');
  await addAnswer(page, 'Mko wapi?', 'Kariakoo, mtaa wa Swahili.');

  await open(page, '/app/answers');
  for (const [name, content, words] of [
    ['bei.exe', Buffer.from([77, 90, 0, 0, 0]), 'This kind of file is not read.'],
    ['tupu.txt', '   \n', 'There is no text in this file.'],
    ['bei.pdf', '%PDF-1.7 na kisha hakuna kitu', 'This file is damaged'],
  ] as const) {
    await handIn(page, name, 'application/octet-stream', content);
    await expect(page.getByRole('alert')).toContainText(words);
    await awake(page);
  }

  await page.getByTestId('btn-edit-answer').click();
  const form = page.getByTestId('answer-form');
  await expect(field(form, 'answer')).toHaveValue('Kariakoo, mtaa wa Swahili.');
  await field(form, 'answer').fill('Kariakoo, mtaa wa Msimbazi.');
  await page.getByTestId('btn-save-answer').click();
  await expect(page).toHaveURL(/saved=answer/);
  await page.getByTestId('field-ask').fill('mko wapi');
  await page.getByTestId('btn-try').click();
  await expect(page.getByTestId('tried')).toContainText('mtaa wa Msimbazi');
  await awake(page);

  await page.getByTestId('ask-remove').click();
  await page.getByTestId('btn-remove').click();
  await expect(page.getByTestId('answer')).toHaveCount(0);
  await expect(page.locator('main')).toContainText('Kuuliza si ujinga.');
});

test('without JavaScript answers are written, tried and handed in as well', async ({ visit }) => {
  const page = await visit(undefined, { javaScriptEnabled: false });
  await signUpPlainly(page, newOwner());

  await page.goto('/app/answers?add=answer');
  const question = field(page.getByTestId('answer-form'), 'question');
  await question.fill('Mna wifi?');
  await page.getByTestId('btn-save-answer').click();
  await expect(page.getByTestId('error-answer')).toBeVisible();
  await expect(question, 'what was typed stays').toHaveValue('Mna wifi?');
  await addAnswer(page, 'Mna wifi?', 'Ndiyo, ni bure.');
  await handIn(page, 'kanuni.md', 'text/markdown', RULES);
  await expect(page.getByTestId('passages')).toContainText('nyuma ya duka');
  await page.goto('/app/answers?add=text');
  const form = page.getByTestId('text-form');
  const text = 'Tunasafirisha hadi Mwanza kwa siku mbili.';
  await field(form, 'text').fill(text);
  await page.getByTestId('btn-save-text').click();
  await expect(page.getByTestId('error-title')).toBeVisible();
  await expect(field(form, 'text'), 'what was typed stays').toHaveValue(text);
  await field(form, 'title').fill('Usafirishaji');
  await page.getByTestId('btn-save-text').click();
  await expect(page.getByTestId('passages')).toContainText('hadi Mwanza');
  await page.goto('/app/answers');
  await page.getByTestId('field-ask').fill('mnasafirisha mwanza?');
  await page.getByTestId('btn-try').click();
  await expect(page.getByTestId('tried')).toContainText('kwa siku mbili');
});
