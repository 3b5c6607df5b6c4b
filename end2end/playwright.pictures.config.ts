import { defineConfig } from '@playwright/test';
import { browser } from './support/browser';

/** Draws the pictures that other sites show beside a link to us; `npm run pictures` runs it, the tests do not. */
export default defineConfig({
  testDir: './pictures',
  outputDir: './test-results',
  timeout: 60_000,
  workers: 1,
  retries: 0,
  reporter: [['list']],
  use: { ...browser, viewport: { width: 1200, height: 630 }, deviceScaleFactor: 1 },
});
