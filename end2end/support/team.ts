import { expect, type Page } from '@playwright/test';
import type { Visit } from './fixtures';
import { awake, open } from './live';
import { mailedToken } from './mail';
import { unique } from './people';
import { field, send } from './portal';
import type { Server } from './server';

/** What everybody in a team signs in with. */
export const PASSWORD = 'mchele na maharage';

/** Sends an invitation from the page of the team. */
export async function invite(page: Page, email: string, role: string): Promise<void> {
  await awake(page);
  const form = page.getByTestId('invite-form');
  await field(form, 'email').fill(email);
  await field(form, 'role').selectOption(role);
  await field(form, 'language').selectOption('EN');
  await page.getByTestId('btn-invite').click();
}

/** Invites somebody and lets them join in a browser of their own, of which the page is given. */
export async function joined(
  visit: Visit,
  server: Server,
  owner: Page,
  person: { readonly name: string; readonly role: string },
  options: Parameters<Visit>[1] = {},
): Promise<Page> {
  const email = `${unique()}@example.co.tz`;
  await open(owner, '/app/team');
  await invite(owner, email, person.role);
  await expect(owner).toHaveURL(/done=invited$/);
  await expect(owner.getByTestId('invitation')).toContainText(email);
  const page = await visit(server, options);
  await open(page, `/invited?token=${await mailedToken(server, '/invited')}`);
  const form = page.getByTestId('invited-form');
  await field(form, 'name').fill(person.name);
  await field(form, 'password').fill(PASSWORD);
  await send(form);
  await expect(page).toHaveURL(/\/app$/);
  return page;
}
