import { defineConfig } from '@playwright/test';
import { browser, desktop, phone } from './support/browser';

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  // A debug build hashes passwords slowly, and the machine may be small.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  use: { ...browser, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'desktop', use: desktop },
    { name: 'phone', use: phone },
  ],
});
