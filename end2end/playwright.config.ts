import { defineConfig } from '@playwright/test';
import { browser, desktop, phone } from './support/browser';

export default defineConfig({
  outputDir: './test-results',
  // A debug build hashes passwords slowly, and the machine may be small.
  timeout: 120_000,
  expect: {
    timeout: 15_000,
    // The same browser draws the same; what is left for others is the rim of a few letters.
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', scale: 'css', threshold: 0.1, maxDiffPixels: 60 },
  },
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  workers: 2,
  // On a crowded machine a clock can run out; what passed only the second time is listed as flaky.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  use: { ...browser, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'desktop', testDir: './tests', use: desktop },
    { name: 'phone', testDir: './tests', use: phone },
    // Both sizes, both themes and both languages in each test, from one house full of data.
    { name: 'everyone', testDir: './everyone', use: desktop },
    { name: 'looks', testDir: './looks', use: desktop },
  ],
});
