import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** Set by `npm run pictures`, which is the browser tests with it; else no pictures are taken. */
const asked = process.env['CROSSFOLD_PICTURES'];
const root = fileURLToPath(new URL('../..', import.meta.url));

const widthsPx = [1440, 390];
const schemes = ['light', 'dark'] as const;
/** Of what is seen at first, and at most of a long page. */
const screenPx = 900;
const longestPx = 6000;
/** For what comes into view then; the stream of events never lets the network be idle. */
const settleMs = 800;

/**
 * Pictures of a page, to be looked at: wide and narrow, light and dark. What comes into view then
 * has a moment to be read; afterwards the page is as it was.
 *
 * @param name of the files, `NAME-WIDTH-SCHEME.png`
 */
export async function keepPictures(page: Page, name: string): Promise<void> {
  if (!asked) return;
  const folder = isAbsolute(asked) ? asked : join(root, asked);
  const before = page.viewportSize();
  for (const width of widthsPx) {
    await page.setViewportSize({ width, height: longestPx });
    await page.waitForTimeout(settleMs);
    const height = Number(await page.evaluate('document.body.scrollHeight'));
    const tall = Math.max(screenPx, Math.min(longestPx, height));
    await page.setViewportSize({ width, height: tall });
    await page.evaluate('scrollTo(0, 0)');
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
