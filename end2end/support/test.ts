// What every journey has: pages that fail on any console error, accounts of their own, and the words for common steps.
import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, type Browser, type BrowserContext, type Page, test as base, expect } from '@playwright/test';
import { join } from 'node:path';

export { expect };

export const root = join(import.meta.dirname, '..', '..');
export const reading = join(root, 'demo', 'reading.mp3');
export const artwork = join(root, 'demo', 'artwork.png');
export const fixture = (name: string) => join(root, 'crates', 'audio', 'tests', 'fixtures', name);

/** Console errors that a test expects, as parts of their text. */
type Allowed = { allowed: string[] };

export const test = base.extend<Allowed>({
  baseURL: async ({}, use) => use(process.env.BASE_URL),
  allowed: async ({}, use) => use([]),
  page: async ({ page, allowed }, use) => {
    const errors = watch(page);
    await use(page);
    expect(errors.filter((e) => !allowed.some((part) => e.includes(part)))).toEqual([]);
  },
});

/** Collects what a page complains about. */
export function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error}`));
  return errors;
}

/** No violation of WCAG 2.1 A and AA that a machine can find. */
export async function accessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  const told = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  expect(told, page.url()).toEqual([]);
}

/** The page's islands are alive. */
export async function alive(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.hydrated === 'true');
}

let people = 0;

/** Makes an account through the sign-up form; ends in the studio. */
export async function signUp(page: Page): Promise<{ email: string; password: string }> {
  people += 1;
  const person = { email: `person-${Date.now()}-${people}@example.org`, password: 'a quiet long evening' };
  await page.goto('/signup');
  await page.getByLabel('Name').fill('Ada Example');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.locator('main button[type=submit], form[action="/signup"] button[type=submit]').first().click();
  await expect(page).toHaveURL(/\/studio$/);
  return person;
}

/** Makes a show and an episode through the forms; ends on the episode's page in the studio. */
export async function newEpisode(page: Page, show: string, episode: string): Promise<string> {
  await page.goto('/studio/shows/new');
  await page.locator('[name=title]').fill(show);
  await page.locator('form[action="/studio/shows"] button[type=submit]').click();
  await expect(page).toHaveURL(/\/studio\/shows\/[0-9a-f-]{36}$/);
  await page.goto(`${page.url()}/episodes/new`);
  await page.locator('[name=title]').fill(episode);
  await page.locator('form[action$="/episodes"] button[type=submit]').click();
  await expect(page).toHaveURL(/\/studio\/episodes\/[0-9a-f-]{36}$/);
  return page.url().split('/').pop() ?? '';
}

/** Waits until processing has ended well. */
export async function processed(request: APIRequestContext, id: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { items } = await (await request.get(`/api/v1/episodes/${id}/jobs`)).json();
        return items.map((job: { state: string }) => job.state).filter((s: string) => !['succeeded', 'skipped'].includes(s));
      },
      { timeout: 75_000 },
    )
    .toEqual([]);
}

/** A visitor without an account. */
export async function stranger(browser: Browser, options: object = {}): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, viewport: { width: 1440, height: 900 }, ...options });
  return { context, page: await context.newPage() };
}
