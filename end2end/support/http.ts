import type { Page } from '@playwright/test';

/** Calls a server function from within a page, past all its buttons, and returns the status of the answer. */
export async function call(page: Page, name: string, wish: Record<string, string>): Promise<number> {
  return page.evaluate(
    async ([address, body]) => {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams(body),
        redirect: 'manual',
      });
      return answer.status;
    },
    [`/api/${name}`, wish] as const,
  );
}
