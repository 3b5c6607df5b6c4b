import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { linkedTenant } from '../support/journey';
import { awake, fitsTheScreen, followsLive, mark, open } from '../support/live';
import { newNumber, newOwner } from '../support/people';
import { field, send, signUp, signUpPlainly } from '../support/portal';
import { addProduct, openOrder, PICTURE, preview, takeIn } from '../support/shop';

const LIST = `msimbo;jina;bei;idadi
SUK;Sukari;3500;40
MCH;Mchele;ghali;10
MKT;Mkate;1 500;
`;

function products(page: Page, name: string) {
  return page.getByTestId('product').filter({ hasText: name });
}

test('a file of products is looked at, taken in and taken back', async ({ visit }) => {
  const page = await visit();
  await signUp(page, newOwner());

  await test.step('an empty catalogue says so and leads on', async () => {
    await open(page, '/app/orders');
    await expect(page.getByTestId('no-orders')).toContainText('Biashara asubuhi.');
    await page.getByTestId('to-catalogue').click();
    await expect(page.getByTestId('no-products')).toBeVisible();
    await fitsTheScreen(page);
    await page.getByTestId('import-first').click();
    await expect(page.getByTestId('import-form')).toBeVisible();
    await fitsTheScreen(page);
  });

  await test.step('there is a sample, and it is right', async () => {
    const sample = await (await page.request.get('/app/products/sample.csv')).text();
    await preview(page, sample);
    await expect(page.getByTestId('count-added')).toContainText('4');
    await expect(page.getByTestId('count-wrong')).toContainText('0');
    await awake(page);
    await page.getByTestId('btn-other-file').click();
    await expect(page.getByTestId('import-form')).toBeVisible();
  });

  await test.step('each row says what becomes of it, and nothing is written', async () => {
    await preview(page, LIST);
    await awake(page);
    const row = page.getByTestId('import-row');
    await expect(row).toHaveCount(3);
    await expect(row.first()).toHaveAttribute('data-fate', 'wrong');
    await expect(row.first()).toContainText('Price: Write a price such as 15,000');
    await fitsTheScreen(page);
    const other = await page.context().newPage();
    await open(other, '/app/products');
    await expect(other.getByTestId('no-products')).toBeVisible();
    await other.close();
  });

  await test.step('what is right is taken in', async () => {
    await takeIn(page);
    await expect(products(page, 'Sukari')).toContainText('TSh 3,500');
    await expect(products(page, 'Mchele')).toHaveCount(0);
    await fitsTheScreen(page);
  });

  await test.step('and taken back', async () => {
    await awake(page);
    await page.getByTestId('btn-undo-import').click();
    await expect(page.getByTestId('no-products')).toBeVisible();
    await expect(page.getByTestId('last-import')).toHaveCount(0);
  });
});

