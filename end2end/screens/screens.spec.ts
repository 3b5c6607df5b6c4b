import path from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { desktop, phone as small } from '../support/browser';
import { approve, openRequest, openTenant, tenantOf } from '../support/dashboard';
import { expect, test } from '../support/fixtures';
import { shownCode } from '../support/journey';
import { open } from '../support/live';
import { newOwner } from '../support/people';
import { Phone } from '../support/phone';
import { fillSetup, signInAsAdmin, signUp, submitSetup } from '../support/portal';
import { BOOKING_SW } from '../support/words';

for (const [width, size] of [[1280, desktop], [390, small]] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`pictures at ${width} px, ${colorScheme}`, async ({ visit }, info) => {
      const folder = path.resolve(info.project.testDir, '../../docs/screenshots');
      const options = { ...size, colorScheme, reducedMotion: 'reduce' } as BrowserContextOptions;
      const shoot = async (page: Page, name: string): Promise<void> => {
        const file = path.join(folder, `${name}-${width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
      };
      const owner = { ...newOwner(), business: 'Mama Neema Salon' };
      const ownerPage = await visit(undefined, options);
      const admin = await visit(undefined, options);

      // The public pages need no program, so there is nothing to wait for.
      for (const [address, name] of [['/', 'home'], ['/pricing', 'pricing'], ['/contact', 'contact']] as const) {
        await ownerPage.goto(address);
        await shoot(ownerPage, name);
      }
      for (const name of ['templates', 'signup', 'signin', 'reset']) {
        await open(ownerPage, `/${name}`);
        await shoot(ownerPage, name);
      }
      await signUp(ownerPage, owner);
      await fillSetup(ownerPage, owner);
      await shoot(ownerPage, 'onboarding');
      await submitSetup(ownerPage, owner);
      await shoot(ownerPage, 'status-submitted');

      await signInAsAdmin(admin);
      await expect(admin.locator('main h1')).toBeVisible();
      await shoot(admin, 'admin');
      await open(admin, '/admin/setup-requests');
      await shoot(admin, 'admin-requests');
      await openRequest(admin, owner.business);
      await shoot(admin, 'admin-request');
      const id = await tenantOf(admin);
      await approve(admin, 'Karibu sana, Neema');

      await open(ownerPage, '/app/whatsapp');
      await shownCode(ownerPage);
      await shoot(ownerPage, 'whatsapp-qr');
      const phone = await Phone.open(await ownerPage.context().newPage(), id);
      await shoot(phone.page, 'sandbox-scan');
      await phone.scan();
      await expect(ownerPage.getByTestId('session-state')).toHaveAttribute('data-status', 'CONNECTED');
      await shoot(ownerPage, 'whatsapp-connected');

      await phone.ask('+255712345678', 'Habari', BOOKING_SW.menu);
      await phone.ask('+255712345678', '3', BOOKING_SW.prices);
      await shoot(phone.page, 'sandbox-chat');
      await open(ownerPage, '/app');
      await shoot(ownerPage, 'status-live');
      for (const name of ['messages', 'settings', 'account']) {
        await open(ownerPage, `/app/${name}`);
        await shoot(ownerPage, name);
      }
      await openTenant(admin, id);
      await shoot(admin, 'admin-tenant');
      for (const name of ['tenants', 'workers', 'nodes', 'leads', 'events']) {
        await open(admin, `/admin/${name}`);
        await shoot(admin, `admin-${name}`);
      }
    });
  }
}
