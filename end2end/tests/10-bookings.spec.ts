import { addService, dayAhead, fillBooking } from '../support/bookings';
import { expect, test } from '../support/fixtures';
import { fitsTheScreen, followsLive, mark, open } from '../support/live';
import { newOwner } from '../support/people';
import { field, send, signUp, signUpPlainly } from '../support/portal';

test('an owner says what can be booked, books by hand, moves it and calls it off @core', async ({ visit, playwright }) => {
  const owner = newOwner();
  const page = await visit();
  const other = await page.context().newPage();
  const day = dayAhead(1);
  const block = page.getByTestId('booking-block').filter({ hasText: 'Rehema' });
  const line = page.getByTestId('booking-line').filter({ hasText: 'Rehema' });
  await signUp(page, owner);

  await test.step('before there is anything to book, the calendar says so and leads on', async () => {
    await open(page, '/app/appointments');
    await expect(page.getByTestId('no-services')).toBeVisible();
    await expect(page.getByTestId('new-booking')).toHaveCount(0);
    await fitsTheScreen(page);
    await page.getByTestId('to-services').click();
    await expect(page).toHaveURL(/\/app\/services$/);
  });

  await test.step('a service with mistakes is refused field by field, a right one is kept', async () => {
    await page.getByTestId('add-service').click();
    const form = page.getByTestId('service-form');
    await expect(form).toContainText('adds your business under its own name');
    await field(form, 'minutes').fill('7');
    await send(form);
    await expect(page.getByTestId('error-name_sw')).toBeVisible();
    await expect(page.getByTestId('error-minutes')).toContainText('in steps of 5');
    await open(page, '/app/services');
    await addService(page, 'Kusuka nywele', '60');
    await expect(page.getByTestId('service')).toContainText('TSh 15,000');
    await expect(page.getByTestId('resource')).toContainText(owner.business);
    await fitsTheScreen(page);
  });

  await test.step('a booking by hand', async () => {
    await open(other, `/app/appointments?view=week&date=${day}`);
    await followsLive(other);
    await open(page, '/app/appointments');
    await page.getByTestId('new-booking').click();
    await send(await fillBooking(page, 'Rehema', day, '09:00'));
    await expect(page.getByTestId('booking-status')).toHaveAttribute('data-status', 'BOOKED');
    await expect(page.getByTestId('booking-when')).toContainText('09:00');
    await fitsTheScreen(page);
  });

  await test.step('a calendar that is open elsewhere shows it without being loaded anew', async () => {
    const stays = await mark(other);
    await expect(other.getByTestId('booking-block').filter({ hasText: 'Rehema' })).toBeVisible();
    await stays();
    await other.close();
  });

  await test.step('it stands in week, day and list', async () => {
    await open(page, `/app/appointments?view=week&date=${day}`);
    await expect(block).toHaveAttribute('data-status', 'BOOKED');
    const column = page.locator(`[data-testid="calendar-column"][data-date="${day}"]`);
    await expect(column.getByTestId('booking-block')).toHaveCount(1);
    await fitsTheScreen(page);
    await open(page, '/app/appointments?view=week');
    await expect(page.getByTestId('calendar-grid').locator('a[data-today]'), 'a narrow screen begins at today').toBeInViewport({ ratio: 0.9 });
    await open(page, `/app/appointments?view=day&date=${day}`);
    await expect(block).toBeVisible();
    await fitsTheScreen(page);
    await open(page, `/app/appointments?view=list&date=${day}`);
    await expect(line).toContainText('09:00 – 10:00');
    await fitsTheScreen(page);
    await open(page, `/app/appointments?date=${day}`);
    await expect(block.or(line).filter({ visible: true })).toHaveCount(1);
  });

  await test.step('a taken time is refused with a sentence, and a free one is not', async () => {
    await open(page, `/app/appointments/new?date=${day}&time=09:30`);
    const form = await fillBooking(page, 'Neema', day, '09:30');
    await send(form);
    await expect(form.getByRole('alert')).toContainText('That time is taken already');
    await field(form, 'time').fill('10:00');
    await send(form);
    await expect(page).toHaveURL(/\/app\/appointments\/[0-9a-f-]{36}$/);
  });

  await test.step('it is moved, but not onto the other one', async () => {
    await open(page, `/app/appointments?view=list&date=${day}`);
    await line.click();
    const form = page.getByTestId('move-form');
    await field(form, 'time').fill('10:30');
    await send(form);
    await expect(form.getByRole('alert')).toContainText('That time is taken already');
    await field(form, 'time').fill('14:00');
    await send(form);
    await expect(page.getByTestId('booking-when')).toContainText('14:00');
  });

  await test.step('a calendar program reads it under a secret link, which is shown once and can be switched off', async () => {
    const here = page.url();
    await open(page, '/app/appointments');
    await page.getByTestId('calendar-feed').click();
    await expect(page.getByTestId('feed-off')).toBeVisible();
    await page.getByTestId('make-feed').click();
    const link = page.getByTestId('feed-link');
    await expect(link).toContainText('.ics');
    await fitsTheScreen(page);
    const path = new URL((await link.textContent()) ?? '').pathname;
    const stranger = await playwright.request.newContext();
    const read = await stranger.get(new URL(path, here).href);
    expect(read.headers()['content-type']).toContain('text/calendar');
    expect(await read.text()).toContain('SUMMARY:Rehema');
    await open(page, '/app/appointments/feed');
    await expect(page.getByTestId('feed-on')).toBeVisible();
    await expect(link).toHaveCount(0);
    await page.getByTestId('ask-end-feed').click();
    await page.getByTestId('end-feed').click();
    await expect(page.getByTestId('feed-off')).toBeVisible();
    expect((await stranger.get(new URL(path, here).href)).status()).toBe(404);
    await stranger.dispose();
    await page.goto(here);
  });

  await test.step('it is confirmed, and called off once it is meant', async () => {
    await followsLive(page);
    await page.getByTestId('btn-cancel').click();
    await fitsTheScreen(page);
    const second = await page.context().newPage();
    await open(second, page.url());
    const form = second.getByTestId('move-form');
    await field(form, 'time').fill('15:00');
    await send(form);
    await expect(page.getByTestId('booking-when')).toContainText('15:00');
    await expect(page.getByTestId('btn-cancel-yes'), 'what was asked stays open').toBeVisible();
    await second.close();
    await page.getByTestId('btn-cancel').click();
    await page.getByTestId('btn-confirm').click();
    await expect(page.getByTestId('booking-status')).toHaveAttribute('data-status', 'CONFIRMED');
    await page.getByTestId('btn-cancel').click();
    await page.getByTestId('btn-cancel-yes').click();
    await expect(page.getByTestId('booking-status')).toHaveAttribute('data-status', 'CANCELLED');
    await expect(page.getByTestId('move-form')).toHaveCount(0);
  });

  await test.step('the calendar hides it unless it is asked for', async () => {
    await open(page, `/app/appointments?view=list&date=${day}`);
    await expect(page.getByTestId('booking-line')).toHaveCount(1);
    await page.getByTestId('toggle-cancelled').click();
    await expect(line).toHaveAttribute('data-status', 'CANCELLED');
  });

  await test.step('a press on a free half hour begins a booking then', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await open(page, `/app/appointments?view=week&date=${day}`);
    await page.locator(`[data-date="${day}"] .cal-free a[data-time="16:30"]`).click();
    const form = page.getByTestId('booking-form');
    await expect(field(form, 'date')).toHaveValue(day);
    await expect(field(form, 'time')).toHaveValue('16:30');
  });
});

