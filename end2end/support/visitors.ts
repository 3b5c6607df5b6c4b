import { type BrowserContext, type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test';
import { House, type Who } from './house';
import { listen } from './fixtures';

/** Opens a browser as one of the house's people. */
export type Be = (who: Who, options?: BrowserContextOptions) => Promise<Page>;

interface TestFixtures {
  be: Be;
  nothingBreaks: void;
}

interface WorkerFixtures {
  house: House;
}

/** For tests that only look: all of a worker share one house. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  house: [
    async ({}, use) => {
      const house = await House.open();
      await use(house);
      await house.close();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  be: async ({ browser, house }, use) => {
    const opened: BrowserContext[] = [];
    const complaints: string[] = [];
    await use(async (who, options = {}) => {
      const context = await browser.newContext({ ...house.as(who), ...options });
      opened.push(context);
      context.on('page', (page) => listen(page, complaints));
      return context.newPage();
    });
    // What a page was fetching when it was closed ends as an error; that is none of the product's.
    const heard = [...complaints];
    await Promise.all(opened.map((context) => context.close()));
    expect(heard, 'errors in the browser').toEqual([]);
  },

  nothingBreaks: [
    async ({ house }, use, info) => {
      const before = house.server.log.length;
      await use();
      const log = house.server.log.slice(before);
      if (info.status !== info.expectedStatus) {
        await info.attach('server', { body: log, contentType: 'text/plain' });
      }
      expect(log, 'the server panicked').not.toContain('panicked at');
    },
    { auto: true },
  ],
});

export { expect };
