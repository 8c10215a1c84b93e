// Insights: reviewed, edited and approved, each kind of them; and what a new run leaves of that.
import { accessible } from '../support/accessible.ts';
import { reading, talk } from '../support/files.ts';
import { position } from '../support/listening.ts';
import { newEpisode, processed, signUp } from '../support/steps.ts';
import { alive, DESKTOP, PHONE, expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';

const failure = 'Every printer must love failure, because nothing else ever taught me the truth.';

/** Section, part of the engine's words, and the person's. */
const kinds = [
  ['summary', '', 'Printing presses made books cheap in cities.'],
  ['chapter', '', 'How Mainz began to print'],
  ['quote', 'failure', 'Every printer must love failure'],
  ['question', '', 'Why did nobody think of movable type before Gutenberg?'],
  ['topic', '', 'The press'],
  ['key_phrase', '', 'the printing press'],
  ['entity', '', 'Johannes Gensfleisch zum Gutenberg'],
  ['one_line', '', 'How the printing press changed old cities'],
  ['key_point', '', 'Gutenberg never grew rich from the printing press.'],
  ['link', '', 'example.org/printing-presses'],
] as const;

/** With an address that is said, too. */
const talkWithAddress = `${talk}\n00:00:35.000 --> 00:00:40.000\n<v Ann>All the pictures are at example.org/presses.\n`;

/** A published episode with insights that wait for approval; ends at their review. */
async function waiting(page: Page): Promise<{ id: string; path: string }> {
  await signUp(page);
  const id = await newEpisode(page, 'Approved only', 'Printing');
  const api = `/api/v1/episodes/${id}`;
  const { show_id } = await (await page.request.get(api)).json();
  await page.goto(`/studio/shows/${show_id}`);
  await page.getByLabel('Insights').selectOption('Public once they are approved');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await expect(page.getByLabel('Insights')).toHaveValue('no');
  expect((await page.request.put(`${api}/transcript`, { data: talkWithAddress, headers: { 'content-type': 'text/vtt' } })).status()).toBe(200);
  await again(page, id);
  expect((await page.request.post(`${api}/publish`)).status()).toBe(200);
  await page.goto(`/studio/episodes/${id}`);
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';
  await page.getByRole('link', { name: 'Review the insights' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Insights');
  return { id, path };
}

async function again(page: Page, id: string): Promise<void> {
  expect((await page.request.post(`/api/v1/episodes/${id}/process`, { data: {} })).status()).toBe(202);
  await processed(page.request, id);
}

const item = (page: Page, kind: string, words: string) => page.locator(`#${kind} .item`).filter({ has: page.locator('.item-text', { hasText: words }) }).first();

/** Whether the public page says something beside the transcript, which says everything. */
const told = (page: Page, path: string, words: string) =>
  expect.poll(async () => {
    const html = await (await page.request.get(path)).text();
    return html.replace(/<section id="transcript"[\s\S]*?<\/section>/, '').includes(words);
  }, `“${words}” on the page`);

for (const [name, options] of [
  ['with scripts', {}],
  ['without scripts', { javaScriptEnabled: false, reducedMotion: 'reduce' }],
] as const) {
  test(`each kind is reviewed, edited and approved, and a new run keeps it, ${name}`, async ({ visit, allow }) => {
    test.setTimeout(240_000);
    allow('status of 422');
    const page = await visit({ ...options, viewport: DESKTOP.viewport });
    const { id, path } = await waiting(page);
    await accessible(page);
    await told(page, path, 'Worth quoting').toBe(false);

    // Evidence: the words and the way to where they are said.
    const quote = item(page, 'quote', 'failure');
    await expect(quote.locator('.item-evidence q')).toHaveText(failure);
    await expect(quote.locator('.item-evidence a')).toHaveAttribute('href', `${path}#t=20`);
    await expect(page.locator('#standing .provenance')).toContainText(/Found by the engine classic .* with (no model|the model all-MiniLM-L6-v2 .*) and no prompt on /);

    // A quote of other words is refused, and what was typed stays.
    await quote.getByText('Edit', { exact: true }).click();
    await quote.getByLabel('Your words').fill('Every printer should love failure');
    await quote.getByRole('button', { name: 'Save your words' }).click();
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.getByRole('alert')).toContainText('word for word');
    await expect(page.locator('#quote [aria-invalid=true]')).toHaveValue('Every printer should love failure');
    await accessible(page);

    const keys: string[] = [];
    for (const [kind, words, own] of kinds) {
      const found = item(page, kind, words);
      const key = (await found.getAttribute('id')) ?? '';
      keys.push(key);
      const one = page.locator(`#${key}`);
      const edit = one.locator('details');
      if ((await edit.getAttribute('open')) === null) await one.getByText('Edit', { exact: true }).click();
      await one.getByLabel('Your words').fill(own);
      await one.getByRole('button', { name: 'Save your words' }).click();
      await expect(one.locator('.item-text')).toHaveText(own);
      await expect(one.locator('.chips')).toContainText('Reviewed');
      await expect(one.locator('.chips')).toContainText('Your words');
      await told(page, path, own).toBe(false);
      await one.getByRole('button', { name: 'Approve' }).click();
      await expect(one.locator('.chips')).toContainText('Approved');
      await expect(one.locator('.provenance:not(.item-about)')).toContainText(/Written by Ada Example on .* Approved by Ada Example on /);
      await told(page, path, own).toBe(true);
    }

    // The transcript changes below the quote, and everything is looked for again.
    const mended = failure.replace('must love', 'has to love');
    const edits = { seen: 0, edits: [{ segment: 4, was: failure, change: 'text', text: mended }] };
    expect((await page.request.post(`/api/v1/episodes/${id}/transcript/edits`, { data: edits })).status()).toBe(200);
    await again(page, id);
    await page.reload();
    for (const [n, [, , own]] of kinds.entries()) await expect(page.locator(`#${keys[n]} .item-text`)).toHaveText(own);
    const stale = page.locator(`#${keys[2]}`);
    await expect(page.getByText('Something changed below your decisions')).toBeVisible();
    await expect(stale.locator('.chips')).toContainText('Stale');
    await expect(stale.locator('.item-changes del').first()).toHaveText('Every printer must love failure,');
    await expect(stale.locator('.item-changes ins').first()).toHaveText(mended);
    await expect(stale.locator('.item-text s')).toHaveText('Every printer must love failure');
    await expect(stale.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await expect(page.locator(`#${keys[1]} .chips`)).not.toContainText('Stale');
    await told(page, path, 'must love failure').toBe(false);
    await accessible(page);

    // The engine's words, the person's again, and out of sight; each is taken back.
    await stale.getByRole('button', { name: 'Put the engine’s words back' }).click();
    await expect(stale.locator('.item-text')).toContainText('has to love failure');
    await expect(stale.getByRole('button', { name: 'Put your words back' })).toBeVisible();
    await stale.getByRole('button', { name: 'Hide' }).click();
    await expect(stale.locator('.chips')).toContainText('Hidden');
    await stale.getByRole('button', { name: 'Show it again' }).click();
    await expect(stale.locator('.chips')).toContainText('Draft');

    // All that waits, by its number.
    await page.locator('#approve-all summary').click();
    await page.locator('#approve-all button').click();
    await expect(page.getByRole('status')).toContainText(/items are approved/);
    await expect(page.locator('#approve-all')).toHaveCount(0);
    const quoted = '<blockquote lang="en"><p>Every printer has to love failure';
    await told(page, path, quoted).toBe(true);
    await stale.getByRole('button', { name: 'Take the approval back' }).click();
    await expect(stale.locator('.chips')).toContainText('Draft');
    await told(page, path, quoted).toBe(false);

    // The summary as it stands: the line first, then the paragraph, and the points where one asks for them.
    const reader = await visit({ ...options, viewport: PHONE.viewport });
    await reader.goto(path);
    const short = reader.locator('#in-short');
    await expect(short.locator('p').first()).toContainText('How the printing press changed old cities');
    const point = short.locator('li', { hasText: 'Gutenberg never grew rich from the printing press.' });
    await expect(point).toBeHidden();
    await short.getByText('Key points').click();
    await expect(point).toBeVisible();
    await expect(point.locator('a.at')).toHaveAttribute('href', /^#s\d+$/);
    await accessible(reader);
  });
}

test('a name leads where the notes say, and a question to its answer', async ({ visit }) => {
  const page = await visit({ viewport: DESKTOP.viewport });
  await signUp(page);
  const id = await newEpisode(page, 'Names', 'Printing');
  const api = `/api/v1/episodes/${id}`;
  expect((await page.request.put(`${api}/transcript`, { data: talk, headers: { 'content-type': 'text/vtt' } })).status()).toBe(200);
  await again(page, id);
  expect((await page.request.post(`${api}/publish`)).status()).toBe(200);
  await page.reload();
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';
  const { entities } = await (await page.request.get(`${api}/insights`)).json();
  const { name } = entities.find((one: { name: string }) => one.name.includes('Gutenberg'));
  await told(page, path, 'People and things').toBe(true);
  await told(page, path, `About ${name}`).toBe(false);

  await page.getByLabel('Notes').fill(`Read more: <a href="https://encyclopedia.example/printer">${name}</a>`);
  await page.getByRole('button', { name: 'Save the details' }).click();
  await told(page, path, `About ${name}`).toBe(true);

  const reader = await visit({ viewport: PHONE.viewport });
  await reader.goto(path);
  const about = reader.getByRole('link', { name: `About ${name}`, exact: true });
  await expect(about).toHaveAttribute('href', 'https://encyclopedia.example/printer');
  await expect(about).toHaveAttribute('rel', 'noopener');
  const answer = reader.locator('#findings').getByRole('link', { name: 'answer 0:15' });
  await expect(answer).toHaveAttribute('href', '#s3');
  await answer.click();
  await expect(reader.locator('#s3')).toBeInViewport();
  await accessible(reader);

  await page.goto(`/studio/episodes/${id}/insights`);
  await expect(page.locator('#question .item-answer q').first()).toContainText('A printing press with movable type');
  await expect(page.locator('#entity .item-about a')).toHaveAttribute('href', 'https://encyclopedia.example/printer');
  await accessible(page);
});

test('a sentence that nothing supports is struck out on a phone too, and the keyboard reaches every deed', async ({ visit }) => {
  const page = await visit({ viewport: PHONE.viewport });
  const { path } = await waiting(page);
  const key = (await item(page, 'summary', '').getAttribute('id')) ?? '';
  const one = page.locator(`#${key}`);
  await one.locator('summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Bananas are grown in Ecuador.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(one.locator('s')).toHaveText('Bananas are grown in Ecuador.');
  await expect(one.locator('.item-why')).toContainText('No place in the transcript supports this sentence');
  await expect(one.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await accessible(page);
  await told(page, path, 'Bananas').toBe(false);
  await one.getByRole('button', { name: 'Put the engine’s words back' }).focus();
  await page.keyboard.press('Enter');
  await expect(one.locator('s')).toHaveCount(0);
});

test('who speaks when is drawn, leads to where somebody breaks in, and is a table too', async ({ visit }) => {
  test.setTimeout(120_000);
  const page = await visit({ viewport: DESKTOP.viewport });
  await signUp(page);
  const id = await newEpisode(page, 'Two voices', 'Printing');
  const api = `/api/v1/episodes/${id}`;
  expect((await page.request.put(`${api}/audio`, { data: readFileSync(reading), headers: { 'content-type': 'audio/mpeg' } })).status()).toBe(200);
  // Ann is broken off, and Bob begins.
  const broken = talk.replace('filled with readers.', 'filled with readers—');
  expect(broken).not.toBe(talk);
  expect((await page.request.put(`${api}/transcript`, { data: broken, headers: { 'content-type': 'text/vtt' } })).status()).toBe(200);
  await again(page, id);
  expect((await page.request.post(`${api}/publish`)).status()).toBe(200);
  await page.goto(`/studio/episodes/${id}`);
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';
  await page.goto(`/studio/episodes/${id}/insights`);
  const delivery = page.locator('#delivery');
  await expect(delivery.locator('th', { hasText: 'Energy' })).toBeVisible();
  await expect(delivery.locator('tbody tr').first()).toContainText(/[+-]\d+\.\d dB, range \d+ dB/);
  await expect(delivery).toContainText('in decibels');
  await accessible(page);

  await page.goto(path);
  await alive(page);
  const chart = page.locator('figure.chart[data-chart=voices]');
  await expect(chart.locator('figcaption')).toHaveText('Bob breaks in once');
  await expect(chart.locator('svg[role=img]')).toBeVisible();
  for (const text of ['Ann', 'Bob', /^(warmer|even|darker) [+-]\d\.\d\d$/, /^[+-]?\d+ dB$/, '▼ breaks in']) {
    await expect(chart.locator('svg text', { hasText: text }).first()).toBeVisible();
  }
  const mark = chart.locator('[data-t]');
  await expect(mark).toHaveCount(1);
  await expect(mark).toHaveAttribute('data-label', 'Bob breaks in, 0:20');
  await mark.scrollIntoViewIfNeeded();
  const place = (await mark.boundingBox())!;
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
  await page.mouse.move(x - 3, y);
  await page.mouse.move(x, y);
  await expect(page.locator('.tip')).toHaveText('Bob breaks in, 0:20');
  await page.mouse.click(x, y);
  await expect.poll(() => position(page)).toBeGreaterThanOrEqual(19.95);
  expect(await position(page)).toBeLessThan(23);
  await page.keyboard.press('Space');

  await chart.locator('summary').click();
  const rows = chart.locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0).locator('td').nth(0)).toHaveText('Ann');
  await expect(rows.nth(0).locator('td').nth(3)).toHaveText('1');
  await expect(rows.nth(1).locator('td').nth(0)).toHaveText('Bob');
  await expect(rows.nth(1).locator('td').nth(2)).toHaveText('1');
  await expect(rows.nth(1).locator('td').nth(6)).toHaveText('0:20');
  await accessible(page);
});

test('who speaks when fits a phone, without scripts too', async ({ visit }) => {
  const page = await visit({ viewport: PHONE.viewport, javaScriptEnabled: false, reducedMotion: 'reduce' });
  const { path } = await waiting(page);
  await page.goto(path);
  const chart = page.locator('figure.chart[data-chart=voices]');
  await expect(chart.locator('figcaption')).toHaveText('Nobody breaks in on anybody');
  await chart.locator('summary').click();
  await expect(chart.locator('tbody tr')).toHaveCount(2);
  await accessible(page);
});
