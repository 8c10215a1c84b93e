// A recording arrives over bad lines.
import type { Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { accessible } from '../support/accessible.ts';
import { fixture, wav } from '../support/files.ts';
import { newEpisode, signUp } from '../support/steps.ts';
import { alive, expect, test } from '../support/test.ts';

/** Slows the line of a page down to so many megabits a second; what it gives cuts the line and mends it. */
async function slow(page: Page, mbit: number): Promise<(offline: boolean) => Promise<void>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const throughput = (mbit * 1e6) / 8;
  const line = { latency: 5, downloadThroughput: throughput, uploadThroughput: throughput };
  const cut = async (offline: boolean) => void (await client.send('Network.emulateNetworkConditions', { ...line, offline }));
  await cut(false);
  return cut;
}

/** Thousandths of the file that were sent. */
const sent = (page: Page) => page.locator('#uploader progress').evaluate((p) => (p as HTMLProgressElement).value);
const figures = (page: Page) => page.locator('.upload-figures');
const sends = (page: Page, sum = { bytes: 0, begun: 0 }) => {
  page.on('request', (request) => {
    if (request.method() === 'PATCH') sum.bytes += request.postDataBuffer()?.length ?? 0;
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/uploads')) sum.begun += 1;
  });
  return sum;
};

test('an upload pauses, loses the line, loses its tab, and goes on each time', async ({ page, allow }, info) => {
  test.setTimeout(120_000);
  allow('ERR_INTERNET_DISCONNECTED', 'ERR_NETWORK_CHANGED');
  const size = 64;
  const file = info.outputPath('tone.wav');
  writeFileSync(file, wav(size, 800));
  await signUp(page);
  const id = await newEpisode(page, 'Bad lines', 'A long tone');
  await alive(page);
  const cut = await slow(page, 60);
  const begun = sends(page);
  await page.locator('#upload-file').setInputFiles(file);
  await expect.poll(() => sent(page), { timeout: 30_000 }).toBeGreaterThan(130);
  await expect(figures(page)).toHaveText(/^\d+ %, \d+\.\d MB a second, about .+ left$/);
  await accessible(page);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(figures(page)).toHaveText('Paused. What was sent is safe.');
  await page.waitForTimeout(400);
  const paused = await sent(page);
  await page.waitForTimeout(800);
  expect(await sent(page)).toBe(paused);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => sent(page), { timeout: 30_000 }).toBeGreaterThan(paused);

  await cut(true);
  await expect(figures(page)).toHaveText(/No connection. What was sent is safe; trying again/);
  const stuck = await sent(page);
  await page.waitForTimeout(500);
  await cut(false);
  await expect.poll(() => sent(page), { timeout: 30_000 }).toBeGreaterThan(stuck);

  // A closed tab: the same file goes on where the server has it.
  const before = await sent(page);
  expect(before).toBeLessThan(900);
  const { context, url } = { context: page.context(), url: page.url() };
  await page.close();
  const again = await context.newPage();
  const rest = sends(again);
  await again.goto(url);
  await alive(again);
  await expect(again.locator('.upload-name')).toHaveText('tone.wav has not arrived completely. Choose it again, and it goes on where it stopped.');
  await accessible(again);
  await again.locator('#upload-file').setInputFiles(file);
  await expect(again.locator('#jobs li[data-stage=probe]')).toHaveAttribute('data-state', /queued|running|succeeded/, { timeout: 60_000 });
  expect(begun.begun).toBe(1);
  expect(rest.begun, 'no second upload was begun').toBe(0);
  const whole = size * 1024 * 1024 + 44;
  // A part that was under way when the tab closed may be sent again.
  expect(rest.bytes).toBeLessThan(whole * (1 - before / 1000) + 9 * 1024 * 1024);

  const episode = await (await again.request.get(`/api/v1/episodes/${id}`)).json();
  expect(episode.audio).toMatchObject({ codec: 'pcm', bytes: whole });
  await again.getByRole('button', { name: 'Stop' }).click();
  await expect(again.locator('#jobs li[data-state=cancelled]').first()).toBeVisible();
});

