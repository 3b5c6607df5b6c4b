import { expect, type Locator, type Page } from '@playwright/test';
import { followsLive, open } from './live';

export type Delivery = 'normal' | 'duplicate' | 'late' | 'reordered';

/** The phone in the browser: the owner's, and all customers who write to it. */
export class Phone {
  private constructor(readonly page: Page) {}

  static async open(page: Page, tenant: string): Promise<Phone> {
    await open(page, `/sandbox?tenant=${tenant}`);
    await followsLive(page);
    return new Phone(page);
  }

  /** Scans the code that waits. */
  async scan(): Promise<void> {
    await this.page.getByTestId('sandbox-scan').click();
  }

  /** Scans a code that was copied from somewhere. */
  async paste(code: string): Promise<void> {
    const input = this.page.getByTestId('sandbox-code');
    if (!(await input.isVisible())) await this.page.locator('details.paste > summary').click();
    await input.fill(code);
    await this.page.getByTestId('sandbox-scan-code').click();
  }

  /** Writes as a customer from now on; the phone shows that customer's chat. */
  async choose(customer: string): Promise<void> {
    await this.page.getByTestId('sandbox-from').fill(customer);
  }

  /** Writes as a customer and waits until the phone shows it. */
  async say(customer: string, text: string, delivery: Delivery = 'normal'): Promise<void> {
    await this.choose(customer);
    const before = await this.fromCustomer.count();
    const input = this.page.getByTestId('sandbox-text');
    await this.page.getByTestId('sandbox-delivery').selectOption(delivery);
    await input.fill(text);
    await this.page.getByTestId('sandbox-say').click();
    await expect(input).toHaveValue('');
    await expect(this.fromCustomer).toHaveCount(before + 1);
    await expect(this.fromCustomer.last()).toHaveText(text);
  }

  /** Calls as a customer and waits for the answer. */
  async call(customer: string, answer: string): Promise<void> {
    await this.choose(customer);
    const before = await this.fromBusiness.count();
    await this.page.getByRole('button', { name: /^(Call|Piga simu)$/ }).click();
    await expect(this.fromCustomer.last()).toHaveText(/^(Missed call|Simu ambayo haikupokelewa)$/);
    await expect(this.fromBusiness).toHaveCount(before + 1);
    await expect(this.fromBusiness.last()).toContainText(answer);
  }

  /** Writes as a customer and waits for the answer. */
  async ask(customer: string, text: string, answer: string): Promise<void> {
    await this.choose(customer);
    const before = await this.fromBusiness.count();
    await this.say(customer, text);
    await expect(this.fromBusiness).toHaveCount(before + 1);
    await expect(this.fromBusiness.last()).toContainText(answer);
  }

  /** What the chosen customer wrote, oldest first. */
  get fromCustomer(): Locator {
    return this.page.locator('[data-testid="bubble"][data-from="customer"] .bubble-text');
  }

  /** What the chosen customer was answered, oldest first. */
  get fromBusiness(): Locator {
    return this.page.locator('[data-testid="bubble"][data-from="business"] .bubble-text');
  }
}
