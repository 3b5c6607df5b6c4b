import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { hands, handBack, line, openThread } from '../support/inbox';
import { linkedTenant } from '../support/journey';
import { awake, fitsTheScreen, followsLive, open } from '../support/live';
import { newNumber, newOwner } from '../support/people';
import { send, signUp, signUpPlainly } from '../support/portal';
import { BOOKING_SW } from '../support/words';

/** What a browser has told of. */
interface Raised {
  readonly title: string;
  readonly tag: string;
  readonly data: string;
}

/** What the stub below leaves in the page. */
interface Stubbed extends Window {
  raised: Raised[];
  last?: { onclick: () => void };
}

/** A browser that asks nobody, and shows nothing: it keeps what it would show. */
async function stub(page: Page, answer: 'granted' | 'denied', mayItself = true): Promise<void> {
  await page.context().grantPermissions(['notifications']);
  await page.addInitScript(
    ([says, itself]) => {
      const raised: unknown[] = [];
      class Stub {
        onclick = null;

        static get permission(): string {
          return localStorage.getItem('asked') ?? 'default';
        }

        static requestPermission(): Promise<unknown> {
          localStorage.setItem('asked', String(says));
          return Promise.resolve(says);
        }

        constructor(title: string, { tag, data }: { tag: string; data: string }) {
          // As on phones.
          if (!itself) throw new TypeError('Illegal constructor');
          raised.push({ title, tag, data });
          Object.assign(window, { last: this });
        }

        close(): void {}
      }
      Object.assign(window, { Notification: Stub, raised });
      ServiceWorkerRegistration.prototype.showNotification = (title, options) => {
        raised.push({ title, tag: options?.tag, data: options?.data });
        return Promise.resolve();
      };
    },
    [answer, mayItself] as const,
  );
}

/** What this page has told of so far. */
function raised(page: Page): Promise<Raised[]> {
  return page.evaluate(() => (window as unknown as Stubbed).raised);
}

/** Allows this browser to tell, at any hour. */
async function allow(page: Page): Promise<void> {
  await open(page, '/app/account');
  await expect(page.getByTestId('this-browser')).toHaveAttribute('data-state', 'unasked');
  await page.getByTestId('btn-browser-ask').click();
  await expect(page.getByTestId('this-browser')).toHaveAttribute('data-state', 'allowed');
  await expect(page.getByTestId('btn-browser-ask')).toBeHidden();
  const form = page.getByTestId('alerts-form');
  for (const kind of ['handoff', 'disconnected', 'failed']) {
    await expect(form.getByTestId(`browser-${kind}`)).toBeChecked();
  }
  await form.getByTestId('field-quiet').uncheck();
  await send(form);
  await expect(page).toHaveURL(/done=alerts/);
}

/** The open conversation. */
function opened(page: Page): string {
  return new URL(page.url()).pathname.split('/').pop() ?? '';
}

