import type { Browser, Page } from 'playwright-core';

/** A page that is timed. */
export interface TimedPage {
  readonly url: string;
  /** JavaScript: whether what one came for is there. */
  readonly isShown: string;
}

/** In ms since the page was asked for. */
export interface PageTimes {
  /** First contentful paint: whatever it is, be it that something loads. */
  readonly firstPaint: number;
  /** Until what one came for is there. */
  readonly shown: number;
}

const longestMs = 120_000;
const viewport = { width: 1440, height: 900 };

/** Opens a page as somebody who was never there: nothing of it is cached. It stays open. */
export async function openTimed(
  browser: Browser,
  { url, isShown }: TimedPage,
): Promise<{ readonly page: Page; readonly times: PageTimes }> {
  const page = await browser.newPage({ viewport });
  await page.addInitScript(`
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.longTasks.push([startTime, duration]);
    }).observe({ type: 'longtask', buffered: true });
    const look = () => {
      if (document.body && (${isShown})) window.shownAt = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  `);
  await page.goto(url, { waitUntil: 'commit', timeout: longestMs });
  const times = await page.evaluate<PageTimes>(`(async () => {
    const begun = performance.now();
    const paint = () => performance.getEntriesByName('first-contentful-paint')[0];
    while (!(window.shownAt && paint()) && performance.now() - begun < ${longestMs})
      await new Promise((resolve) => setTimeout(resolve, 20));
    const painted = paint();
    return { firstPaint: painted?.startTime ?? NaN, shown: window.shownAt ?? NaN };
  })()`);
  return { page, times };
}

/** The same, and closes it. */
export async function timePage(browser: Browser, timed: TimedPage): Promise<PageTimes> {
  const { page, times } = await openTimed(browser, timed);
  await page.close();
  return times;
}

export interface Scrolling {
  /** Of all tasks of more than 50 ms, which are all that a browser tells of; 0 where there is none. */
  readonly longestTaskMs: number;
  /** From one to the next, in ms. */
  readonly frames: readonly number[];
}

/** Scrolls a box down and to the right and back, a step at each frame. */
export async function scroll(page: Page, selector: string, frames: number): Promise<Scrolling> {
  return page.evaluate<Scrolling>(`(async () => {
    const box = document.querySelector(${JSON.stringify(selector)});
    box.scrollIntoView();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let n = 0; n < 10; n++) await frame();
    const [high, wide] = [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth];
    const [begun, times] = [performance.now(), []];
    let last = await frame();
    for (let n = 1; n <= ${frames}; n++) {
      const way = 1 - Math.abs(1 - (2 * n) / ${frames});
      box.scrollTop = way * high;
      box.scrollLeft = way * wide;
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    // The observer is told a moment later.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const during = window.longTasks.filter(([start]) => start >= begun && start <= last);
    return { longestTaskMs: Math.max(0, ...during.map(([, duration]) => duration)), frames: times };
  })()`);
}

/**
 * Chooses a state in the list of studies, and waits for the answer on screen.
 *
 * @returns from the choice to the frame that shows it, in ms
 */
export async function filterByState(page: Page, state: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const caption = () => document.querySelector('table.studies caption')?.textContent;
    const before = caption();
    const select = [...document.querySelectorAll('form.filter select')].find((one) =>
      [...one.options].some(({ value }) => value === 'finished'));
    const begun = performance.now();
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, ${JSON.stringify(state)});
    select.dispatchEvent(new Event('change', { bubbles: true }));
    while (caption() === before) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - begun;
  })()`);
}
