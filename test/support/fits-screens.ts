import type { Page } from 'playwright-core';

const telephone = { width: 390, height: 844 };
/** What a screen of 1440 × 900 pixels has left at a zoom of 200 %. */
const zoomed = { width: 720, height: 450, deviceScaleFactor: 2, mobile: false };

/** What is wider than the page, and what is cut off beside it; a box that scrolls cuts nothing off. */
const findCut = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const isCut = (one) => {
    const { overflowX, position } = getComputedStyle(one);
    return /hidden|clip/.test(overflowX) && position !== 'absolute' && one.clientWidth > 1 &&
      one.scrollWidth > one.clientWidth + 1;
  };
  const cut = [...document.querySelectorAll('main *')].filter(isCut);
  return [
    ...(scrollWidth > clientWidth ? [\`the page is \${scrollWidth} px wide\`] : []),
    ...cut.map((one) => one.outerHTML.slice(0, 200)),
  ];
})()`;

/**
 * What does not fit, on a telephone and at a zoom of 200 %. Afterwards the page is as wide as before.
 *
 * @returns nothing where all fits
 */
export async function misfits(page: Page): Promise<readonly string[]> {
  const before = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize(telephone);
  const found = await settledMisfits(page, telephone.width);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', zoomed);
  found.push(...(await settledMisfits(page, zoomed.width)));
  await session.detach();
  await page.setViewportSize(before);
  return found;
}

/** Drawings follow the width of the page a moment later. */
async function settledMisfits(page: Page, width: number): Promise<string[]> {
  for (let looks = 0; ; looks++) {
    const found = (await page.evaluate(findCut)) as readonly string[];
    if (found.length === 0 || looks === 20) return found.map((text) => `${width} px: ${text}`);
    await page.waitForTimeout(100);
  }
}
