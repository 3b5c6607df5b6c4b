import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { awake, open } from './live';
import { field, send } from './portal';

/** A real picture, small. */
export const PICTURE = { name: 'sukari.png', mimeType: 'image/png', buffer: readFileSync('../public/apple-touch-icon.png') };

/** What a product's form takes; what is left out is empty. */
export interface Product {
  readonly name: string;
  readonly price: string;
  readonly stock?: string;
}

/** Adds a product and arrives at it. */
export async function addProduct(page: Page, { name, price, stock = '' }: Product): Promise<void> {
  await page.goto('/app/products/new');
  const form = page.getByTestId('product-form');
  await field(form, 'name_sw').fill(name);
  await field(form, 'price').fill(price);
  await field(form, 'stock').fill(stock);
  await send(form);
  await expect(page).toHaveURL(/\/app\/products\/[0-9a-f-]{36}\?saved=new$/);
}

/** Hands a file of products in; the page shows what it would do. */
export async function preview(page: Page, text: string): Promise<void> {
  const buffer = Buffer.from(text);
  await page.getByTestId('field-file').setInputFiles({ name: 'bidhaa.csv', mimeType: 'text/csv', buffer });
  await page.getByTestId('btn-preview').click();
  await expect(page.getByTestId('preview')).toBeVisible();
}

/** Takes in what the page shows; the catalogue has the way back. */
export async function takeIn(page: Page): Promise<void> {
  await page.getByTestId('btn-take-in').click();
  await expect(page).toHaveURL(/\/app\/products\?saved=imported$/);
  await expect(page.getByTestId('last-import')).toBeVisible();
}

/** Opens the only order that is open. */
export async function openOrder(page: Page): Promise<void> {
  await open(page, '/app/orders');
  await page.getByTestId('order-line').click();
  await expect(page.getByTestId('order-status')).toBeVisible();
  await awake(page);
}
