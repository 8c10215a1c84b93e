// Transcripts that people bring, and two tabs that edit the same thing.
import { writeFileSync } from 'node:fs';
import { accessible } from '../support/accessible.ts';
import { newEpisode, processed, signUp } from '../support/steps.ts';
import { alive, expect, test } from '../support/test.ts';

const talk = [
  ['Ruth', 'Welcome back. Today we talk about beekeeping in cities, and why rooftops suit bees so well.'],
  ['Omar', 'A rooftop hive has the whole city as its garden. Bees fly three kilometres for a good lime tree.'],
  ['Ruth', 'What do you do about the heat in summer?'],
  ['Omar', 'Shade and water. A shallow dish with stones does more for a hive than any expensive gadget I ever bought.'],
  ['Ruth', 'And the honey? Does city honey taste different from country honey?'],
  ['Omar', 'City honey tastes of lime and chestnut trees, because that is what our streets are planted with.'],
] as const;

const clock = (s: number) => `00:00:${String(s).padStart(2, '0')}`;
const srt = talk.map(([who, text], i) => `${i + 1}\n${clock(i * 8)},000 --> ${clock(i * 8 + 7)},500\n${who}: ${text}\n`).join('\n');
const vtt = `WEBVTT\n\n${talk.map(([who, text], i) => `${clock(i * 8)}.000 --> ${clock(i * 8 + 7)}.500\n<v ${who}>${text}\n`).join('\n')}`;
const md = `# City bees\n\n${talk.map(([who, text]) => `**${who}:** ${text}`).join('\n\n')}\n`;

for (const [name, content, timed] of [
  ['talk.srt', srt, true],
  ['talk.vtt', vtt, true],
  ['talk.md', md, false],
] as const) {
  test(`a transcript without audio becomes a page: ${name}`, async ({ page, visit }, info) => {
    const file = info.outputPath(name);
    writeFileSync(file, content);
    await signUp(page);
    const id = await newEpisode(page, `Bees ${name}`, 'City bees');
    await page.getByText('Send a transcript of your own').click();
    await page.getByLabel('Transcript file').setInputFiles(file);
    await accessible(page);
    await page.getByRole('button', { name: 'Send the transcript' }).click();
    await expect(page.locator('#jobs li[data-stage=insights]')).toHaveAttribute('data-state', 'succeeded', { timeout: 30_000 });
    await expect(page.locator('#jobs li[data-stage=transcribe]')).toHaveAttribute('data-state', /skipped|planned/);
    await processed(page.request, id);
    const insights = await (await page.request.get(`/api/v1/episodes/${id}/insights`)).json();
    expect(insights.talk_time.map((t: { speaker: string }) => t.speaker).sort()).toEqual(['Omar', 'Ruth']);
    expect(insights.questions.length).toBeGreaterThan(0);
    await page.reload();
    await expect(page.getByText(/sentences, from your file/)).toBeVisible();
    await page.getByRole('button', { name: 'Publish' }).click();
    const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';

    const reader = await visit();
    await reader.goto(path);
    await alive(reader);
    await accessible(reader);
    await expect(reader.locator('#reading')).toContainText('Bees fly three kilometres for a good lime tree.');
    await expect(reader.locator('#reading .who b').first()).toHaveText('Ruth');
    await expect(reader.locator('.facts')).toContainText('2 voices');
    expect((await reader.locator('#reading a[href^="#t="]').count()) > 0).toBe(timed);
    await expect(reader.locator('#audio')).toHaveCount(0);
    // Searching needs no audio.
    await reader.locator('#q').fill('honey');
    await expect(reader.locator('#hits')).toHaveText('4 hits');
    for (const extension of ['txt', 'vtt', 'srt', 'json']) {
      const taken = await reader.request.get(`${path}/transcript.${extension}`);
      expect(taken.status(), extension).toBe(200);
      expect(await taken.text(), extension).toContain('Shade and water.');
    }
  });
}

test('a file that is no transcript is refused, and the page is as before', async ({ page, allow }, info) => {
  allow('status of 422');
  await signUp(page);
  await newEpisode(page, 'No transcript', 'No transcript');
  for (const [name, content] of [
    ['empty.vtt', ''],
    ['picture.srt', Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex')],
  ] as const) {
    const file = info.outputPath(name);
    writeFileSync(file, content);
    await page.getByText('Send a transcript of your own').click();
    await page.getByLabel('Transcript file').setInputFiles(file);
    await page.getByRole('button', { name: 'Send the transcript' }).click();
    await expect(page.locator('main').getByRole('alert').first(), name).toContainText(/\w/);
    await accessible(page);
    await expect(page.getByText('You have a transcript already?')).toBeVisible();
  }
});

test('of two tabs the later save is told, and nothing is lost', async ({ page, context, allow }) => {
  allow('status of 409');
  await signUp(page);
  await newEpisode(page, 'Two tabs', 'First title');
  const other = await context.newPage();
  await other.goto(page.url());
  await page.getByLabel('Title').fill('Title of the first tab');
  await page.getByRole('button', { name: 'Save the details' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Title of the first tab');

  await other.getByLabel('Title').fill('Title of the second tab');
  await other.getByLabel('Notes').fill('Long thoughts\n\nthat must not be lost.');
  await other.getByRole('button', { name: 'Save the details' }).click();
  await expect(other.getByRole('alert').first()).toContainText('Somebody else saved this');
  await expect(other.getByLabel('Title')).toHaveValue('Title of the second tab');
  await expect(other.getByLabel('Notes')).toHaveValue('Long thoughts\n\nthat must not be lost.');
  await accessible(other);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Title of the first tab');

  await other.getByRole('button', { name: 'Save the details' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Title of the second tab');
  await expect(other.getByLabel('Notes')).toHaveValue('Long thoughts\n\nthat must not be lost.');
});

test('the settings of a show in two tabs', async ({ page, context, allow }) => {
  allow('status of 409');
  await signUp(page);
  await page.goto('/studio/shows/new');
  await page.getByLabel('Title').fill('A show in two tabs');
  await page.getByRole('button', { name: 'Make the show' }).click();
  const other = await context.newPage();
  await other.goto(page.url());
  await page.getByLabel('Made by').fill('The first tab');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await expect(page.getByLabel('Made by')).toHaveValue('The first tab');
  await other.getByLabel('What it is about').fill('Written in the second tab.');
  await other.getByLabel('Accent colour').fill('#aa3366');
  await other.getByRole('button', { name: 'Save the changes' }).click();
  await expect(other.getByRole('alert').first()).toContainText('Somebody else saved this');
  await expect(other.getByLabel('What it is about')).toHaveValue('Written in the second tab.');
  await expect(other.getByLabel('Accent colour')).toHaveValue('#aa3366');
  await accessible(other);
  await other.getByRole('button', { name: 'Save the changes' }).click();
  await other.goto(other.url());
  await expect(other.getByLabel('What it is about')).toHaveValue('Written in the second tab.');
  await expect(other.getByLabel('Accent colour')).toHaveValue('#aa3366');
});
