// A long transcript, by hand, by keyboard, on a phone.
import { accessible, alive, expect, test } from '../support/test.ts';

const apollo = '/shows/public-domain-aloud/apollo-11-the-first-six-hours';
const printing = '/shows/public-domain-aloud/on-the-art-of-printing';

test.beforeAll(async ({ request }) => {
  // The demonstration is made while the server runs.
  await expect.poll(async () => (await request.get(`${process.env.BASE_URL}${printing}/transcript.vtt`)).status(), { timeout: 80_000 }).toBe(200);
  await expect.poll(async () => (await (await request.get(`${process.env.BASE_URL}${apollo}`)).text()).includes('data-chart="topics"'), { timeout: 80_000 }).toBe(true);
});

test('following yields to the reader and comes back', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 420 });
  await page.goto(printing);
  await alive(page);
  await page.keyboard.press('Space');
  await expect(page.locator('#reading span.now')).toHaveCount(1);
  await page.mouse.move(700, 200);
  await page.mouse.wheel(0, 3000);
  await expect(page.getByRole('button', { name: 'Back to now' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByRole('button', { name: 'Back to now' })).toBeHidden();
  await expect(page.locator('#reading span.now')).toBeInViewport();
});

test('the keyboard alone reaches everything', async ({ page }) => {
  await page.goto(printing);
  await alive(page);
  await page.keyboard.press('Tab');
  await expect(page.locator('a.skip')).toBeFocused();
  const reached = new Set<string>();
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        return at.id || at.dataset.do || (at.closest('#reading') ? 'reading' : at.tagName);
      }),
    );
  }
  for (const place of ['play', 'seek', 'speed', 'q', 'reading']) expect([...reached]).toContain(place);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('?');
  await expect(page.locator('#keys')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('#keys')).toBeHidden();
});

for (const [width, height] of [
  [390, 844],
  [820, 1180],
  [1440, 900],
] as const) {
  for (const scheme of ['light', 'dark'] as const) {
    test(`pages at ${width} px, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      for (const [name, path] of Object.entries({
        home: '/',
        show: '/shows/public-domain-aloud',
        printing,
        apollo,
        login: '/login',
        signup: '/signup',
      })) {
        await page.goto(path);
        if (name === 'printing' || name === 'apollo') await alive(page);
        await accessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`).toBe(true);
        await page.screenshot({ path: `screenshots/${name}-${width}-${scheme}.png`, fullPage: name !== 'apollo' });
      }
      await page.goto('/login');
      await page.getByLabel('E-mail').fill('demo@example.org');
      await page.getByLabel('Password').fill('demonstration');
      await page.locator('form[action="/login"] button[type=submit]').click();
      await expect(page).toHaveURL(/\/studio$/);
      const shows = page.locator('a[href^="/studio/shows/"]:not([href$="/new"])');
      const show = (await shows.first().getAttribute('href')) ?? '';
      await page.goto(show);
      const episode = (await page.locator('a[href^="/studio/episodes/"]').first().getAttribute('href')) ?? '';
      for (const [name, path] of Object.entries({
        studio: '/studio',
        'studio-show': show,
        'studio-new-show': '/studio/shows/new',
        'studio-new-episode': `${show}/episodes/new`,
        'studio-episode': episode,
        'studio-settings': '/studio/settings',
      })) {
        await page.goto(path);
        if (name === 'studio-episode') await alive(page);
        await accessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`).toBe(true);
        await page.screenshot({ path: `screenshots/${name}-${width}-${scheme}.png`, fullPage: true });
      }
    });
  }
}