test('a product is kept with its picture, found, changed and removed', async ({ visit }) => {
  const page = await visit();
  await signUp(page, newOwner());

  await test.step('mistakes are named field by field', async () => {
    await open(page, '/app/products/new');
    const form = page.getByTestId('product-form');
    await field(form, 'stock').fill('-1');
    await send(form);
    for (const name of ['name_sw', 'price', 'stock']) await expect(page.getByTestId(`error-${name}`)).toBeVisible();
    await fitsTheScreen(page);
  });

  await test.step('a picture, once it is one', async () => {
    await addProduct(page, { name: 'Sukari kilo 1', price: '3,500', stock: '3' });
    await page.getByTestId('field-picture').setInputFiles({ ...PICTURE, buffer: Buffer.from('GIF89a') });
    await page.getByTestId('btn-save-picture').click();
    await expect(page.getByRole('alert')).toContainText('This is no picture');
    await page.getByTestId('field-picture').setInputFiles(PICTURE);
    await page.getByTestId('btn-save-picture').click();
    await expect(page).toHaveURL(/saved=picture$/);
    const picture = page.getByTestId('picture');
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await fitsTheScreen(page);
  });

  await test.step('what is typed stays when the picture goes', async () => {
    await awake(page);
    const description = field(page.getByTestId('product-form'), 'description');
    await description.fill('Pakiti nyekundu.');
    await page.getByTestId('btn-remove-picture').click();
    await expect(page).toHaveURL(/saved=no-picture$/);
    await expect(page.getByTestId('btn-remove-picture')).toHaveCount(0);
    await expect(page.getByTestId('picture')).toHaveCount(0);
    await expect(description).toHaveValue('Pakiti nyekundu.');
  });

  await test.step('the catalogue warns of what runs out, and finds by a part of a name', async () => {
    await addProduct(page, { name: 'Mkate', price: '1500' });
    await open(page, '/app/products');
    await expect(products(page, 'Sukari').getByTestId('stock')).toHaveText('Only 3 left');
    await followsLive(page);
    await page.getByTestId('field-search').fill('mka');
    const other = await page.context().newPage();
    await addProduct(other, { name: 'Sabuni', price: '2000' });
    await other.close();
    await expect(products(page, 'Sabuni'), 'it came without a reload').toBeVisible();
    await expect(page.getByTestId('field-search'), 'what was being typed stays').toHaveValue('mka');
    await page.getByTestId('btn-search').click();
    await expect(page.getByTestId('product')).toHaveCount(1);
    await open(page, '/app/products?show=low');
    await expect(page.getByTestId('product')).toHaveCount(1);
    await fitsTheScreen(page);
  });

  await test.step('it is changed and removed', async () => {
    await page.getByTestId('product').click();
    const form = page.getByTestId('product-form');
    await expect(field(form, 'price')).toHaveValue('3500');
    await field(form, 'stock').fill('0');
    await send(form);
    await expect(page).toHaveURL(/saved=product$/);
    await open(page, '/app/products');
    await expect(products(page, 'Sukari').getByTestId('stock')).toHaveText('Out of stock');
    await products(page, 'Mkate').click();
    await page.getByTestId('btn-remove').click();
    await page.getByTestId('btn-remove-yes').click();
    await expect(page).toHaveURL(/saved=removed$/);
    await expect(page.getByTestId('product')).toHaveCount(2);
  });

  await test.step('orders must reach customers somehow', async () => {
    const form = page.getByTestId('delivery-form');
    await page.getByTestId('switch-pickup').uncheck();
    await page.getByTestId('switch-delivers').uncheck();
    await send(form);
    await expect(page.getByTestId('error-pickup')).toContainText('at least one of the two');
    await page.getByTestId('switch-delivers').check();
    await field(form, 'fee').fill('2,000');
    await send(form);
    await expect(page).toHaveURL(/saved=delivery$/);
  });
});

