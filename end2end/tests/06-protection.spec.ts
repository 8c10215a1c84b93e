// What a stranger sees, and what a page may load.
import { expect, newEpisode, signUp, stranger, test } from '../support/test.ts';

test('a draft is for its makers only, and a studio page for those who have a role', async ({ page, browser }) => {
  await signUp(page);
  const id = await newEpisode(page, 'Hidden show', 'Hidden episode');
  await page.request.put(`/api/v1/episodes/${id}/transcript`, { data: 'Ann: Only for us.\n\nBob: Nobody else.\n', headers: { 'content-type': 'text/plain' } });
  expect((await page.goto('/shows/hidden-show/hidden-episode'))?.status()).toBe(200);
  await expect(page.locator('#reading')).toContainText('Only for us.');

  const other = await stranger(browser);
  expect((await other.page.goto('/shows/hidden-show/hidden-episode'))?.status()).toBe(404);
  await signUp(other.page);
  expect((await other.page.goto(`/studio/episodes/${id}`))?.status()).toBe(404);
  expect((await other.page.request.get(`/api/v1/episodes/${id}`)).status()).toBe(404);
  await other.context.close();
});

test('pages load nothing from elsewhere and say so', async ({ page }) => {
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  const response = await page.goto('/shows/public-domain-aloud/on-the-art-of-printing');
  await page.waitForLoadState('networkidle');
  expect([...hosts]).toEqual([new URL(process.env.BASE_URL ?? '').host]);
  const headers = response?.headers() ?? {};
  expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(await page.context().cookies()).toEqual([]);
});

test('a form that another site sends does nothing', async ({ request }) => {
  const sent = await request.post('/login', { headers: { origin: 'https://evil.example' }, form: { email: 'a@b.cd', password: 'x' } });
  expect(sent.status()).toBe(403);
});
