// Transcripts that people bring, and two tabs that edit the same thing.
import { writeFileSync } from 'node:fs';
import { expect, newEpisode, processed, signUp, test } from '../support/test.ts';

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
  test(`a transcript without audio becomes a page: ${name}`, async ({ page }, info) => {
    const file = info.outputPath(name);
    writeFileSync(file, content);
    await signUp(page);
    const id = await newEpisode(page, `Bees ${name}`, 'City bees');
    await page.locator('form[action$="/transcript"] input[type=file]').setInputFiles(file);
    await page.locator('form[action$="/transcript"]').evaluate((form) => form.closest('details')?.setAttribute('open', ''));
    await page.locator('form[action$="/transcript"] button[type=submit]').click();
    await processed(page.request, id);
    const insights = await (await page.request.get(`/api/v1/episodes/${id}/insights`)).json();
    expect(insights.talk_time.map((t: { speaker: string }) => t.speaker).sort()).toEqual(['Omar', 'Ruth']);
    expect(insights.questions.length).toBeGreaterThan(0);
    await page.reload();
    await page.locator('form[action$="/publish"] button').click();
    await page.getByRole('link', { name: 'See the page' }).click();
    await expect(page.locator('#reading')).toContainText('Bees fly three kilometres for a good lime tree.');
    await expect(page.locator('#reading .who b').first()).toHaveText('Ruth');
    expect((await page.locator('#reading a[href^="#t="]').count()) > 0).toBe(timed);
    await expect(page.locator('#audio')).toHaveCount(0);
  });
}

test.describe(() => {
  test.use({ allowed: ['409'] });

  test('of two tabs the later save is told, and nothing is lost', async ({ page, context }) => {
    await signUp(page);
    await newEpisode(page, 'Two tabs', 'First title');
    const other = await context.newPage();
    await other.goto(page.url());
    await page.locator('#details [name=title]').fill('Title of the first tab');
    await page.getByRole('button', { name: 'Save the details' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Title of the first tab');

    await other.locator('#details [name=title]').fill('Title of the second tab');
    await other.locator('#details [name=notes]').fill('Long thoughts that must not be lost.');
    await other.getByRole('button', { name: 'Save the details' }).click();
    await expect(other.getByRole('alert').first()).toContainText('Somebody else saved this');
    await expect(other.locator('#details [name=notes]')).toHaveValue('Long thoughts that must not be lost.');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Title of the first tab');

    await other.getByRole('button', { name: 'Save the details' }).click();
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Title of the second tab');
    await expect(other.locator('#details [name=notes]')).toHaveValue('Long thoughts that must not be lost.');
  });
});
