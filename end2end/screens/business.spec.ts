import path from 'node:path';
import type { BrowserContextOptions } from '@playwright/test';
import { desktop, phone as small } from '../support/browser';
import { show, viewOf } from '../support/views';
import { test } from '../support/visitors';

/** What the portal keeps for a business, as a salon and a grocer have it. */
const NAMES = [
  'calendar-week',
  'calendar-list',
  'booking',
  'calendar-feed',
  'services',
  'answers',
  'orders',
  'order',
  'products',
  'product',
  'products-import',
  'inbox',
  'thread-answered',
  'inbox-replies',
  'customers',
  'customer',
  'flow',
  'flow-step',
  'flow-service',
  'flow-history',
  'team',
];

for (const [width, size] of [[1280, desktop], [390, small]] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`pictures of a business at ${width} px, ${colorScheme}`, async ({ be, house }, info) => {
      const folder = path.resolve(info.project.testDir, '../../docs/screenshots');
      const options = { ...size, colorScheme, reducedMotion: 'reduce' } as BrowserContextOptions;
      for (const name of NAMES) {
        const view = viewOf(name);
        const page = await be(view.who, options);
        await show(page, house, view);
        const file = path.join(folder, `${name}-${width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
        await page.close();
      }
    });
  }
}
