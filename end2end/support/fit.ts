import type { Page } from '@playwright/test';

/** What sticks out of the screen to the side, and which words are cut off. */
export async function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = window.innerWidth;
    const said: string[] = [];
    if (document.documentElement.scrollWidth > width) {
      said.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    }
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node; node = words.nextNode()) {
      const of = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (!of || text === '' || !of.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { left, right } = range.getBoundingClientRect();
      if (right === left) continue;
      // What is for screen readers alone, what scrolls by itself and what ends in dots may be wider.
      let box: Element | null = of;
      let cut: string | undefined;
      for (; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        const { left: from, right: to } = box.getBoundingClientRect();
        if (style.clipPath !== 'none' || ['auto', 'scroll'].includes(style.overflowX) || style.textOverflow === 'ellipsis') break;
        if (style.overflowX !== 'visible' && (right > to + 1 || left < from - 1)) {
          cut ??= `${box.tagName.toLowerCase()}.${box.className} cuts "${text.slice(0, 60)}" off`;
        }
      }
      if (box !== document.body) continue;
      if (cut) said.push(cut);
      else if (right > width + 1 || left < -1) {
        said.push(`"${text.slice(0, 60)}" reaches from ${Math.round(left)} to ${Math.round(right)}`);
      }
    }
    return said;
  });
}
