import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any page has. */
const STOPS_MAX = 250;

/** Presses Tab until that has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeAttached();
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${target}`);
}

/**
 * Goes through the whole page with Tab. Complains about stops that one does not see, because nothing
 * shows the focus or something covers it, and about what Tab never reaches.
 */
export async function complaintsOfKeyboard(page: Page): Promise<string[]> {
  const wrong: string[] = [];
  await page.evaluate(() => {
    Object.assign(window, { reached: new Set(), last: null });
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });
  for (let stop = 0; ; stop += 1) {
    if (stop > STOPS_MAX) return [...wrong, `Tab finds no end after ${STOPS_MAX} stops`];
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(look);
    if (seen === 'end') break;
    if (seen) wrong.push(seen);
  }
  return [...wrong, ...(await page.evaluate(missed))];
}

/** Runs in the page: what is wrong with the present stop, or that there is none any more. */
async function look(): Promise<string | undefined> {
  const seen = window as unknown as { reached: Set<Element>; last: Element | null };
  const stop = document.activeElement;
  if (!stop || stop === document.body || stop === document.documentElement) return 'end';
  // Fields of dates and times have several stops of their own.
  if (seen.reached.has(stop)) return stop === seen.last ? undefined : 'end';
  seen.reached.add(stop);
  seen.last = stop;
  const name = `${stop.tagName.toLowerCase()} "${(stop.textContent || stop.getAttribute('name') || '').trim().slice(0, 40)}"`;
  // A box or a card around the stop may show the focus in its place.
  const around = [stop, stop.parentElement, stop.closest('label')];
  const shows = around.some((element) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor);
  });
  if (!shows) return `nothing shows the focus of ${name}`;
  const hidden = (): string | undefined => {
    // A label's words belong to its stop.
    const own = stop.closest('label') ?? stop;
    const box = own.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, window.innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, window.innerHeight)];
    if (right - left < 1 || bottom - top < 1) return `${name} is out of sight`;
    const spots = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y] as const));
    const free = spots.some(([x, y]) => {
      const above = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
      return above !== null && (own.contains(above) || above.contains(own));
    });
    return free ? undefined : `${name} is covered`;
  };
  // The page may still be on its way to the stop.
  for (let frame = 0; frame < 10 && hidden(); frame += 1) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  return hidden();
}

/** Runs in the page: what can be pressed or typed into and was not reached. */
function missed(): string[] {
  const { reached } = window as unknown as { reached: Set<Element> };
  const all = document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]');
  return [...all]
    .filter((element) => {
      if (element.tabIndex < 0 || element.matches(':disabled, [type="hidden"]') || reached.has(element)) return false;
      if (element.closest('[inert], dialog:not([open])')) return false;
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      // One stop for a group of choices; the arrow keys go on from there.
      if (element.matches('[type="radio"]')) {
        return ![...reached].some((other) => other.matches('[type="radio"]') && other.getAttribute('name') === element.getAttribute('name'));
      }
      return true;
    })
    .map((element) => `Tab does not reach ${element.tagName.toLowerCase()} "${(element.textContent || element.getAttribute('name') || '').trim().slice(0, 40)}"`);
}
