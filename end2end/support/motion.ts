import type { Page } from '@playwright/test';

/** What somebody's system says who does not want things to move. */
export const QUIET = { reducedMotion: 'reduce' } as const;

/** Longer than this can be seen. */
const SEEN_MS = 20;

/** What moves on the page, or is about to. */
export function movement(page: Page): Promise<string[]> {
  return page.evaluate((seen) => {
    const moving = document.getAnimations().filter((animation) => {
      const { activeDuration, delay } = animation.effect?.getComputedTiming() ?? {};
      return animation.playState !== 'finished' && Number(activeDuration ?? 0) + (delay ?? 0) > seen;
    });
    return moving.map((animation) => {
      const target = (animation.effect as KeyframeEffect | null)?.target;
      return `${target?.tagName.toLowerCase()}.${target?.getAttribute('class')} moves`;
    });
  }, SEEN_MS);
}
