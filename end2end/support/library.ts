// One person with a show of two published episodes, made over the API: for tests that read and listen.
import { type BrowserContext, expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { apollo, artwork, reading } from './files.ts';
import { type Person, processed, somebody } from './steps.ts';

export interface Library {
  owner: Person;
  /** Cookies of the owner's browser. */
  state: Awaited<ReturnType<BrowserContext['storageState']>>;
  /** Path of the show's public page. */
  show: string;
  /** Its page in the studio. */
  studioShow: string;
  /** Path of an episode with audio, chapters and word times: 48 seconds. */
  printing: string;
  /** Its page in the studio. */
  studioPrinting: string;
  /** Path of a long episode without audio: six hours of talk. */
  apollo: string;
}

export async function makeLibrary(context: BrowserContext): Promise<Library> {
  const request = context.request;
  const owner = somebody('Lina Library');
  const signed = await request.post('/signup', { form: { ...owner } });
  expect(signed.ok(), 'the owner of the library signs up').toBe(true);

  const title = `Public domain, aloud ${Date.now()}`;
  const show = await made(request.post('/api/v1/shows', { data: { title, description: 'Voices that belong to everybody.', language: 'en' } }));
  const picture = await request.put(`/api/v1/shows/${show.id}/artwork`, { data: readFileSync(artwork), headers: { 'content-type': 'image/png' } });
  expect(picture.ok(), await picture.text()).toBe(true);

  const episode = async (title: string, notes: string, part: string, file: string, type: string) => {
    const made_ = await made(request.post(`/api/v1/shows/${show.id}/episodes`, { data: { title, notes } }));
    const sent = await request.put(`/api/v1/episodes/${made_.id}/${part}`, { data: readFileSync(file), headers: { 'content-type': type } });
    expect(sent.ok(), await sent.text()).toBe(true);
    await made(request.post(`/api/v1/episodes/${made_.id}/process`, { data: {} }));
    await processed(request, made_.id);
    await made(request.post(`/api/v1/episodes/${made_.id}/publish`));
    return made_;
  };
  const printing = await episode('On the art of printing', 'The opening of an essay on printing.', 'audio', reading, 'audio/mpeg');
  const radio = await episode('Apollo 11: the first six hours', 'Air to ground.', 'transcript', apollo, 'text/plain');
  return {
    owner,
    state: await context.storageState(),
    show: `/shows/${show.slug}`,
    studioShow: `/studio/shows/${show.id}`,
    printing: `/shows/${show.slug}/${printing.slug}`,
    studioPrinting: `/studio/episodes/${printing.id}`,
    apollo: `/shows/${show.slug}/${radio.slug}`,
  };
}

async function made(answer: ReturnType<BrowserContext['request']['post']>): Promise<{ id: string; slug: string }> {
  const response = await answer;
  expect(response.ok(), await response.text()).toBe(true);
  return response.json();
}
