import { defineConfig } from '@playwright/test';
import { browser } from './support/browser';

/** Writes the pictures of the documentation; `npm run screenshots` runs it, the tests do not. */
export default defineConfig({
  testDir: './screens',
  outputDir: './test-results',
  timeout: 300_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  reporter: [['list']],
  use: browser,
});
