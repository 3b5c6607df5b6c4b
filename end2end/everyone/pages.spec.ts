import { complaintsOfAxe } from '../support/axe';
import { misfits } from '../support/fit';
import { complaintsOfKeyboard } from '../support/keyboard';
import { movement, QUIET } from '../support/motion';
import { routesOfProduct, show, VIEWS } from '../support/views';
import { expect, test } from '../support/visitors';

const LARGE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const SMALL = { width: 320, height: 640 };

test.describe.configure({ mode: 'parallel' });

test('no page is forgotten here', () => {
  const known = new Set(VIEWS.map((view) => view.route));
  const product = routesOfProduct();
  expect(product.length).toBeGreaterThan(30);
  expect(product.filter((route) => !known.has(route))).toEqual([]);
});

for (const view of VIEWS) {
  test(`everyone can use ${view.name}`, async ({ be, house }) => {
    // axe is put into the page, which our policy forbids to everybody else.
    const page = await be(view.who, { ...QUIET, viewport: LARGE, bypassCSP: true });
    await show(page, house, view);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    const { wrong, look } = book();
    for (const size of [LARGE, PHONE]) {
      const at = `${size.width} px`;
      await page.setViewportSize(size);
      await look(at, misfits(page));
      await look(at, movement(page));
      // What is named or nested wrongly is so in both themes: the dark one differs in its colours.
      await look(`${at}, light`, complaintsOfAxe(page, 'everything'));
      await page.emulateMedia({ ...QUIET, colorScheme: 'dark' });
      await look(`${at}, dark`, complaintsOfAxe(page, 'colours'));
      await page.emulateMedia({ ...QUIET, colorScheme: 'light' });
    }
    await look(`${PHONE.width} px`, complaintsOfKeyboard(page));
    await page.setViewportSize(SMALL);
    await look(`${SMALL.width} px`, misfits(page));
    expect(wrong, page.url()).toEqual([]);
  });

  test(`everyone can use ${view.name} in Swahili`, async ({ be, house }) => {
    const page = await be(view.who, { ...QUIET, viewport: LARGE, bypassCSP: true, locale: 'sw-TZ' });
    await show(page, house, view);
    await expect(page.locator('html')).toHaveAttribute('lang', 'sw');
    const { wrong, look } = book();
    await look('dark', page.emulateMedia({ ...QUIET, colorScheme: 'dark' }).then(() => complaintsOfAxe(page, 'everything')));
    for (const size of [LARGE, PHONE, SMALL]) {
      await page.setViewportSize(size);
      await look(`${size.width} px`, misfits(page));
    }
    expect(wrong, page.url()).toEqual([]);
  });
}

/** Collects what is wrong with a page, so that one run tells it all. */
function book(): { wrong: string[]; look: (at: string, complaints: Promise<string[]>) => Promise<void> } {
  const wrong: string[] = [];
  const look = async (at: string, complaints: Promise<string[]>): Promise<void> => {
    for (const complaint of await complaints) wrong.push(`${at}: ${complaint}`);
  };
  return { wrong, look };
}