test('a large file shows how far it is, and can be cancelled', async ({ page }, info) => {
  const file = info.outputPath('silence.wav');
  writeFileSync(file, wav(40, 0));
  await signUp(page);
  await newEpisode(page, 'Silence', 'Forty megabytes of it');
  await alive(page);
  await slow(page, 60);
  const shown: number[] = [];
  await page.locator('#upload-file').setInputFiles(file);
  await expect(page.locator('.upload-name')).toHaveText('Sending silence.wav');
  for (let i = 0; i < 10; i += 1) {
    shown.push(await sent(page));
    await page.waitForTimeout(150);
  }
  expect(new Set(shown).size, `it moves: ${shown}`).toBeGreaterThan(3);
  expect(shown, 'and only forwards').toEqual([...shown].sort((a, b) => a - b));

  const upload = (await page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith('pf:upload:'))?.[1]))?.split('\n')[0] ?? '-';
  const headers = { 'tus-resumable': '1.0.0' };
  expect((await page.request.head(upload, { headers })).status()).toBe(200);
  page.once('dialog', (dialog) => dialog.dismiss());
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => sent(page)).toBeGreaterThan(shown.at(-1)!);
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Choose a recording, or drop it here')).toBeVisible();
  await expect.poll(async () => (await page.request.head(upload, { headers })).status()).toBe(404);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('pf:upload:')))).toEqual([]);
});

test('what is not a recording is refused with a way out', async ({ page, allow }, info) => {
  allow('status of 422');
  await signUp(page);
  await newEpisode(page, 'Not audio', 'Not audio');
  await alive(page);
  const begun = sends(page);
  const problem = page.locator('.upload-problem');

  const empty = info.outputPath('empty.mp3');
  writeFileSync(empty, '');
  await page.locator('#upload-file').setInputFiles(empty);
  await expect(problem).toContainText('This file is empty.');
  expect(begun.begun, 'nothing was sent').toBe(0);

  const text = info.outputPath('song.mp3');
  writeFileSync(text, 'This is a letter and no song. '.repeat(400));
  await page.locator('#upload-file').setInputFiles(text);
  await expect(problem).toContainText('not an audio file');
  await accessible(page);

  const picture = info.outputPath('cover.mp3');
  writeFileSync(picture, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  await page.locator('#upload-file').setInputFiles(picture);
  await expect(problem).toContainText(/not an audio file|cannot be/);

  // The uploader still works after all that.
  await page.locator('#upload-file').setInputFiles(fixture('lj.ogg'));
  await expect(page.locator('#jobs li[data-stage=insights]')).toHaveAttribute('data-state', 'succeeded', { timeout: 60_000 });
});

test('a login that ends during an upload loses nothing', async ({ page, allow }, info) => {
  allow('status of 401');
  const file = info.outputPath('tone.wav');
  writeFileSync(file, wav(24, 800));
  const person = await signUp(page);
  await newEpisode(page, 'Logged out', 'A tone');
  await alive(page);
  await slow(page, 60);
  const begun = sends(page);
  await page.locator('#upload-file').setInputFiles(file);
  await expect.poll(() => sent(page), { timeout: 30_000 }).toBeGreaterThan(380);
  await page.context().clearCookies();
  await expect(page.locator('.upload-problem')).toContainText('You are logged out. What was sent is safe', { timeout: 30_000 });
  await accessible(page);
  await page.locator('.upload-problem').getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await alive(page);
  await page.locator('#upload-file').setInputFiles(file);
  await expect(page.locator('#jobs li[data-stage=probe]')).toHaveAttribute('data-state', /queued|running|succeeded/, { timeout: 60_000 });
  expect(begun.begun).toBe(1);
  await page.getByRole('button', { name: 'Stop' }).click();
});

test('work on a recording is stopped and begun again', async ({ page }, info) => {
  const file = info.outputPath('silence.wav');
  writeFileSync(file, wav(30, 300));
  await signUp(page);
  await newEpisode(page, 'Stop and go', 'A hum');
  await alive(page);
  await page.locator('#upload-file').setInputFiles(file);
  await page.getByRole('button', { name: 'Stop' }).click({ timeout: 30_000 });
  await expect(page.locator('#jobs li[data-state=cancelled]').first()).toBeVisible();
  await expect(page.locator('#jobs')).toContainText('Stopped');
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(page.locator('#jobs li[data-state=running], #jobs li[data-state=queued]').first()).toBeAttached();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('#jobs li[data-state=cancelled]').first()).toBeVisible();
});
