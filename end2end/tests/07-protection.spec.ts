// What strangers see, and what pages and answers promise a browser.
import { accessible } from '../support/accessible.ts';
import { newEpisode, signUp } from '../support/steps.ts';
import { alive, expect, test, unprotected } from '../support/test.ts';

test('an address that leads nowhere is told, with a way on', async ({ visit, library, allow }) => {
  allow('status of 404');
  const page = await visit();
  const nowhere = ['/nothing-here', '/shows/nobody-made-this', `${library.show}/no-such-episode`, `${library.show}/CAPITALS`, '/shows/%F0%9F%8E%A7/%00', '/pkg/../../etc/passwd', '/studio.php'];
  for (const path of nowhere) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    expect(answer?.headers()['content-type'], path).toMatch(/^text\/html/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found');
  }
  await accessible(page);
  await page.getByRole('link', { name: 'Go to the front page' }).click();
  await expect(page).toHaveURL(/\/$/);
  for (const path of [`${library.show}/cover-0.png`, `/listen${library.printing.replace('/shows', '')}.wav`, `${library.printing}/transcript.exe`]) {
    expect((await page.request.get(path)).status(), path).toBe(404);
  }
  const problem = await page.request.get('/api/v1/episodes/00000000-0000-7000-8000-000000000000', { headers: { authorization: 'Bearer nonsense' } });
  expect(problem.status()).toBe(401);
  expect(problem.headers()['content-type']).toBe('application/problem+json');
});

test('a draft is for its makers only, and the studio for those who have a role', async ({ page, visit, allow }) => {
  allow('status of 404');
  await signUp(page);
  const id = await newEpisode(page, 'Hidden show', 'Hidden episode');
  const showPage = (await page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: 'Hidden show' }).getAttribute('href')) ?? '';
  const text = { data: 'Ann: Only for us.\n\nBob: Nobody else.\n', headers: { 'content-type': 'text/plain' } };
  expect((await page.request.put(`/api/v1/episodes/${id}/transcript`, text)).ok()).toBe(true);
  const draft = '/shows/hidden-show/hidden-episode';
  const answer = await page.goto(draft);
  expect(answer?.status()).toBe(200);
  expect(answer?.headers()['cache-control']).toContain('no-store');
  await expect(page.locator('#reading')).toContainText('Only for us.');
  await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
  await alive(page);
  await accessible(page);

  const other = await visit();
  const hidden = [draft, `${draft}/transcript.txt`, `${draft}/words.json`, `${draft}/peaks.json`, `${draft}/chapters.json`];
  for (const path of hidden) expect((await other.request.get(path)).status(), path).toBe(404);
  expect((await other.goto(draft))?.status()).toBe(404);
  await accessible(other);
  const list = await other.request.get('/shows/hidden-show');
  expect(await list.text()).not.toContain('Hidden episode');
  expect(await (await other.request.get('/sitemap.xml')).text()).not.toContain('hidden-episode');

  await signUp(other);
  for (const path of [draft, `/studio/episodes/${id}`, showPage, `${showPage}/episodes/new`]) {
    expect((await other.goto(path))?.status(), path).toBe(404);
  }
  const attempts = [
    ['GET', `/api/v1/episodes/${id}`],
    ['PATCH', `/api/v1/episodes/${id}`],
    ['DELETE', `/api/v1/episodes/${id}`],
    ['PUT', `/api/v1/episodes/${id}/transcript`],
    ['POST', `/api/v1/episodes/${id}/publish`],
    ['POST', `/studio/episodes/${id}/delete`],
    ['POST', `/studio/episodes/${id}/publish`],
  ] as const;
  for (const [method, path] of attempts) {
    const body = path.endsWith('/transcript') ? text : method === 'GET' ? {} : { data: {} };
    const tried = await other.request.fetch(path, { method, ...body, maxRedirects: 0 });
    expect(tried.status(), `${method} ${path}`).toBe(404);
  }
  await page.reload();
  await expect(page.locator('#reading'), 'all is as it was').toContainText('Only for us.');
});

