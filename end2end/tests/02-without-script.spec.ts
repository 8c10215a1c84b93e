// The same journey with JavaScript off: forms, pages and the browser's own player.
import { accessible, artwork, expect, fixture, reading, signUp, stranger, test } from '../support/test.ts';

test('everything works without JavaScript', async ({ browser }) => {
  const { context, page } = await stranger(browser, { javaScriptEnabled: false });
  const person = await signUp(page);

  await page.goto('/studio/shows/new');
  await page.locator('form[action="/studio/shows"] button[type=submit]').click();
  // The browser itself asks for the title where it is required; a title of spaces is for the server.
  await page.locator('[name=title]').fill('   ');
  await page.locator('textarea[name=description]').fill('Kept while the title is missing.');
  await page.locator('form[action="/studio/shows"] button[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('title');
  await expect(page.locator('textarea[name=description]')).toHaveValue('Kept while the title is missing.');
  await page.locator('[name=title]').fill('Plain show');
  await page.locator('[name=artwork]').setInputFiles(artwork);
  await page.locator('form[action="/studio/shows"] button[type=submit]').click();
  await page.goto(`${page.url()}/episodes/new`);
  await page.locator('[name=title]').fill('Plain episode');
  await page.locator('form[action$="/episodes"] button[type=submit]').click();

  const form = page.locator('form[action$="/audio"]');
  await form.locator('input[type=file]').setInputFiles(fixture('cover.png'));
  await form.locator('button[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('not an audio file');
  await form.locator('input[type=file]').setInputFiles(reading);
  await form.locator('button[type=submit]').click();
  await expect(page.locator('#jobs')).toBeVisible();
  const studio = page.url();
  await expect
    .poll(
      async () => {
        await page.goto(studio);
        return page.locator('#jobs li[data-stage=insights]').getAttribute('data-state');
      },
      { timeout: 75_000, intervals: [2000] },
    )
    .toBe('succeeded');
  await page.locator('form[action$="/publish"] button').click();
  await page.getByRole('link', { name: 'See the page' }).click();

  await expect(page).toHaveURL(/\/shows\/plain-show\/plain-episode$/);
  await expect(page.locator('#audio')).toHaveAttribute('src', /^\/listen\/plain-show\/plain-episode\.mp3$/);
  await expect(page.locator('#reading')).toContainText(/movable metal letters/i);
  await expect(page.locator('#reading a[href^="#t="]').first()).toBeVisible();
  await expect(page.locator('figure.chart svg').first()).toBeVisible();
  await page.locator('figure.chart details.twin summary').first().click();
  await expect(page.locator('figure.chart table').first()).toBeVisible();

  await page.goto('/studio');
  await page.locator('form[action="/logout"] button').first().click();
  await page.goto('/studio');
  await expect(page).toHaveURL(/\/login\?return_to=%2Fstudio/);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill('not my password');
  await page.locator('form[action="/login"] button[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('do not belong together');
  await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.locator('form[action="/login"] button[type=submit]').click();
  await expect(page).toHaveURL(/\/studio$/);
  await context.close();
});

test('pages without JavaScript are accessible', async ({ page }) => {
  for (const path of ['/', '/shows/public-domain-aloud', '/login', '/signup', '/api/docs']) {
    await page.goto(path);
    await accessible(page);
  }
});
