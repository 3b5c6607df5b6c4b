import { followsLive } from '../support/live';
import { QUIET } from '../support/motion';
import { show, viewOf } from '../support/views';
import { expect, test } from '../support/visitors';
import { hold } from '../support/still';

/** The views that most people see most of the time. */
const MAIN = [
  'home',
  'pricing',
  'templates',
  'contact',
  'signup',
  'onboarding-business',
  'onboarding-template',
  'overview-pending',
  'overview-connected',
  'overview-lost',
  'whatsapp-code',
  'messages',
  'settings',
  'account',
  'sandbox',
  'admin',
  'admin-request',
  'admin-tenants',
  'admin-tenant',
  'components',
] as const;

/** As far down as a picture goes; whatever is below is made of the same pieces. */
const SIZES = [
  { width: 1280, height: 1100 },
  { width: 390, height: 1400 },
] as const;

test.describe.configure({ mode: 'parallel' });

for (const name of MAIN) {
  test(`${name} looks as it did`, async ({ be, house }) => {
    const view = viewOf(name);
    // Our own sheet is all that a page may load; the one that holds it still comes from here.
    const page = await be(view.who, { ...QUIET, bypassCSP: true, deviceScaleFactor: 1 });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await show(page, house, view);
      if (await page.getByTestId('live-state').count()) await followsLive(page);
      await hold(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ ...QUIET, colorScheme });
        await expect.soft(page).toHaveScreenshot(`${name}-${size.width}-${colorScheme}.png`);
      }
    }
  });
}
