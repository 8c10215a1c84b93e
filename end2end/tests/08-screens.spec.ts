// Every page in three widths and two themes: accessible, not scrolling sideways, and kept as a picture.
import { looks, see } from '../support/looks.ts';
import { newEpisode, signUp, somebody } from '../support/steps.ts';
import { expect, PHONE, test } from '../support/test.ts';

for (const look of looks) {
  test(`pages at ${look.viewport.width} px, ${look.colorScheme}`, async ({ visit, library, allow }) => {
    allow('status of 404');
    const stranger = {
      home: '/',
      show: library.show,
      episode: library.printing,
      search: '/search',
      'search-results': '/search?q=printing',
      'search-nothing': '/search?q=zeppelin',
      login: '/login',
      signup: '/signup',
      'not-found': '/nothing-here',
      'api-docs': '/api/docs',
    };
    const maker = {
      studio: '/studio',
      'studio-show': library.studioShow,
      'studio-appearance': `${library.studioShow}/appearance`,
      'studio-new-show': '/studio/shows/new',
      'studio-new-episode': `${library.studioShow}/episodes/new`,
      'studio-episode': library.studioPrinting,
      'studio-settings': '/studio/settings',
      'studio-insights': `${library.studioPrinting}/insights`,
      'studio-transcript': `${library.studioPrinting}/transcript`,
      'studio-transcript-find': `${library.studioPrinting}/transcript?find=printing&replace=writing`,
      'studio-transcript-version': `${library.studioPrinting}/transcript/versions/1`,
    };
    const reading = await visit(look);
    for (const [name, path] of Object.entries(stranger)) await see(reading, look, name, path);
    const making = await visit({ ...look, storageState: library.state });
    for (const [name, path] of Object.entries(maker)) await see(making, look, name, path);
  });
}

test('a word that does not end makes no page scroll sideways', async ({ visit }) => {
  const page = await visit({ viewport: PHONE.viewport });
  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
  await signUp(page, somebody(word));
  const id = await newEpisode(page, word, word);
  const text = { data: `${word}: ${word} is ${word}.\n\nBob: Is it a ${word}?\n`, headers: { 'content-type': 'text/plain' } };
  expect((await page.request.put(`/api/v1/episodes/${id}/transcript`, text)).ok()).toBe(true);
  await page.reload();
  await page.getByLabel('Notes').fill(`https://example.org/${word}${word}`);
  await page.getByRole('button', { name: 'Save the details' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';
  const { show_id } = await (await page.request.get(`/api/v1/episodes/${id}`)).json();

  const pages = ['/', path.replace(/\/[^/]+$/, ''), path, '/studio', `/studio/shows/${show_id}`, `/studio/episodes/${id}`, '/studio/settings'];
  const wide: string[] = [];
  for (const address of pages) {
    await page.goto(address);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) wide.push(`${address} by ${over} px`);
    const columns = await page.evaluate(() => [...document.querySelectorAll('main li')].map((e) => e.getBoundingClientRect().right).filter((right) => right > innerWidth).length);
    if (columns > 0) wide.push(`${address}: ${columns} items hang over the edge`);
  }
  expect((await page.request.delete(`/api/v1/shows/${show_id}`)).status()).toBe(204);
  expect(wide).toEqual([]);
});
