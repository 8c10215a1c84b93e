// Search from the front page to the second at which something is said, with and without scripts.
import type { APIRequestContext } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accessible } from '../support/accessible.ts';
import { paused, position, wordTimes } from '../support/listening.ts';
import { processed, somebody } from '../support/steps.ts';
import { alive, DESKTOP, expect, PHONE, test } from '../support/test.ts';

/** The model that likens sentences is here. */
const SENTENCES = existsSync(join(process.env.PODCASTFLOW_MODELS ?? '', 'all-MiniLM-L6-v2/model.safetensors'));

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
  await expect(page.locator('#player')).toBeVisible();

  await page.goto('/search');
  await accessible(page);
  await page.getByRole('searchbox').fill('"zeppelin airfield"');
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

const WHALES = [
  'Humpback whales sing long songs in the ocean, and the songs of humpback whales travel for hundreds of miles.',
  'We listen to whale songs with hydrophones that hang below the research boat.',
  'Every winter the humpback whales learn a new song, and dolphins answer the hydrophones with whistles.',
];
const DOLPHINS = [
  'Dolphins whistle their names in the ocean, and our hydrophones recorded the songs of humpback whales too.',
  'Whale songs are slow, and the whistles of dolphins are fast.',
  'All winter we followed dolphins and humpback whales with the hydrophones through the ocean.',
];

/** A published episode of a show with a text that was looked into; the path of its page. */
async function published(request: APIRequestContext, show: { id: string; slug: string }, title: string, sentences: string[]): Promise<string> {
  const made = await request.post(`/api/v1/shows/${show.id}/episodes`, { data: { title } });
  expect(made.ok(), await made.text()).toBe(true);
  const { id, slug } = await made.json();
  const cues = sentences.map((text, n) => `00:0${n}:00.000 --> 00:0${n}:09.000\n<v Ann>${text}\n`).join('\n');
  const data = `WEBVTT\nLanguage: en\n\n${cues}`;
  const put = await request.put(`/api/v1/episodes/${id}/transcript`, { data, headers: { 'content-type': 'text/vtt' } });
  expect(put.ok(), await put.text()).toBe(true);
  expect((await request.post(`/api/v1/episodes/${id}/process`, { data: {} })).ok()).toBe(true);
  await processed(request, id);
  expect((await request.post(`/api/v1/episodes/${id}/publish`)).ok()).toBe(true);
  return `/shows/${show.slug}/${slug}`;
}

