import { expect, type Locator, type Page } from '@playwright/test';
import { field, send } from './portal';

/** A day so many days after the present one, as addresses and forms have it; the businesses are in Dar es Salaam. */
export function dayAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000 + 3 * 3_600_000).toISOString().slice(0, 10);
}

/** Adds a service; the owner is led back to the list. */
export async function addService(page: Page, name: string, minutes: string): Promise<void> {
  await page.getByTestId('add-service').first().click();
  const form = page.getByTestId('service-form');
  await field(form, 'name_sw').fill(name);
  await field(form, 'minutes').fill(minutes);
  await field(form, 'price').fill('15,000');
  await send(form);
  await expect(page).toHaveURL(/\/app\/services\?saved=service$/);
}

/** Fills in the form of a new booking. */
export async function fillBooking(page: Page, customer: string, date: string, time: string): Promise<Locator> {
  const form = page.getByTestId('booking-form');
  await field(form, 'customer').fill(customer);
  await field(form, 'service').selectOption({ index: 1 });
  await field(form, 'date').fill(date);
  await field(form, 'time').fill(time);
  return form;
}
