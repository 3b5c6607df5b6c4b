import type { Page } from '@playwright/test';
import { movement, QUIET } from '../support/motion';
import { show, viewOf } from '../support/views';
import { expect, test } from '../support/visitors';

test('nothing moves for who does not want it, though things do move for others', async ({ be, house }) => {
  const view = viewOf('components');
  const page = await be(view.who);
  await show(page, house, view);
  expect(await movement(page)).not.toEqual([]);
  await page.emulateMedia(QUIET);
  await expect.poll(() => movement(page)).toEqual([]);
});

for (const name of ['home', 'signin', 'onboarding-template', 'overview-connected', 'admin-tenants', 'components']) {
  test(`${name} keeps its edges where the system chooses the colours`, async ({ be, house }) => {
    const view = viewOf(name);
    const page = await be(view.who, { forcedColors: 'active' });
    await show(page, house, view);
    expect(await page.locator('.btn:visible, input:visible, .badge:visible, .card:visible').count()).toBeGreaterThan(1);
    expect(await edgeless(page)).toEqual([]);
  });
}

/** Controls and cards that only their ground tells from what is around, which forced colours take away. */
function edgeless(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLElement>('.btn, .badge, .card, .chip, .choice, select, textarea, input:not([type="hidden"])');
    const without = [...controls].filter((control) => {
      if (!control.checkVisibility({ visibilityProperty: true })) return false;
      const { borderTopStyle, borderTopWidth, clipPath, outlineStyle, appearance, opacity } = getComputedStyle(control);
      // Hidden inputs of cards and switches; boxes that the browser draws itself have its edges.
      if (clipPath !== 'none' || opacity === '0' || (control.matches('[type="checkbox"], [type="radio"]') && appearance !== 'none')) {
        return false;
      }
      const framed = control.closest('.find, .chat-line, .filter, .field-row');
      const edged = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0;
      return !edged && outlineStyle === 'none' && framed === null;
    });
    return without.map((control) => `${control.tagName.toLowerCase()}.${control.className}`);
  });
}
