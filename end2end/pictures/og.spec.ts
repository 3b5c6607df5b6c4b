import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = join(process.cwd(), '..');
/** Other sites cut or refuse heavier ones; the server's tests hold the same limit. */
const BYTES_MAX = 80 * 1024;

type Words = Record<string, Record<string, string>>;

/** What each picture says, by the keys of the message catalogue; the page's own title stands above. */
const PICTURES = {
  home: { title: 'landing.h1', lead: 'landing.title' },
  pricing: { title: 'pricing.h1', lead: 'pricing.lead' },
  about: { title: 'about.h1', lead: 'about.how1' },
  contact: { title: 'contact.h1', lead: 'contact.lead' },
  privacy: { title: 'privacy.title', lead: 'privacy.lead' },
  terms: { title: 'terms.title', lead: 'terms.lead' },
} as const;

/** Part of the greeting and its answer, as the built-in flow has them. */
const TALK = {
  en: ['Hello', 'Welcome to Asha’s Salon. Reply with: 1) Booking 2) Services 3) Prices 4) Contact', '1'],
  sw: ['Habari', 'Karibu Saluni ya Asha. Andika: 1) Booking 2) Huduma 3) Bei 4) Mawasiliano', '1'],
} as const;

function words(language: string): (key: string) => string {
  const path = join(ROOT, 'app', 'locales', `${language}.json`);
  const catalogue = JSON.parse(readFileSync(path, 'utf8')) as Words;
  return (key) => {
    const [group = '', name = ''] = key.split('.');
    const text = catalogue[group]?.[name];
    if (text === undefined) throw new Error(`${language}: no text ${key}`);
    return text;
  };
}

function document(title: string, lead: string, talk: readonly string[], font: string, mark: string): string {
  // A number stays with what it stands for.
  const bound = (text: string): string => text.replaceAll(') ', ')\u00a0');
  const bubbles = talk.map((text, index) => `<p class="${index % 2 ? 'out' : 'in'}">${bound(text)}</p>`).join('');
  return `<!DOCTYPE html><meta charset="utf-8"><style>
    @font-face { font-family: Head; src: url(data:font/woff2;base64,${font}) format("woff2"); font-weight: 600 800 }
    * { box-sizing: border-box; margin: 0 }
    body { width: 1200px; height: 630px; background: #f6f1e7; color: #16222b; overflow: hidden;
      font: 28px/1.4 "Noto Sans", "DejaVu Sans", "Liberation Sans", sans-serif }
    .pindo { display: block; width: 1200px; height: 32px }
    main { display: grid; grid-template-columns: 1fr 400px; gap: 72px; height: 598px; padding: 56px 72px 64px }
    .words { display: flex; flex-direction: column; min-width: 0 }
    .brand { display: flex; align-items: center; gap: 16px; font: 700 34px/1 Head }
    .brand svg { width: 56px; height: 56px }
    h1 { margin-top: auto; font: 800 76px/1.02 Head; letter-spacing: -0.035em; text-wrap: balance }
    .lead { margin-top: 24px; color: #535d62; font-size: 26px; text-wrap: pretty }
    .talk { align-self: center; display: flex; flex-direction: column; gap: 16px; padding: 32px 24px;
      background: #eee6d6; border-radius: 20px; font-size: 23px; line-height: 1.35 }
    .talk p { max-width: 88%; padding: 14px 20px; border-radius: 22px }
    .in { align-self: flex-end; background: #0b5560; color: #fffdf8 }
    .out { align-self: flex-start; background: #fffdf8 }
  </style>
  <svg class="pindo"><defs><pattern id="p" width="128" height="32" patternUnits="userSpaceOnUse">
    <path fill="#0b5560" d="M0 0h128v32H0z"/><path fill="#d2562a" d="M0 32l32-32 32 32zM80 16l16-16 16 16-16 16z"/>
  </pattern></defs><rect width="1200" height="32" fill="url(#p)"/></svg>
  <main><div class="words"><div class="brand">${mark}<span>Flow HQ</span></div><h1>${title}</h1><p class="lead">${lead}</p></div>
  <div class="talk">${bubbles}</div></main>`;
}

const font = readFileSync(join(ROOT, 'public', 'fonts', 'bricolage-1.001.woff2')).toString('base64');
const mark = readFileSync(join(ROOT, 'public', 'favicon.svg'), 'utf8');

for (const language of ['en', 'sw'] as const) {
  for (const [name, keys] of Object.entries(PICTURES)) {
    test(`${name} in ${language}`, async ({ page }) => {
      const say = words(language);
      await page.setContent(document(say(keys.title), say(keys.lead), TALK[language], font, mark));
      await page.evaluate(() => globalThis.document.fonts.ready);
      const path = join(ROOT, 'public', 'og', `${name}-${language}.png`);
      const picture = await page.screenshot({ path, animations: 'disabled' });
      expect(picture.length).toBeLessThan(BYTES_MAX);
    });
  }
}