test('the browser tells of a customer who waits, but not of the conversation that is open', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const [neema, juma] = [newNumber(), newNumber()];
  await stub(page, 'granted');
  await allow(page);
  await open(page, '/app/inbox');
  await followsLive(page);
  await expect(page).toHaveTitle(/^[^(]/);

  await test.step('whoever looks at the list hears of it, and the tab says how many wait', async () => {
    await phone.ask(neema, 'Habari', BOOKING_SW.menu);
    await phone.say(neema, 'mhudumu');
    await expect(line(page).getByTestId('hands')).toHaveAttribute('data-status', 'waiting');
    await expect(page).toHaveTitle(/^\(1\) .* · Flow HQ$/);
    await expect.poll(() => raised(page)).toHaveLength(1);
  });

  let first = '';
  await test.step('a click on it opens the conversation', async () => {
    const [told] = await raised(page);
    await page.evaluate(() => setTimeout(() => (window as unknown as Stubbed).last?.onclick()));
    await expect(page).toHaveURL(/\/app\/inbox\/[0-9a-f-]{36}$/);
    first = opened(page);
    expect(told?.tag, 'two tabs show one').toBe(first);
    expect(told?.data).toBe(`/app/inbox/${first}`);
    expect(told?.title).toMatch(/waits for a person$/);
  });

  await test.step('who takes over is asked by nobody any more', async () => {
    await followsLive(page);
    await expect(page).toHaveTitle(/^\(1\) /);
    await page.getByTestId('btn-take-over').click();
    await expect(hands(page)).toHaveAttribute('data-status', 'mine');
    await expect(page).toHaveTitle(/^[^(]/);
  });

  await test.step('of what is on the screen nothing is told, of another conversation it is', async () => {
    await handBack(page);
    await phone.say(neema, 'mhudumu');
    await expect(hands(page)).toHaveAttribute('data-status', 'waiting');
    await phone.ask(juma, 'Habari', BOOKING_SW.menu);
    await phone.say(juma, 'mhudumu');
    await expect(page).toHaveTitle(/^\(2\) /);
    // What was told of both came in their order: the second one's says that the first one's was heard.
    await expect.poll(() => raised(page)).toHaveLength(1);
    const [told] = await raised(page);
    expect(told?.tag).not.toBe(first);
  });
});

test('where a page may not tell, a worker does it', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const customer = newNumber();
  await stub(page, 'granted', false);
  await allow(page);
  await open(page, '/app/inbox');
  await followsLive(page);
  await phone.ask(customer, 'Habari', BOOKING_SW.menu);
  await phone.say(customer, 'mhudumu');
  await expect.poll(() => raised(page)).toHaveLength(1);
  const [told] = await raised(page);
  await openThread(page);
  expect(told?.tag).toBe(opened(page));
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.scope);
  expect(scope).toBe(new URL('/', page.url()).href);
});

test('who wants to hear nothing in the browser hears nothing, and the tab still counts', async ({ visit }) => {
  const { ownerPage: page, phone } = await linkedTenant(visit);
  const [neema, juma] = [newNumber(), newNumber()];
  await stub(page, 'granted');
  await allow(page);
  const form = page.getByTestId('alerts-form');
  await form.getByTestId('browser-handoff').uncheck();
  await Promise.all([page.waitForResponse(/\/app\/account\?done=alerts/), send(form)]);
  await awake(page);
  await open(page, '/app/account');
  await expect(form.getByTestId('browser-handoff')).not.toBeChecked();
  await expect(form.getByTestId('browser-failed')).toBeChecked();
  await open(page, '/app/inbox');
  await followsLive(page);
  await phone.ask(neema, 'Habari', BOOKING_SW.menu);
  await phone.say(neema, 'mhudumu');
  await expect(page).toHaveTitle(/^\(1\) /);
  await phone.ask(juma, 'Habari', BOOKING_SW.menu);
  // Longer than it takes to tell.
  await page.waitForTimeout(3_000);
  expect(await raised(page)).toEqual([]);
});

for (const width of [320, 1280]) {
  test(`at ${width} px the account says when the browser blocks us, in both languages`, async ({ visit }) => {
    const page = await visit(undefined, { viewport: { width, height: 844 } });
    await stub(page, 'denied');
    await signUp(page, newOwner());
    await open(page, '/app/account');
    await page.getByTestId('btn-browser-ask').click();
    await expect(page.getByTestId('this-browser')).toHaveAttribute('data-state', 'blocked');
    await expect(page.getByTestId('this-browser')).toContainText('blocks notifications');
    await expect(page.getByTestId('btn-browser-ask')).toBeHidden();
    await page.getByTestId('this-browser').scrollIntoViewIfNeeded();
    await fitsTheScreen(page);
    await page.getByTestId('lang-switch').first().click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'sw');
    await expect(page.getByTestId('this-browser')).toContainText('kimezuia arifa');
    await fitsTheScreen(page);
  });
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`${how} JavaScript an owner says after how long the assistant is offered`, async ({ visit }) => {
    const page = await visit(undefined, { javaScriptEnabled });
    await signUpPlainly(page, newOwner());
    await page.goto('/app/team');
    const choice = page.getByTestId('team-settings').locator('#take_back_minutes');
    await expect(choice).toHaveValue('30');
    await choice.selectOption('60');
    await page.getByTestId('btn-save-team').click();
    await expect(page).toHaveURL(/done=settings/);
    await page.goto('/app/team');
    await expect(choice).toHaveValue('60');
    await fitsTheScreen(page);
  });
}
