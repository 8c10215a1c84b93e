// Accessibility as far as a machine can tell.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** No violation of WCAG 2.1 A and AA that axe finds, and nothing that makes the page scroll sideways. */
export async function accessible(page: Page): Promise<void> {
  const scripts = await page.evaluate(() => !matchMedia('(scripting: none)').matches);
  await (scripts ? check(page) : checkTwin(page));
}

/** Axe cannot run where scripts are off: it looks at the same page in a browser where only the page's own do not run. */
async function checkTwin(page: Page): Promise<void> {
  const [body, viewport, url] = [await page.content(), page.viewportSize(), page.url()];
  const context = await page.context().browser()!.newContext({ viewport });
  try {
    await context.route(url, (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }));
    await context.route('**/*.js', (route) => route.abort());
    const twin = await context.newPage();
    await twin.goto(url);
    await check(twin);
  } finally {
    await context.close();
  }
}

async function check(page: Page): Promise<void> {
  await settled(page);
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  const told = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  // Softly: it fails the test, and hides nothing of what comes after.
  expect.soft(told, `axe at ${page.url()}`).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** What fades in has arrived: half-transparent text has no contrast yet. Spinners turn for ever and are not waited for. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getComputedTiming().endTime === Infinity),
  );
}
