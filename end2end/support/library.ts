// One person with a show of one published episode, made over the API: for tests that read and listen.
import { type BrowserContext, expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { artwork, reading } from './files.ts';
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
}

export async function makeLibrary(context: BrowserContext): Promise<Library> {
  const request = context.request;
  const owner = somebody('Lina Library');
  const signed = await request.post('/signup', { form: { ...owner } });
  expect(signed.ok(), 'the owner of the library signs up').toBe(true);

  const title = 'Public domain, aloud';
  const show = await made(request.post('/api/v1/shows', { data: { title, description: 'Voices that belong to everybody.', language: 'en' } }));
  const picture = await request.put(`/api/v1/shows/${show.id}/artwork`, { data: readFileSync(artwork), headers: { 'content-type': 'image/png' } });
  expect(picture.ok(), await picture.text()).toBe(true);

  const printing = await made(
    request.post(`/api/v1/shows/${show.id}/episodes`, { data: { title: 'On the art of printing', notes: 'The opening of an essay on printing.' } }),
  );
  const episode = `/api/v1/episodes/${printing.id}`;
  await made(request.put(`${episode}/audio`, { data: readFileSync(reading), headers: { 'content-type': 'audio/mpeg' } }));
  await made(request.post(`${episode}/process`, { data: {} }));
  await processed(request, printing.id);
  await made(request.post(`${episode}/publish`));
  return {
    owner,
    state: await context.storageState(),
    show: `/shows/${show.slug}`,
    studioShow: `/studio/shows/${show.id}`,
    printing: `/shows/${show.slug}/${printing.slug}`,
    studioPrinting: `/studio/episodes/${printing.id}`,
  };
}

async function made(answer: ReturnType<BrowserContext['request']['post']>): Promise<{ id: string; slug: string }> {
  const response = await answer;
  expect(response.ok(), await response.text()).toBe(true);
  return response.json();
}
