// A recording arrives over bad lines.
import { writeFileSync } from 'node:fs';
import { alive, expect, fixture, newEpisode, signUp, test } from '../support/test.ts';

/** A WAV of a quiet tone, as large as asked for. */
function wav(megabytes: number): Buffer {
  const bytes = megabytes * 1024 * 1024;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(48_000, 24);
  file.writeUInt32LE(192_000, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  for (let i = 44; i < file.length - 1; i += 2) file.writeInt16LE(Math.round(800 * Math.sin(i / 40)), i);
  return file;
}

test('an upload pauses, loses the line, loses its tab, and goes on each time', async ({ page }, info) => {
  test.setTimeout(150_000);
  const file = info.outputPath('tone.wav');
  writeFileSync(file, wav(96));
  await signUp(page);
  const id = await newEpisode(page, 'Bad lines', 'A long tone');
  await alive(page);
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const line = (mbit: number, offline = false) =>
    client.send('Network.emulateNetworkConditions', {
      offline,
      latency: 5,
      downloadThroughput: (mbit * 1e6) / 8,
      uploadThroughput: (mbit * 1e6) / 8,
    });
  await line(80);
  await page.locator('#upload-file').setInputFiles(file);
  const sent = () => page.locator('#uploader progress').evaluate((p) => (p as HTMLProgressElement).value);
  await expect.poll(sent, { timeout: 30_000 }).toBeGreaterThan(80);

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.waitForTimeout(500);
  const paused = await sent();
  await page.waitForTimeout(1000);
  expect(await sent()).toBe(paused);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(sent, { timeout: 30_000 }).toBeGreaterThan(paused);

  // A closed tab: the same file goes on where the server has it.
  const before = await sent();
  await page.reload();
  await alive(page);
  await line(400);
  await page.locator('#upload-file').setInputFiles(file);
  await expect.poll(sent, { timeout: 30_000 }).toBeGreaterThanOrEqual(Math.floor(before) - 90);
  await expect(page.locator('#jobs li[data-stage=probe]')).toHaveAttribute('data-state', /running|succeeded/, { timeout: 60_000 });
  const episode = await (await page.request.get(`/api/v1/episodes/${id}`)).json();
  expect(episode.audio.codec).toBe('pcm');
  expect(episode.audio.bytes).toBe(96 * 1024 * 1024 + 44);
  await page.request.post(`/api/v1/episodes/${id}/cancel`);
});

test.describe(() => {
  test.use({ allowed: ['422', 'Failed to load resource'] });

  test('what is not a recording is refused by its content, with a way out', async ({ page }, info) => {
    await signUp(page);
    await newEpisode(page, 'Not audio', 'Not audio');
    await alive(page);
    const text = info.outputPath('song.mp3');
    writeFileSync(text, 'This is a letter and no song. '.repeat(400));
    await page.locator('#upload-file').setInputFiles(text);
    await expect(page.locator('.upload-problem')).toContainText('not an audio file');

    const empty = info.outputPath('empty.mp3');
    writeFileSync(empty, '');
    await page.locator('#upload-file').setInputFiles(empty);
    await expect(page.locator('.upload-problem')).toContainText(/empty/i);

    // The form still works after that.
    await page.locator('#upload-file').setInputFiles(fixture('lj.ogg'));
    await expect(page.locator('#jobs li[data-stage=insights]')).toHaveAttribute('data-state', 'succeeded', { timeout: 60_000 });
  });
});