test('an episode leads on to what is about the same things', async ({ visit }) => {
  const page = await visit({ ...PHONE, javaScriptEnabled: false, reducedMotion: 'reduce' });
  const request = page.context().request;
  expect((await request.post('/signup', { form: { ...somebody('Wanda Whale') } })).ok()).toBe(true);
  const made = await request.post('/api/v1/shows', { data: { title: `Deep listening ${Date.now()}`, language: 'en' } });
  expect(made.ok(), await made.text()).toBe(true);
  const show = await made.json();
  const whales = await published(request, show, 'The songs of whales', WHALES);
  const dolphins = await published(request, show, 'The names of dolphins', DOLPHINS);

  // Workers liken them when they have nothing else to do.
  const section = page.getByRole('region', { name: 'Related episodes' });
  await expect
    .poll(async () => {
      await page.goto(whales);
      return section.getByRole('link', { name: 'The names of dolphins' }).count();
    }, { timeout: 60_000 })
    .toBe(1);
  await accessible(page);
  await section.getByRole('link', { name: 'The names of dolphins' }).click();
  await expect(page).toHaveURL(new RegExp(`${dolphins}$`));
  await expect(section.getByRole('link', { name: 'The songs of whales' })).toBeVisible();

  if (!SENTENCES) return;
  const passage = page.locator('.passages a', { hasText: /whales/i }).first();
  await expect
    .poll(async () => {
      await page.goto(`/search?q=noises+of+marine+mammals&show=${show.slug}`);
      return passage.count();
    }, { timeout: 60_000 })
    .toBe(1);
  await expect(page.getByText('No passage has all of these words; these are about it.')).toBeVisible();
  await expect(passage).toContainText('related in meaning');
  await accessible(page);
  await passage.click();
  await expect(page).toHaveURL(/\/shows\/.*#t=\d/);
  await page.goto(`/search?q=%22noises+of+marine+mammals%22&show=${show.slug}`);
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
});

for (const [name, device] of [['wide', DESKTOP], ['on a phone', PHONE]] as const) {
  test(`what a draft says is found by those who work on it, and edited where it is said (${name})`, async ({ visit }) => {
    const page = await visit(device);
    const request = page.context().request;
    expect((await request.post('/signup', { form: { ...somebody('Sel Kie') } })).ok()).toBe(true);
    await page.goto('/studio/search');
    await accessible(page);
    await page.getByRole('searchbox').fill('selkie');
    await page.getByRole('searchbox').press('Enter');
    await expect(page.getByRole('heading', { name: 'Nothing found' }), 'there is no show yet').toBeVisible();

    const title = `Tides ${Date.now()}`;
    const show = await (await request.post('/api/v1/shows', { data: { title, language: 'en' } })).json();
    const episode = await (await request.post(`/api/v1/shows/${show.id}/episodes`, { data: { title: 'The <Selkie>' } })).json();
    const cue = (n: number, text: string) => `00:0${Math.floor(n / 60)}:${String(n % 60).padStart(2, '0')}.000 --> 00:0${Math.floor((n + 4) / 60)}:${String((n + 4) % 60).padStart(2, '0')}.000\n<v Ann>${text}\n`;
    const cues = Array.from({ length: 80 }, (_, n) => cue(n * 5, n === 70 ? 'And then a selkie came ashore.' : `The tide came in for the time number ${n}.`));
    const data = `WEBVTT\nLanguage: en\n\n${cues.join('\n')}`;
    const put = await request.put(`/api/v1/episodes/${episode.id}/transcript`, { data, headers: { 'content-type': 'text/vtt' } });
    expect(put.ok(), await put.text()).toBe(true);

    await page.goto(`/studio/shows/${show.id}`);
    await accessible(page);
    await page.getByRole('searchbox', { name: 'Search this show' }).fill('selkies');
    await page.getByRole('searchbox').press('Enter');
    await expect(page).toHaveURL(/\/studio\/search\?q=selkies&show=/);
    await expect(page.locator('.chosen a')).toHaveText(new RegExp(title));
    await expect(page.locator('.found .chip')).toHaveText('Draft');
    await expect(page.locator('.passages mark')).toHaveText('selkie');
    await accessible(page);
    await page.locator('.passages a').click();
    await expect(page).toHaveURL(new RegExp(`/studio/episodes/${episode.id}/transcript#t=35`));
    const line = page.locator('#lines .said', { hasText: 'selkie' });
    await expect(line).toBeFocused();
    await expect(line).toBeInViewport();
    await page.keyboard.press('End');
    await page.keyboard.type(' It sang.');
    await expect(page.locator('#save-state')).toHaveText('All changes are saved.', { timeout: 15_000 });

    // Nobody else hears of it.
    const stranger = await visit(device);
    await stranger.goto('/search?q=selkie');
    await expect(stranger.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
    await page.goto('/studio/search?q=sang');
    await expect(page.locator('.passages mark')).toHaveText('sang');
  });
}

test('drafts are searched without scripts', async ({ visit }) => {
  const page = await visit({ javaScriptEnabled: false, reducedMotion: 'reduce' });
  const request = page.context().request;
  expect((await request.post('/signup', { form: { ...somebody('No Script') } })).ok()).toBe(true);
  const show = await (await request.post('/api/v1/shows', { data: { title: `Plain ${Date.now()}`, language: 'en' } })).json();
  const episode = await (await request.post(`/api/v1/shows/${show.id}/episodes`, { data: { title: 'Plain' } })).json();
  await request.put(`/api/v1/episodes/${episode.id}/transcript`, { data: 'Ann: A quokka smiled.', headers: { 'content-type': 'text/plain' } });
  await page.goto('/studio');
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('quokka');
  await page.getByRole('button', { name: 'Search' }).click();
  await accessible(page);
  await page.locator('.passages a').click();
  await expect(page).toHaveURL(new RegExp(`/studio/episodes/${episode.id}/transcript#lines$`));
  await expect(page.locator('#lines')).toContainText('quokka');
});
