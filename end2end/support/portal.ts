import { expect, type Locator, type Page } from '@playwright/test';
import { awake, open } from './live';
import type { Owner } from './people';
import { ADMIN } from './server';

/** A field by its name; the pages nest the fields of a form as `form[name]` and `form[hours][mon][from]`. */
export function field(form: Locator, ...path: [string, ...string[]]): Locator {
  const nested = path.map((part) => `[${part}]`).join('');
  return form.locator(`[name="form${nested}"], [name="${path[0]}"]:not([name*="["])`);
}

/** Presses the button of a form. */
export async function send(form: Locator): Promise<void> {
  await form.getByRole('button').last().click();
}

/** Fills in the sign-up form and sends it; the new owner arrives at the onboarding. */
export async function signUp(page: Page, owner: Owner): Promise<void> {
  await open(page, '/signup');
  await sendSignUp(page, owner);
}

/** The same where the page may have no JavaScript. */
export async function signUpPlainly(page: Page, owner: Owner): Promise<void> {
  await page.goto('/signup');
  await sendSignUp(page, owner);
}

async function sendSignUp(page: Page, owner: Owner): Promise<void> {
  const form = page.getByTestId('signup-form');
  await field(form, 'name').fill(owner.name);
  await field(form, 'business_name').fill(owner.business);
  await field(form, 'email').fill(owner.email);
  await field(form, 'password').fill(owner.password);
  await send(form);
  await expect(page).toHaveURL(/\/app\/onboarding$/);
}

export async function signIn(page: Page, who: Credentials): Promise<void> {
  await open(page, '/signin');
  await sendSignIn(page, who);
}

/** The same where the page may have no JavaScript. */
export async function signInPlainly(page: Page, who: Credentials): Promise<void> {
  await page.goto('/signin');
  await sendSignIn(page, who);
}

interface Credentials {
  email: string;
  password: string;
}

async function sendSignIn(page: Page, who: Credentials): Promise<void> {
  const form = page.getByTestId('signin-form');
  await field(form, 'email').fill(who.email);
  await field(form, 'password').fill(who.password);
  await send(form);
  await expect(page).toHaveURL(/\/(app|admin)/);
}

export async function signInAsAdmin(page: Page): Promise<void> {
  await signIn(page, ADMIN);
  await expect(page).toHaveURL(/\/admin$/);
  await awake(page);
}

/** What an assistant is there for. */
export type Template = 'BOOKING' | 'ECOMMERCE' | 'SUPPORT';

/** Fills in what an owner tells about the business, in its three steps; gives the last one, the review, to send. */
export async function fillSetup(page: Page, owner: Owner, template?: Template): Promise<Locator> {
  await sendStep(await fillBusiness(page, owner));
  await sendStep(await fillNumber(page, owner));
  await sendStep(await fillTemplate(page, template));
  await page.getByTestId('step-review').click();
  return page.getByTestId('setup-form');
}

/** Sends a step of the setup form that has nothing wrong, and waits until it is left. */
export async function sendStep(form: Locator): Promise<void> {
  await send(form);
  await expect(form).toHaveCount(0);
}

/**
 * Goes to a step of the setup form. The step where one is already is not asked for anew: the page would draw it
 * once more while it is being filled in.
 */
async function toStep(page: Page, step: 'business' | 'number' | 'template'): Promise<void> {
  const place = page.getByTestId(`step-${step}`);
  if ((await place.getAttribute('aria-current')) !== 'step') await place.click();
  await expect(place).toHaveAttribute('aria-current', 'step');
}

/** Fills in the first step: what the business is. */
export async function fillBusiness(page: Page, owner: Owner): Promise<Locator> {
  await toStep(page, 'business');
  const form = page.getByTestId('setup-business');
  await field(form, 'business_name').fill(owner.business);
  await field(form, 'business_type').fill('Salon');
  return form;
}

/** Fills in the second step: the number and the language. */
export async function fillNumber(page: Page, owner: Owner): Promise<Locator> {
  // Who had reached the review before is led back to it after each step.
  await toStep(page, 'number');
  const form = page.getByTestId('setup-number');
  await field(form, 'whatsapp_number').fill(owner.whatsapp);
  await form.getByTestId('choice-language-SW').check();
  return form;
}

/** Fills in the third step: what the assistant does, and when the business is open. */
export async function fillTemplate(page: Page, template: Template = 'BOOKING'): Promise<Locator> {
  await toStep(page, 'template');
  const form = page.getByTestId('setup-template');
  await form.getByTestId(`choice-template-${template}`).check();
  await field(form, 'hours', 'mon', 'from').fill('08:00');
  await field(form, 'hours', 'mon', 'to').fill('18:00');
  return form;
}

/** Fills in what an admin tells about a new tenant, which is one form. */
export async function fillTenant(page: Page, owner: Owner): Promise<Locator> {
  const form = page.getByTestId('create-tenant-form');
  await field(form, 'business_name').fill(owner.business);
  await field(form, 'business_type').fill('Salon');
  await field(form, 'template').selectOption('BOOKING');
  await field(form, 'whatsapp_number').fill(owner.whatsapp);
  await field(form, 'language').selectOption('SW');
  await field(form, 'hours', 'mon', 'from').fill('08:00');
  await field(form, 'hours', 'mon', 'to').fill('18:00');
  return form;
}

/** Signs out through the menu behind the person's name. */
export async function signOut(page: Page): Promise<void> {
  await page.locator('details.person > summary').click();
  await page.getByTestId('btn-signout').click();
  await expect(page).toHaveURL(/\/signin/);
}

/** Sends the setup request; the owner arrives at the status page. */
export async function submitSetup(page: Page, owner: Owner, template?: Template): Promise<void> {
  await send(await fillSetup(page, owner, template));
  await expect(page).toHaveURL(/\/app$/);
  await awake(page);
}
