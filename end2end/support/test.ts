// What every journey has: browsers whose every complaint fails the test, and an instance with something to read.
import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page, type TestInfo } from '@playwright/test';
import { type Library, makeLibrary } from './library.ts';

export { expect };

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

interface Each {
  /** Names what a page may complain about in this test, by a part of the text: the browser logs every refusal. */
  allow: (...parts: string[]) => void;
  /** A page in a browser of its own: nobody is logged in. */
  visit: (options?: BrowserContextOptions) => Promise<Page>;
  complaints: Complaints;
}

interface Shared {
  library: Library;
}

interface Complaints {
  found: string[];
  allowed: string[];
}

export const test = base.extend<Each, Shared>({
  baseURL: async ({}, use) => use(process.env.BASE_URL),

  complaints: async ({}, use) => {
    const complaints: Complaints = { found: [], allowed: [] };
    await use(complaints);
    expect(complaints.found.filter((text) => !complaints.allowed.some((part) => text.includes(part)))).toEqual([]);
  },

  allow: async ({ complaints }, use) => use((...parts) => complaints.allowed.push(...parts)),

  context: async ({ context, complaints }, use) => {
    watch(context, complaints.found, process.env.BASE_URL);
    await use(context);
  },

  visit: async ({ browser, complaints }, use, info) => {
    const opened: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ ...DESKTOP, baseURL: process.env.BASE_URL, ...options });
      watch(context, complaints.found, options.baseURL ?? process.env.BASE_URL);
      opened.push(context);
      return context.newPage();
    });
    await closeAll(opened, info);
  },

  library: [async ({ browser }, use) => use(await library(browser)), { scope: 'worker', timeout: 120_000 }],
});

async function library(browser: Browser): Promise<Library> {
  const context = await browser.newContext({ baseURL: process.env.BASE_URL });
  const made = await makeLibrary(context);
  await context.close();
  return made;
}

async function closeAll(contexts: BrowserContext[], info: TestInfo): Promise<void> {
  for (const [i, context] of contexts.entries()) {
    const failed = info.status !== info.expectedStatus;
    for (const [j, page] of failed ? context.pages().entries() : []) {
      await page.screenshot({ path: info.outputPath(`visitor-${i}-${j}.png`) }).catch(() => undefined);
    }
    await context.close();
  }
}

/** Collects console errors, uncaught errors, answers without protection, and errors of the server. */
function watch(context: BrowserContext, found: string[], home = '-'): void {
  context.on('console', (message) => {
    if (message.type() === 'error') found.push(`${message.page()?.url()}: console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => found.push(`${error.page()?.url()}: uncaught: ${error.error()}`));
  context.on('response', (response) => {
    const url = response.url();
    if (!url.startsWith(home)) {
      if (/^https?:/.test(url)) found.push(`loaded from elsewhere: ${url}`);
      return;
    }
    if (response.status() >= 500) found.push(`${response.status()} from ${url}`);
    found.push(...unprotected(response.headers()).map((what) => `${what} at ${response.status()} ${url}`));
  });
}

/** What an answer lacks of what every answer has to have. */
export function unprotected(headers: Record<string, string>): string[] {
  const policy = headers['content-security-policy'] ?? '';
  const lacks = [];
  if (!policy.includes("default-src 'self'") || !policy.includes("script-src 'self' 'wasm-unsafe-eval'")) lacks.push('no strict policy');
  if (/script-src[^;]*'unsafe-(inline|eval)'/.test(policy)) lacks.push('a policy that allows inline scripts');
  if (headers['x-content-type-options'] !== 'nosniff') lacks.push('no nosniff');
  const cookie = headers['set-cookie'];
  if (cookie !== undefined && !(/;\s*HttpOnly/i.test(cookie) && /;\s*SameSite=Lax/i.test(cookie))) lacks.push('an open cookie');
  return lacks;
}

/** The page's islands are alive; where there is audio with words, these answer too (the page comes to them when idle). */
export async function alive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const spoken = document.querySelector('#audio') && document.querySelector('#starts');
    return document.documentElement.dataset.hydrated === 'true' && (!spoken || document.querySelector('#reading [tabindex="0"]'));
  });
}
