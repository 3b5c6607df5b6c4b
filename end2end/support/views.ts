import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { House, Who } from './house';
import { awake } from './live';

/** A page in one of its states. */
export interface View {
  /** What the tests and the pictures call it. */
  readonly name: string;
  /** As the table of docs/security.md has it. */
  readonly route: string;
  /** As it is opened; see `House.address`. */
  readonly address: string;
  readonly who: Who;
  /** Drawn by the server alone: no program comes, so nothing wakes up. */
  readonly still?: boolean;
}

function view(name: string, who: Who, address: string, route?: string): View {
  return { name, who, address, route: route ?? address.split('?')[0] ?? address };
}

function still(name: string, address: string): View {
  return { ...view(name, 'visitor', address), still: true };
}

/** Every page, in its main states. The test in everyone/pages.spec.ts compares it with the product's own list. */
export const VIEWS: readonly View[] = [
  still('home', '/'),
  still('pricing', '/pricing'),
  still('about', '/about'),
  still('contact', '/contact'),
  still('contact-sent', '/contact?sent'),
  still('privacy', '/privacy'),
  still('terms', '/terms'),
  view('templates', 'visitor', '/templates'),
  view('lost', 'visitor', '/nowhere', 'fallback'),

  view('signup', 'visitor', '/signup'),
  view('signin', 'visitor', '/signin'),
  view('signin-code', 'halfway', '/signin/code'),
  view('second-factor', 'fresh', '/second-factor'),
  view('reset', 'visitor', '/reset'),
  view('reset-asked', 'visitor', '/reset?done=asked'),
  view('reset-link', 'visitor', '/reset?token={token}'),
  view('invited', 'visitor', '/invited?token={invitation}'),
  view('invited-spent', 'visitor', '/invited?token=gone'),
  view('verify-spent', 'visitor', '/verify?token=gone'),
  view('verify-done', 'visitor', '/verify?done=email'),

  view('onboarding-business', 'fresh', '/app/onboarding'),
  view('onboarding-number', 'filled', '/app/onboarding?step=number'),
  view('onboarding-template', 'filled', '/app/onboarding?step=template'),
  view('onboarding-review', 'filled', '/app/onboarding?step=review'),
  view('onboarding-rejected', 'rejected', '/app/onboarding'),
  view('onboarding-done', 'salon', '/app/onboarding'),
  view('overview-new', 'fresh', '/app'),
  view('overview-pending', 'shop', '/app'),
  view('overview-approved', 'approved', '/app'),
  view('overview-rejected', 'rejected', '/app'),
  view('overview-connected', 'salon', '/app'),
  view('overview-month', 'salon', '/app?days=30'),
  view('overview-lost', 'lost', '/app'),
  view('overview-paused', 'paused', '/app'),
  view('whatsapp-new', 'fresh', '/app/whatsapp'),
  view('whatsapp-code', 'approved', '/app/whatsapp'),
  view('whatsapp-connected', 'salon', '/app/whatsapp'),
  view('whatsapp-lost', 'lost', '/app/whatsapp'),
  view('inbox', 'salon', '/app/inbox'),
  view('inbox-none', 'fresh', '/app/inbox'),
  view('inbox-waiting', 'salon', '/app/inbox?show=waiting'),
  view('inbox-replies', 'salon', '/app/inbox/replies'),
  view('thread', 'salon', '/app/inbox/{conversation}', '/app/inbox/{id}'),
  view('thread-answered', 'grocer', '/app/inbox/{answered}', '/app/inbox/{id}'),
  view('messages', 'salon', '/app/messages'),
  view('messages-none', 'fresh', '/app/messages'),
  view('calendar', 'salon', '/app/appointments'),
  view('calendar-none', 'fresh', '/app/appointments'),
  view('calendar-week', 'salon', '/app/appointments?view=week&all=1'),
  view('calendar-day', 'salon', '/app/appointments?view=day'),
  view('calendar-list', 'salon', '/app/appointments?view=list&all=1'),
  view('booking', 'salon', '/app/appointments/{booking}', '/app/appointments/{id}'),
  view('booking-new', 'salon', '/app/appointments/new'),
  view('calendar-feed', 'salon', '/app/appointments/feed'),
  view('services', 'salon', '/app/services'),
  view('services-none', 'fresh', '/app/services'),
  view('service-new', 'fresh', '/app/services?service=new'),
  view('resource-new', 'salon', '/app/services?resource=new'),
  view('closure-new', 'salon', '/app/services?closure=new'),
  view('orders', 'grocer', '/app/orders'),
  view('orders-all', 'grocer', '/app/orders?show=all'),
  view('orders-none', 'fresh', '/app/orders'),
  view('order', 'grocer', '/app/orders/{order}', '/app/orders/{id}'),
  view('flow', 'salon', '/app/flow'),
  view('flow-step', 'salon', '/app/flow?step=services'),
  view('flow-service', 'salon', '/app/flow?card=services&service=new'),
  view('flow-product', 'grocer', '/app/flow?card=order&product={product}'),
  view('flow-hours', 'salon', '/app/flow?card=contact&hours=week'),
  view('flow-fresh', 'fresh', '/app/flow'),
  view('flow-history', 'salon', '/app/flow/history'),
  view('customers', 'grocer', '/app/customers'),
  view('customer', 'grocer', '/app/customers/{customer}', '/app/customers/{id}'),
  view('customers-import', 'fresh', '/app/customers/import'),
  view('customer-merge', 'grocer', '/app/customers/{customer}/merge', '/app/customers/{id}/merge'),
  view('customers-none', 'fresh', '/app/customers'),
  view('products', 'grocer', '/app/products'),
  view('products-low', 'grocer', '/app/products?show=low'),
  view('products-none', 'fresh', '/app/products'),
  view('product', 'grocer', '/app/products/{product}', '/app/products/{id}'),
  view('product-new', 'fresh', '/app/products/new'),
  view('products-import', 'fresh', '/app/products/import'),
  view('answers', 'salon', '/app/answers'),
  view('answers-tried', 'salon', '/app/answers?ask=bei+ya+kusuka'),
  view('answers-none', 'fresh', '/app/answers'),
  view('answers-add', 'salon', '/app/answers?add=answer'),
  view('answers-text', 'salon', '/app/answers?add=text'),
  view('team', 'salon', '/app/team'),
  view('team-none', 'fresh', '/app/team'),
  view('settings', 'salon', '/app/settings'),
  view('account', 'salon', '/app/account'),
  view('account-factor', 'careful', '/app/account'),
  view('account-second-step', 'salon', '/app/account/second-step'),
  view('account-codes', 'careful', '/app/account/codes'),

  view('admin', 'admin', '/admin'),
  view('admin-requests', 'admin', '/admin/setup-requests'),
  view('admin-requests-none', 'admin', '/admin/setup-requests?search=nobody'),
  view('admin-request', 'admin', '/admin/setup-requests/{request}', '/admin/setup-requests/{id}'),
  view('admin-tenants', 'admin', '/admin/tenants'),
  view('admin-tenants-filtered', 'admin', '/admin/tenants?status=ACTIVE&sort=name&order=asc'),
  view('admin-tenant', 'admin', '/admin/tenants/{salon}', '/admin/tenants/{id}'),
  view('admin-tenant-lost', 'admin', '/admin/tenants/{lost}', '/admin/tenants/{id}'),
  view('admin-tenant-new', 'admin', '/admin/tenants/new'),
  view('admin-bulk', 'admin', '/admin/bulk?do=restart&id={salon}&id={shop}'),
  view('admin-bulk-done', 'admin', '/admin/bulk/{report}', '/admin/bulk/{id}'),
  view('admin-workers', 'admin', '/admin/workers'),
  view('admin-nodes', 'admin', '/admin/nodes'),
  view('admin-events', 'admin', '/admin/events'),
  view('admin-leads', 'admin', '/admin/leads'),
  view('admin-account', 'admin', '/admin/account'),
  view('admin-second-step', 'admin', '/admin/account/second-step'),
  view('admin-codes', 'admin', '/admin/account/codes'),
  { ...view('components', 'admin', '/admin/components', 'development'), still: true },

  view('sandbox', 'salon', '/sandbox?tenant={salon}'),
  view('sandbox-code', 'approved', '/sandbox?tenant={approved}'),
  view('sandbox-new', 'fresh', '/sandbox?tenant={fresh}'),
];

/** The view of that name. */
export function viewOf(name: string): View {
  const found = VIEWS.find((view) => view.name === name);
  if (!found) throw new Error(`no view is called ${name}`);
  return found;
}

/** All pages that the product has, as a test of the server writes them into docs/security.md. */
export function routesOfProduct(): string[] {
  const text = readFileSync(path.resolve('..', 'docs', 'security.md'), 'utf8');
  const pages = /^### Pages$(.*?)^###/ms.exec(text)?.[1] ?? '';
  return [...pages.matchAll(/^\| `GET ([^`]+)` \|/gm)].map((row) => row[1] ?? '');
}

/** Opens a view and waits until it stands as it will stay. */
export async function show(page: Page, house: House, view: View): Promise<void> {
  await page.goto(house.address(view.address));
  if (!view.still) {
    await awake(page);
    await page.locator('.skeleton, .bone').first().waitFor({ state: 'detached' });
  }
  await page.evaluate(() => document.fonts.ready);
}
