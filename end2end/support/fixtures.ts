import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Page,
  test as base,
} from '@playwright/test';
import { Server, type Settings } from './server';

/** Opens a page as somebody else: a browser of its own, with cookies of its own. */
export type Visit = (server?: Server, options?: BrowserContextOptions) => Promise<Page>;
/** Starts a server that only this test uses, so that it may be configured and killed. */
export type OwnServer = (settings?: Settings) => Promise<Server>;

interface TestFixtures {
  visit: Visit;
  ownServer: OwnServer;
  nothingBreaks: void;
}

interface WorkerFixtures {
  server: Server;
}

/** What browsers report on their own when a request is refused or the server is away; tests look at the page. */
const EXPECTED = [
  /^Failed to load resource:/,
  /^WebSocket connection to .* failed/,
  // A sign of life that was due while the connection ended.
  /^WebSocket is already in CLOSING or CLOSED state/,
];

/** The file that fetches the parts of the program; it complains of those that a page left behind while they came. */
const PARTS = /\/pkg\/flowhq-parts\./;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  /** One server for all tests of a worker; each test brings its own people. */
  server: [
    async ({}, use) => {
      const server = await Server.start({ FLOWHQ_HEARTBEAT_SECONDS: '2' });
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  visit: async ({ browser, server }, use) => {
    const opened: BrowserContext[] = [];
    const complaints: string[] = [];
    await use(async (at = server, options = {}) => {
      const context = await newContext(browser, at, options);
      opened.push(context);
      context.on('page', (page) => listen(page, complaints));
      return context.newPage();
    });
    // What a page was fetching when it was closed ends as an error; that is none of the product's.
    const heard = [...complaints];
    await Promise.all(opened.map((context) => context.close()));
    expect(heard, 'errors in the browser').toEqual([]);
  },

  ownServer: async ({}, use, info) => {
    const started: Server[] = [];
    await use(async (settings) => {
      const server = await Server.start(settings);
      started.push(server);
      return server;
    });
    for (const server of started) {
      if (info.status !== info.expectedStatus) {
        await info.attach('own server', { body: server.log, contentType: 'text/plain' });
      }
      await server.remove();
      expect(server.log, 'the server panicked').not.toContain('panicked at');
    }
  },

  nothingBreaks: [
    async ({ server }, use, info) => {
      const before = server.log.length;
      await use();
      const log = server.log.slice(before);
      if (info.status !== info.expectedStatus) {
        await info.attach('server', { body: log, contentType: 'text/plain' });
      }
      expect(log, 'the server panicked').not.toContain('panicked at');
    },
    { auto: true },
  ],
});

export { expect };

/** The project's options apply here too: Playwright adds them to every new context. */
function newContext(
  browser: Browser,
  server: Server,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  return browser.newContext({ baseURL: server.url, ...options });
}

/** Takes down what goes wrong in a browser. */
export function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    const from = message.location().url;
    // Such a part is asked for again. The error comes with its own trace only while its page is there.
    const leftBehind = /^TypeError: Failed to fetch\b/.test(text) && (PARTS.test(from) || PARTS.test(text));
    if (message.type() === 'error' && !leftBehind && !EXPECTED.some((known) => known.test(text))) {
      complaints.push(`${page.url()}: ${text} (${from})`);
    }
  });
}
