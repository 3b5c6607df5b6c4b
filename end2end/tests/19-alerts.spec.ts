import { expect, test } from '../support/fixtures';
import { fitsTheScreen, open } from '../support/live';
import { newOwner } from '../support/people';
import { send, signUp, signUpPlainly } from '../support/portal';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`${how} JavaScript an owner chooses what is mailed, and quiet hours over midnight`, async ({ visit }) => {
    const page = await visit(undefined, { javaScriptEnabled });
    const form = page.getByTestId('alerts-form');

    await test.step('an owner hears of everything, and sleeps at night', async () => {
      await signUpPlainly(page, newOwner());
      await page.goto('/app/account');
      for (const kind of ['handoff', 'disconnected', 'failed']) {
        await expect(form.getByTestId(`mail-${kind}`)).toBeChecked();
        await expect(form.getByTestId(`browser-${kind}`)).toBeChecked();
      }
      if (!javaScriptEnabled) {
        await expect(page.getByTestId('this-browser')).toHaveAttribute('data-state', 'never');
        await expect(page.getByTestId('btn-browser-ask')).toBeHidden();
      }
      await expect(form.getByTestId('field-quiet')).toBeChecked();
      await expect(form.getByTestId('field-quiet_from')).toHaveValue('21:00');
      await expect(form.getByTestId('field-quiet_to')).toHaveValue('07:00');
    });

    await test.step('the address is not confirmed yet, and the page says what that means', async () => {
      await expect(page.getByText('Until then we mail you none of this.')).toBeVisible();
    });

    await test.step('hours that end when they begin are refused at their field', async () => {
      await form.getByTestId('field-quiet_to').fill('21:00');
      await send(form);
      await expect(page.getByTestId('error-quiet_to')).toContainText('another time than the beginning');
    });

    await test.step('what is chosen is kept', async () => {
      await form.getByTestId('mail-failed').uncheck();
      await form.getByTestId('browser-disconnected').uncheck();
      await form.getByTestId('field-quiet').check();
      await form.getByTestId('field-quiet_from').fill('22:30');
      await form.getByTestId('field-quiet_to').fill('06:15');
      await send(form);
      await expect(page).toHaveURL(/done=alerts/);
      await expect(page.getByText('This is how we alert you from now on.')).toBeVisible();
      await expect(form.getByTestId('mail-handoff')).toBeChecked();
      await expect(form.getByTestId('mail-failed')).not.toBeChecked();
      await expect(form.getByTestId('browser-disconnected')).not.toBeChecked();
      await expect(form.getByTestId('browser-failed')).toBeChecked();
      await expect(form.getByTestId('field-quiet_from')).toHaveValue('22:30');
      await expect(form.getByTestId('field-quiet_to')).toHaveValue('06:15');
    });

    await test.step('without quiet hours nothing waits', async () => {
      await page.goto('/app/account');
      await form.getByTestId('field-quiet').uncheck();
      await send(form);
      await expect(page).toHaveURL(/done=alerts/);
      await page.goto('/app/account');
      await expect(form.getByTestId('field-quiet')).not.toBeChecked();
    });
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px the form of alerts fits, in both languages`, async ({ visit }) => {
    const page = await visit(undefined, { viewport: { width, height: 844 } });
    await signUp(page, newOwner());
    await open(page, '/app/account');
    await page.getByTestId('alerts-form').scrollIntoViewIfNeeded();
    await fitsTheScreen(page);
    await page.getByTestId('lang-switch').first().click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'sw');
    await expect(page.getByRole('heading', { name: 'Arifa' })).toBeVisible();
    await fitsTheScreen(page);
  });
}