test('a customer orders in Swahili, and the owner leads the order to its end', async ({ visit, ownServer }) => {
  // More is said here in a minute than a business usually may.
  const server = await ownServer({ FLOWHQ_REPLIES_PER_MINUTE: '1000' });
  const { ownerPage: page, phone } = await linkedTenant(visit, server, 'ECOMMERCE');
  const customer = newNumber();
  await addProduct(page, { name: 'Sukari', price: '3,500', stock: '5' });
  await page.getByTestId('field-picture').setInputFiles(PICTURE);
  await page.getByTestId('btn-save-picture').click();
  await expect(page).toHaveURL(/saved=picture$/);
  await addProduct(page, { name: 'Mkate', price: '1,500' });
  await open(page, '/app/orders');
  await expect(page.getByTestId('no-orders')).toContainText('2 sugars');
  await followsLive(page);
  const stays = await mark(page);

  await test.step('the customer orders by words', async () => {
    await phone.ask(customer, 'Habari', '3) Agiza');
    await phone.ask(customer, '3', 'Sukari');
    await phone.ask(customer, 'sukari ni bei gani?', 'TSh 3,500');
    const picture = phone.page.getByTestId('bubble-picture');
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), 'its picture').toBeGreaterThan(0);
    await phone.ask(customer, 'mbili za sukari na mkate mmoja', 'TSh 8,500');
    await phone.ask(customer, 'maliza', 'Jina lako ni nani?');
    await phone.ask(customer, 'Zuhura Ramadhani', '1) Ndiyo, agiza');
    await phone.ask(customer, 'ndiyo', 'limepokelewa');
  });

  await test.step('it stands on the open page and in the menu without loading anew', async () => {
    await expect(page.getByTestId('order-line')).toContainText('2 × Sukari, 1 × Mkate');
    await stays();
    await expect(page.getByTestId('orders-badge').filter({ visible: true }).or(page.getByTestId('more-badge').filter({ visible: true })).first()).toHaveText('1');
    await fitsTheScreen(page);
  });

  await test.step('the owner accepts it, and the customer is told', async () => {
    await openOrder(page);
    await expect(page.getByTestId('order-total')).toHaveText('TSh 8,500');
    await fitsTheScreen(page);
    await page.getByTestId('btn-accept').click();
    await expect(page.getByTestId('order-status')).toHaveAttribute('data-status', 'ACCEPTED');
    await phone.choose(customer);
    await expect(phone.fromBusiness.last()).toContainText('limekubaliwa');
  });

  await test.step('a note stays', async () => {
    await page.getByTestId('field-note').fill('Atapita saa kumi.');
    await page.getByTestId('btn-save-note').click();
    await expect(page).toHaveURL(/saved=note$/);
    await expect(page.getByTestId('field-note')).toHaveValue('Atapita saa kumi.');
    await awake(page);
    await page.getByTestId('field-note').fill('Atapita saa kumi na moja.');
  });

  await test.step('it is ready, fetched, and out of the way', async () => {
    await expect(page.getByTestId('btn-send-out'), 'nobody brings it').toHaveCount(0);
    await page.getByTestId('btn-ready').click();
    await expect(page.getByTestId('order-status')).toHaveAttribute('data-status', 'READY');
    await expect(page.getByTestId('field-note'), 'what is not saved stays').toHaveValue('Atapita saa kumi na moja.');
    await expect(phone.fromBusiness.last()).toContainText('liko tayari');
    await page.getByTestId('btn-complete').click();
    await expect(page.getByTestId('order-status')).toHaveAttribute('data-status', 'COMPLETED');
    await expect(page.getByTestId('btn-cancel')).toHaveCount(0);
    await open(page, '/app/orders');
    await expect(page.getByTestId('order-line')).toHaveCount(0);
    await open(page, '/app/orders?show=completed');
    await expect(page.getByTestId('order-line')).toHaveAttribute('data-status', 'COMPLETED');
  });

  await test.step('what was ordered is out of stock, and what is called off is in it again', async () => {
    await open(page, '/app/products');
    await expect(products(page, 'Sukari').getByTestId('stock')).toHaveText('Only 3 left');
    await phone.ask(customer, 'agiza', 'Sukari');
    await phone.ask(customer, 'sukari tatu', 'TSh 10,500');
    await phone.ask(customer, 'maliza', 'Jina: Zuhura Ramadhani');
    await phone.ask(customer, 'ndiyo', 'limepokelewa');
    await expect(products(page, 'Sukari').getByTestId('stock'), 'live').toHaveText('Out of stock');
    await openOrder(page);
    await page.getByTestId('btn-cancel').click();
    await page.getByTestId('btn-cancel-yes').click();
    await expect(page.getByTestId('order-status')).toHaveAttribute('data-status', 'CANCELLED');
    await open(page, '/app/products');
    await expect(products(page, 'Sukari').getByTestId('stock')).toHaveText('Only 3 left');
  });
});

test('without JavaScript products are added and files taken in and back as well', async ({ visit }) => {
  const page = await visit(undefined, { javaScriptEnabled: false });
  await signUpPlainly(page, newOwner());

  await page.goto('/app/products/new');
  const form = page.getByTestId('product-form');
  await field(form, 'name_sw').fill('Mkate');
  await send(form);
  await expect(page.getByTestId('error-price')).toBeVisible();
  await expect(field(form, 'name_sw'), 'what was typed is kept').toHaveValue('Mkate');
  await addProduct(page, { name: 'Mkate', price: '1,500' });
  await page.getByTestId('field-picture').setInputFiles(PICTURE);
  await page.getByTestId('btn-save-picture').click();
  await expect(page.getByTestId('picture')).toBeVisible();

  await page.goto('/app/products/import');
  await preview(page, LIST);
  await expect(page.getByTestId('import-row').first()).toContainText('Price: Write a price such as 15,000');
  await takeIn(page);
  await expect(page.getByTestId('product')).toHaveCount(2);
  await page.getByTestId('btn-undo-import').click();
  await expect(page).toHaveURL(/saved=undone$/);
  await expect(products(page, 'Sukari')).toHaveCount(0);
});