test('people, rooms and holidays are kept, changed and removed', async ({ visit }) => {
  const page = await visit();
  await signUp(page, newOwner());
  await open(page, '/app/services');
  await addService(page, 'Kusuka nywele', '60');

  await test.step('a person with own hours, who does one service', async () => {
    await page.getByTestId('add-resource').click();
    const form = page.getByTestId('resource-form');
    await field(form, 'name').fill('Asha');
    await page.getByTestId('tick-service').check();
    await page.getByTestId('own-hours').click();
    await field(form, 'hours', 'mon', 'from').fill('10:00');
    await field(form, 'hours', 'mon', 'to').fill('14:00');
    await fitsTheScreen(page);
    await send(form);
    const asha = page.getByTestId('resource').filter({ hasText: 'Asha' });
    await expect(asha).toContainText('Kusuka nywele');
    await expect(asha).toContainText('own hours');
    await asha.getByRole('link').click();
    await expect(page.getByTestId('tick-service')).toBeChecked();
    await field(form, 'capacity').fill('3');
    await send(form);
    await expect(asha).toContainText('3 at once');
  });

  await test.step('both have a column of the day', async () => {
    await open(page, '/app/appointments?view=day');
    await expect(page.getByTestId('calendar-column')).toHaveCount(2);
    await fitsTheScreen(page);
  });

  await test.step('a holiday, with a mistake first, is shaded in the calendar and removed again', async () => {
    await open(page, '/app/services');
    await page.getByTestId('add-closure').click();
    const form = page.getByTestId('closure-form');
    await field(form, 'first').fill(dayAhead(2));
    await field(form, 'last').fill(dayAhead(1));
    await send(form);
    await expect(page.getByTestId('error-last')).toContainText('after the beginning');
    await field(form, 'last').fill(dayAhead(2));
    await field(form, 'reason').fill('Eid');
    await send(form);
    await expect(page.getByTestId('closure')).toContainText('Eid');
    await open(page, `/app/appointments?view=day&date=${dayAhead(2)}`);
    await expect(page.locator('.cal-holiday').first()).toHaveText('Eid');
    await open(page, '/app/services');
    await page.getByTestId('closure').getByTestId('btn-remove').click();
    await page.getByTestId('closure').getByTestId('btn-remove-yes').click();
    await expect(page.getByTestId('closure')).toHaveCount(0);
  });
});

test('without JavaScript a booking is made, moved and called off', async ({ visit }) => {
  const page = await visit(undefined, { javaScriptEnabled: false });
  const day = dayAhead(1);
  await signUpPlainly(page, newOwner());
  await page.goto('/app/services');
  await addService(page, 'Kusuka nywele', '60');

  await page.goto(`/app/appointments/new?date=${day}&time=09:00`);
  const booking = page.getByTestId('booking-form');
  await field(booking, 'customer').fill('');
  await send(booking);
  await expect(page.getByTestId('error-customer')).toBeVisible();
  await expect(field(booking, 'time'), 'what was typed is kept').toHaveValue('09:00');
  await send(await fillBooking(page, 'Rehema', day, '09:00'));
  await expect(page.getByTestId('booking-status')).toHaveAttribute('data-status', 'BOOKED');

  const move = page.getByTestId('move-form');
  await field(move, 'time').fill('11:00');
  await send(move);
  await expect(page.getByTestId('booking-when')).toContainText('11:00');
  await page.goto(`/app/appointments?view=week&date=${day}`);
  await page.getByTestId('booking-block').click();
  await page.getByTestId('btn-cancel').click();
  await page.getByTestId('btn-cancel-yes').click();
  await expect(page.getByTestId('booking-status')).toHaveAttribute('data-status', 'CANCELLED');
});
