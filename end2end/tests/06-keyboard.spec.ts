// An episode by the keyboard alone, and for those whom motion makes ill.
import type { Page } from '@playwright/test';
import { paused, position } from '../support/listening.ts';
import { alive, expect, test } from '../support/test.ts';

/** What has the focus, in a word, and whether that can be seen. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    return {
      what: at.closest('#reading p > span') ? 'sentence' : at.id || at.dataset.do || at.dataset.find || at.className || at.tagName.toLowerCase(),
      outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
      seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    };
  });

test('the keyboard reaches everything in the order of the page', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeInViewport();

  const order: string[] = [];
  for (let i = 0; i < 80 && !order.includes('sentence'); i += 1) {
    await page.keyboard.press('Tab');
    // The page may glide to where the focus is.
    await expect.poll(() => focused(page), { message: `stop ${i}` }).toMatchObject({ outlined: true, seen: true });
    order.push((await focused(page)).what);
  }
  const stops = ['back', 'play', 'forward', 'seek', 'speed', 'follow', 'skip', 'link', 'help', 'q', 'previous', 'next', 'sentence'];
  expect(order.filter((what) => stops.includes(what))).toEqual(stops);
  // One stop for the whole transcript: the next Tab is past it.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  expect((await focused(page)).what).not.toBe('sentence');
  await page.keyboard.press('Shift+Tab');
  expect((await focused(page)).what).toBe('sentence');
});

test('the skip link leads past the head', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#main$/);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.querySelector('main')!.contains(document.activeElement))).toBe(true);
});

test('keys play, seek, search and share', async ({ visit, library }) => {
  const page = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(library.printing);
  await alive(page);
  // Following the voice scrolls where the first sentence is further down; here only the key is asked about.
  await page.keyboard.press('f');
  await expect(page.getByRole('button', { name: 'Follow along' })).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('Space');
  await expect.poll(() => position(page)).toBeGreaterThan(0.4);
  await page.keyboard.press('Space');
  expect(await paused(page)).toBe(true);
  expect(await page.evaluate(() => scrollY), 'Space did not scroll').toBe(0);
  const start = await position(page);
  const steps = [['ArrowRight', 5], ['Shift+ArrowRight', 20], ['ArrowLeft', 15], ['Shift+ArrowLeft', 0]] as const;
  for (const [key, after] of steps) {
    await page.keyboard.press(key);
    await expect.poll(() => position(page), { message: key }).toBeCloseTo(start + after, 1);
  }

  // Sentences: the first is reached by Tab, the arrows go on, Enter plays.
  await page.locator('#reading [tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#s2')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('#s1')).toBeFocused();
  const [zeroth, first] = ((await page.locator('#starts').getAttribute('value')) ?? '').split(' ').map(Number);
  const target = (zeroth + first) / 10;
  await page.keyboard.press('Enter');
  await expect.poll(() => position(page)).toBeGreaterThanOrEqual(target - 0.05);
  expect(await position(page)).toBeLessThan(target + 2);
  expect(await paused(page)).toBe(false);
  await page.keyboard.press('Space');
  expect(await paused(page)).toBe(true);

  await page.keyboard.press('/');
  await expect(page.locator('#q')).toBeFocused();
  // Keys that mean something elsewhere are letters here.
  await page.keyboard.type('of f,c.?/ ');
  await expect(page.locator('#q')).toHaveValue('of f,c.?/ ');
  await page.keyboard.press('Escape');
  await expect(page.locator('#q')).toHaveValue('');
  await page.locator('#s1').focus();
  await page.keyboard.press('c');
  await expect(page.locator('#toast')).toHaveText(/Link copied/);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/#t=1[1-3]$/);
  await page.keyboard.press('f');
  await expect(page.getByRole('button', { name: 'Follow along' })).toHaveAttribute('aria-pressed', 'true');
});

test('the list of keys opens, keeps the focus and closes', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  await page.locator('[data-do=help]').focus();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toBeVisible();
  expect(await keys.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.querySelector('main#main button[data-do=play]') === document.activeElement)).toBe(false);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await expect(page.locator('[data-do=help]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(keys).toBeVisible();
  await keys.getByRole('button', { name: 'Close' }).press('Enter');
  await expect(keys).toBeHidden();
});

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test(`scrolling with a wish for motion of ${reducedMotion}`, async ({ visit, library }) => {
    const page = await visit({ reducedMotion, viewport: { width: 1440, height: 500 } });
    await page.addInitScript(() => {
      const scrolls: (string | undefined)[] = [];
      Object.assign(window, { scrolls });
      const original = Element.prototype.scrollIntoView;
      Element.prototype.scrollIntoView = function (options) {
        scrolls.push(typeof options === 'object' ? options.behavior : undefined);
        return original.call(this, options);
      };
    });
    await page.goto(library.printing);
    await alive(page);
    await page.keyboard.press('/');
    await page.keyboard.type('bible');
    await page.keyboard.press('Enter');
    await expect(page.locator('#hits')).toHaveText(/^1 of/);
    await page.keyboard.press('Escape');
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    await page.locator('#chapters a').first().click();
    await expect(page.locator('#s0')).toBeInViewport();
    const behaviors = await page.evaluate(() => (window as unknown as { scrolls: string[] }).scrolls);
    expect(behaviors.length).toBeGreaterThan(0);
    const css = await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior);
    const moving = await page.evaluate(() => {
      const seconds = (list: string) => Math.max(...list.split(',').map((s) => parseFloat(s) * (s.trim().endsWith('ms') ? 0.001 : 1)));
      const slow = (e: Element) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(e);
        return seconds(transitionDuration) > 0.02 || (animationName !== 'none' && seconds(animationDuration) > 0.02);
      };
      return [...document.querySelectorAll('body *')].filter(slow).length;
    });
    if (reducedMotion === 'reduce') {
      expect(behaviors.every((b) => b === 'instant')).toBe(true);
      expect(css).toBe('auto');
      expect(moving, 'nothing glides or turns').toBe(0);
    } else {
      expect(behaviors).toContain('smooth');
    }
  });
}
