import type { Page } from '@playwright/test';

/**
 * Holds a page still for its picture. Letters are drawn with the one face that we serve, so that they do
 * not depend on what the machine has; times, codes, numbers and what is counted by the day get fixed
 * values of the same kind.
 */
export async function hold(page: Page): Promise<void> {
  await page.addStyleTag({ content: ':root { --body: "Flow Head" !important; --code: "Flow Head" !important }' });
  await page.evaluate(() => {
    // A copy that the program does not know: nothing ticks in it, and no news arrives.
    document.body.replaceWith(document.body.cloneNode(true));
    const all = (places: string): NodeListOf<Element> => document.querySelectorAll(places);
    for (const time of all('time')) time.textContent = '12:34';
    for (const code of all('svg.qr path')) code.setAttribute('d', 'M0 0h7v7h-7z');
    for (const ring of all('.qr-ring-left')) ring.setAttribute('stroke-dashoffset', '50');
    for (const left of all('[data-testid="qr-remaining"]')) left.textContent = '10';
    for (const age of all('[data-testid="heartbeat-age"]')) age.textContent = '10 s';
    // How much was said in a day depends on the hour, and which pages are open on other tests.
    for (const count of all('[data-testid="figure-messages"] dd')) count.textContent = '100';
    for (const figure of ['incoming', 'answered', 'median']) {
      for (const count of all(`[data-testid="today-${figure}"] dd`)) count.textContent = '8';
    }
    for (const day of all('[data-testid="day"] span')) day.textContent = 'Today';
    for (const count of all('[data-testid="health"] .number')) count.textContent = '5';
    for (const machine of all('.row-name a[href="/admin/nodes"]')) machine.textContent = 'machine';
    // The number of the practice phone, the names of rows, clocks and days are chance.
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node; node = words.nextNode()) {
      node.textContent = (node.textContent ?? '')
        .replace(/\+255\d{9}/g, '+255700000000')
        .replace(/\b(Juma(?:pili|tatu|nne|tano|mosi)|Alhamisi|Ijumaa) \d{1,2} [A-Z][a-z]+( \d{4})?/g, 'Jumatatu 1 Januari')
        .replace(/^\d\d:\d\d(?= in )|(?<= at )\d\d:\d\d/, '12:34')
        .replace(/(?<=Messages refused: )\d+/, '5')
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '00000000-0000-7000-8000-000000000000');
    }
    window.scrollTo(0, 0);
  });
  await page.evaluate(() => document.fonts.ready);
}
