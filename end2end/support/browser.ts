import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

type Use = Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

/** The system's Chromium; Playwright's own is never downloaded. */
export const browser: Use = {
  browserName: 'chromium',
  locale: 'en-GB',
  timezoneId: 'Africa/Dar_es_Salaam',
  actionTimeout: 15_000,
  navigationTimeout: 30_000,
  launchOptions: {
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
};

export const desktop: Use = { viewport: { width: 1280, height: 800 } };

export const phone: Use = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
