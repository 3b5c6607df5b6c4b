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

  /** Scans a code that was read from somebody's screen. */
  async scan(code: string): Promise<void> {
    await this.page.getByTestId('sandbox-code').fill(code);
    await this.page.getByTestId('sandbox-scan').click();
  }

  /** Writes as a customer, without waiting for what comes of it. */
  async write(from: string, text: string, delivery: Delivery = 'normal'): Promise<void> {
    await this.page.getByTestId('sandbox-from').fill(from);
    await this.page.getByTestId('sandbox-delivery').selectOption(delivery);
    await this.page.getByTestId('sandbox-text').fill(text);
    await this.page.getByTestId('sandbox-say').click();
  }

  /** Writes as a customer and waits until the phone shows it. */
  async say(from: string, text: string, delivery: Delivery = 'normal'): Promise<void> {
    const before = await this.fromCustomer.count();
    await this.write(from, text, delivery);
    await expect(this.fromCustomer).toHaveCount(before + 1);
    await expect(this.fromCustomer.last()).toContainText(text);
  }

  /** Writes as a customer and waits for the answer. */
  async ask(from: string, text: string, answer: string): Promise<void> {
    const before = await this.fromBusiness.count();
    await this.say(from, text);
    await expect(this.fromBusiness).toHaveCount(before + 1);
    await expect(this.fromBusiness.last()).toContainText(answer);
  }

  /** Shows the chat of one customer. */
  async choose(customer: string): Promise<void> {
    await this.page.getByTestId('sandbox-from').fill(customer);
  }

  get fromCustomer(): Locator {
    return this.page.locator('[data-testid="bubble"][data-from="customer"]');
  }

  get fromBusiness(): Locator {
    return this.page.locator('[data-testid="bubble"][data-from="business"]');
  }
}