test('a page that another site sends does nothing', async ({ page, library, browser, allow }) => {
  allow('status of 403');
  const evil = { origin: 'https://evil.example' };
  const owner = await browser.newContext({ baseURL: process.env.BASE_URL, storageState: library.state });
  const before = await (await owner.request.get(`/api/v1${library.studioPrinting.replace('/studio', '')}`)).json();
  for (const [path, form] of [
    ['/login', { email: 'a@b.cd', password: 'x' }],
    ['/signup', { email: 'evil@example.org', name: 'Evil', password: 'a quiet long evening' }],
    ['/logout', {}],
    [`${library.studioPrinting}/unpublish`, {}],
    [library.studioPrinting, { title: 'Changed by a stranger' }],
  ] as const) {
    const sent = await owner.request.post(path, { headers: evil, form, maxRedirects: 0 });
    expect(sent.status(), path).toBe(403);
    expect(unprotected(sent.headers()), path).toEqual([]);
  }
  const fetched = await owner.request.post('/studio/shows', { headers: { 'sec-fetch-site': 'cross-site' }, form: { title: 'x' } });
  expect(fetched.status()).toBe(403);
  const api = await owner.request.delete(`/api/v1${library.studioPrinting.replace('/studio', '')}`, { headers: evil });
  expect(api.status()).toBe(403);
  expect(api.headers()['content-type']).toBe('application/problem+json');
  const after = await (await owner.request.get(`/api/v1${library.studioPrinting.replace('/studio', '')}`)).json();
  expect(after).toEqual(before);
  await owner.close();

  // The same by a real form on a real foreign page.
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.goto('data:text/html,<form method=post><input name=email value=a@b.cd><button>Go</button></form>');
  await page.evaluate((to) => (document.forms[0]!.action = to), `${process.env.BASE_URL}/login`);
  await page.getByRole('button').click();
  expect((await answer).status()).toBe(403);
});

test('every answer says what a browser may do with it', async ({ request, library }) => {
  const page = await (await request.get(library.printing)).text();
  const assets = [...page.matchAll(/(?:href|src)="(\/(?:pkg|fonts)\/[^"]+|\/favicon[^"]*)"/g)].map((match) => match[1]!);
  expect(assets.length).toBeGreaterThan(2);
  assets.push('/fonts/literata-5.3.0-latin.woff2');
  const etag = (await request.get(library.printing)).headers().etag ?? '';
  expect(etag).not.toBe('');
  const listen = `/listen${library.printing.replace('/shows', '')}.mp3`;
  const answers: [number, string, object?][] = [
    [200, '/'],
    [200, library.show],
    [200, library.printing],
    [304, library.printing, { headers: { 'if-none-match': etag } }],
    [200, `${library.printing}/words.json`],
    [200, `${library.printing}/transcript.vtt`],
    [200, `${library.show}/feed.xml`],
    [206, listen, { headers: { range: 'bytes=0-9' } }],
    [416, listen, { headers: { range: 'bytes=99999999-' } }],
    [200, '/login'],
    [200, '/signup'],
    [303, '/studio', { maxRedirects: 0 }],
    [404, '/nothing-here'],
    [405, '/logout'],
    [401, '/api/v1/shows'],
    [404, '/api/v1/nothing'],
    [200, '/api/docs'],
    [200, '/api/openapi.json'],
    [200, '/healthz'],
    [200, '/readyz'],
    [200, '/robots.txt'],
    [200, '/sitemap.xml'],
    ...assets.map((path): [number, string] => [200, path]),
  ];
  for (const [status, path, options] of answers) {
    const answer = await request.get(path, options);
    expect(answer.status(), path).toBe(status);
    expect(unprotected(answer.headers()), path).toEqual([]);
  }
});

test('listeners get no cookie, and nothing comes from elsewhere', async ({ visit, library }) => {
  const page = await visit();
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await page.goto('/');
  await page.goto(library.show);
  await page.goto(library.printing);
  await alive(page);
  await page.keyboard.press('Space');
  await expect(page.locator('#reading .w.now')).toHaveCount(1);
  expect([...hosts]).toEqual([process.env.BASE_URL]);
  expect(await page.context().cookies()).toEqual([]);
});

test('what people type is text, and never a script', async ({ page, visit }) => {
  await signUp(page);
  const evil = '"><script>document.title="taken"</script><img src=x onerror=alert(1)>';
  const id = await newEpisode(page, `Show ${evil}`, `Episode ${evil}`);
  await page.getByLabel('Notes').fill(`${evil}<a href="javascript:alert(1)">a</a><iframe src="https://evil.example"></iframe>`);
  await page.getByRole('button', { name: 'Save the details' }).click();
  const text = { data: `Ann ${evil}: Hello ${evil} there, dear listeners.\n\nBob: Yes.\n`, headers: { 'content-type': 'text/plain' } };
  expect((await page.request.put(`/api/v1/episodes/${id}/transcript`, text)).ok()).toBe(true);
  await page.reload();
  await page.getByRole('button', { name: 'Publish' }).click();
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';
  const reader = await visit();
  reader.on('dialog', () => expect('a dialog').toBe('none'));
  await reader.goto(path);
  await alive(reader);
  await expect(reader).toHaveTitle(/^Episode "><script>/);
  await expect(reader.locator('iframe, a[href^="javascript:"], [onerror], main script')).toHaveCount(0);
  expect(await reader.evaluate(() => document.title)).not.toBe('taken');
  const { show_id } = await (await page.request.get(`/api/v1/episodes/${id}`)).json();
  expect((await page.request.delete(`/api/v1/shows/${show_id}`)).status()).toBe(204);
});
