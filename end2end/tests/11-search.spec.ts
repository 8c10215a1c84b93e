// Search from the front page to the second at which something is said, with and without scripts.
import { accessible } from '../support/accessible.ts';
import { paused, position, wordTimes } from '../support/listening.ts';
import { alive, DESKTOP, expect, PHONE, test } from '../support/test.ts';

for (const device of [DESKTOP, PHONE]) {
  test(`what was said is found and heard (${device.viewport.width} px)`, async ({ visit, library }) => {
    const page = await visit(device);
    await page.goto('/');
    await accessible(page);
    await page.getByRole('searchbox').fill('movable metal letters');
    await page.getByRole('searchbox').press('Enter');
    await expect(page).toHaveURL(/\/search\?q=movable\+metal\+letters$/);
    await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(/\d+ episodes?$/);
    const hit = page.locator('.passages a', { hasText: /movable/i }).and(page.locator(`[href^="${library.printing}#t="]`)).first();
    await expect(hit.locator('mark').first()).toHaveText(/movable/i);
    await accessible(page);

    // It is the second of the word, not of the passage.
    const seconds = Number((await hit.getAttribute('href'))?.split('#t=')[1]);
    const starts = (await wordTimes(page, library.printing)).flat();
    expect(Math.min(...starts.map((start) => Math.abs(start - seconds)))).toBeLessThan(0.2);
    expect(seconds).toBeGreaterThan(0);
    await hit.click();
    await alive(page);
    await expect(page).toHaveURL(new RegExp(`${library.printing}#t=`));
    await expect(page.locator('#now')).toHaveText(`0:${String(Math.floor(seconds)).padStart(2, '0')}`);
    await expect(page.locator('#reading span.now')).toBeInViewport();
    expect(await paused(page), 'it waits to be heard').toBe(true);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => position(page)).toBeGreaterThan(seconds);
    expect(await position(page)).toBeLessThan(seconds + 4);
  });
}

test('a search is narrowed, widened and corrected without scripts', async ({ visit, library }) => {
  const page = await visit({ javaScriptEnabled: false, reducedMotion: 'reduce' });
  await page.goto(library.show);
  await page.getByLabel('Search this show').fill('printing');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/show=/);
  await expect(page.locator('.chosen a')).toHaveText(/Public domain, aloud/);
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('1 episode');
  await accessible(page);
  await page.locator('.chosen a').click();
  await expect(page).toHaveURL(/\/search\?q=printing$/);

  await page.getByRole('searchbox').fill('pritning');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.locator('.meant a')).toHaveText('printing');
  await accessible(page);
  await page.locator('.meant a').click();
  await expect(page.locator('.meant')).toHaveCount(0);
  await page.locator(`.passages a[href^="${library.printing}"]`).first().click();
  await expect(page).toHaveURL(new RegExp(`${library.printing}#t=`));
  await expect(page.locator('#audio')).toBeVisible();

  await page.goto('/search');
  await accessible(page);
  await page.getByRole('searchbox').fill('zeppelin airfield');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await accessible(page);
});

test('what cannot be looked for is said', async ({ visit, allow }) => {
  allow('status of 422');
  const page = await visit();
  await page.goto('/search?q=-only');
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toContainText('Say what to look for');
  await accessible(page);
});
