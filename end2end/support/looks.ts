// The widths and themes in which every page is seen.
import type { Page } from '@playwright/test';
import { accessible } from './accessible.ts';
import { alive, expect } from './test.ts';

export interface Look {
  viewport: { width: number; height: number };
  colorScheme: 'light' | 'dark';
}

export const looks: Look[] = [
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
].flatMap((viewport) => [
  { viewport, colorScheme: 'light' },
  { viewport, colorScheme: 'dark' },
]);

/** Goes to a page, looks it over and keeps a picture of it. */
export async function see(page: Page, look: Look, name: string, path: string, fullPage = true): Promise<void> {
  const { width } = look.viewport;
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  if ((await page.locator('leptos-island').count()) > 0) await alive(page);
  // Colours differ by theme and layouts by width: axe sees each of them once, the narrowest light and the widest dark.
  if ((width === 390) === (look.colorScheme === 'light') && width !== 820) await accessible(page);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} scrolls sideways`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `screenshots/${name}-${width}-${look.colorScheme}.png`, fullPage });
}
