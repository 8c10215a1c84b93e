// How a show's episode pages look: chosen beside a preview, saved, and on the public page.
import { accessible } from '../support/accessible.ts';
import { talk } from '../support/files.ts';
import { newEpisode, processed, signUp } from '../support/steps.ts';
import { DESKTOP, PHONE, alive, expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

/** A show with a published episode; ends at its appearance. Gives the path of the public page. */
async function appearance(page: Page): Promise<string> {
  await signUp(page);
  const id = await newEpisode(page, 'How it looks', 'Printing');
  const api = `/api/v1/episodes/${id}`;
  expect((await page.request.put(`${api}/transcript`, { data: talk, headers: { 'content-type': 'text/vtt' } })).status()).toBe(200);
  expect((await page.request.post(`${api}/process`, { data: {} })).status()).toBe(202);
  await processed(page.request, id);
  expect((await page.request.post(`${api}/publish`)).status()).toBe(200);
  await page.goto(`/studio/episodes/${id}`);
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';
  const { show_id } = await (await page.request.get(api)).json();
  await page.goto(`/studio/shows/${show_id}`);
  await page.getByRole('link', { name: 'Appearance' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Appearance');
  return path;
}

const voice = (page: Page, n: number) => page.locator(`[name="voices[${n}]"]`);
const contrast = (page: Page, n: number) => page.locator(`[data-contrast="voices[${n}]"]`);
const row = (page: Page, kind: string) => page.locator(`li[data-panel=${kind}]`);
const panel = (page: Page, kind: string) => page.locator(`[data-look=${kind}]`);

/** The colour in which something of the preview is painted. */
const painted = (page: Page, selector: string, property: string, pseudo?: string) =>
  page.locator(selector).first().evaluate((element, [property, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(property!), [property, pseudo]);

/** The public page shows the news of a change as soon as it has come around. */
async function shown(page: Page, path: string): Promise<void> {
  await expect.poll(async () => (await (await page.request.get(path)).text()).includes('data-theme="dark"')).toBe(true);
  await page.goto(path);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await painted(page, '#reading .v0 .who b', 'background-color', '::before')).toBe('rgb(95, 176, 234)');
  await expect(page.getByRole('heading', { name: 'Worth quoting' })).toHaveCount(0);
  const titles = await page.locator('#findings h3').allTextContents();
  expect(titles.indexOf('Questions asked')).toBeGreaterThanOrEqual(0);
  expect(titles.indexOf('Questions asked')).toBeLessThan(titles.indexOf('People and things'));
}

test('the preview follows every choice, and what is saved is on the public page', async ({ visit, allow }) => {
  test.setTimeout(120_000);
  allow('status of 422');
  const page = await visit({ viewport: DESKTOP.viewport, colorScheme: 'light' });
  const path = await appearance(page);
  await alive(page);
  await expect(page.locator('#look-note')).toContainText('follows what you choose');
  await accessible(page);

  // Theme and colours, as they are chosen.
  const light = await painted(page, '#look', 'background-color');
  await page.getByLabel('Always dark').check();
  expect(await painted(page, '#look', 'background-color')).not.toBe(light);
  await voice(page, 0).fill('#5fb0ea');
  expect(await painted(page, '.look-voices li', 'background-color', '::before')).toBe('rgb(95, 176, 234)');
  await expect(page.locator('[data-picks="voices[0]"]')).toHaveValue('#5fb0ea');
  await expect(contrast(page, 0)).toHaveText(/^\d+\.\d:1 on dark$/);
  await page.locator('[data-picks="voices[1]"]').fill('#f2924f');
  await expect(voice(page, 1)).toHaveValue('#f2924f');
  const accent = await painted(page, '#look', '--accent-seed');
  await page.locator('[name=accent]').fill('#b4235a');
  expect(await painted(page, '#look', '--accent-seed')).not.toBe(accent);

  // A colour that cannot be seen says so at once, and what would do.
  await voice(page, 2).fill('#111111');
  await expect(contrast(page, 2)).toHaveClass(/low/);
  await expect(contrast(page, 2)).toHaveText(/on dark\. Too little; #[0-9a-f]{6} would do/);
  await accessible(page);

  // Panels.
  await expect(panel(page, 'quotes')).toBeVisible();
  await row(page, 'quotes').getByRole('checkbox').uncheck();
  await expect(panel(page, 'quotes')).toBeHidden();
  await expect(panel(page, 'voices').locator('figure[data-chart=voices] svg')).toBeVisible();
  const up = row(page, 'questions').getByRole('button', { name: 'Move Questions asked up' });
  await up.click();
  await expect(up).toBeFocused();
  await page.keyboard.press('Enter');
  const order = (attribute: string) => page.locator(`[${attribute}]`).evaluateAll((all, name) => all.map((e) => e.getAttribute(name)), attribute);
  const kinds = await order('data-panel');
  expect(kinds.indexOf('questions')).toBeLessThan(kinds.indexOf('key_phrases'));
  expect(await order('data-look')).toEqual(kinds);

  // Refused with what is wrong where it is wrong; nothing that was chosen is lost.
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toContainText('#111111 can hardly be seen');
  await expect(voice(page, 2)).toHaveAttribute('aria-invalid', 'true');
  await expect(row(page, 'quotes').getByRole('checkbox')).not.toBeChecked();
  expect(await order('data-panel')).toEqual(kinds);
  await accessible(page);
  await voice(page, 2).fill('');
  const chosen = page.locator('[name=accent]');
  await chosen.fill('#aa3311');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  // Without an accent the preview has the usual one, not what the page around it has by now.
  await alive(page);
  await chosen.fill('');
  await expect.poll(() => painted(page, '#look', '--accent-seed')).toBe('');
  await shown(page, path);
});

test('without scripts buttons preview, move, save and reset', async ({ visit }) => {
  test.setTimeout(120_000);
  const page = await visit({ viewport: DESKTOP.viewport, javaScriptEnabled: false, reducedMotion: 'reduce' });
  const path = await appearance(page);
  const address = page.url();
  await expect(page.locator('[data-picks="voices[0]"]')).toBeHidden();
  await page.getByLabel('Always dark').check();
  await voice(page, 0).fill('#5fb0ea');
  await row(page, 'quotes').getByRole('checkbox').uncheck();
  await row(page, 'questions').getByRole('button', { name: 'up' }).click();
  await row(page, 'questions').getByRole('button', { name: 'up' }).click();
  await expect(page.getByLabel('Always dark')).toBeChecked();
  await expect(page.locator('#look')).toHaveAttribute('data-theme', 'dark');
  await expect(panel(page, 'quotes')).toBeHidden();
  // Enter in a text previews, and moves nothing.
  await voice(page, 0).press('Enter');
  await expect(page.getByRole('status')).toContainText('nothing is saved yet');
  await expect(contrast(page, 0)).toHaveText(/^\d+\.\d:1 on dark$/);
  await accessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  await shown(page, path);

  await page.goto(address);
  await page.getByText('Go back to the usual appearance').click();
  await page.getByRole('button', { name: 'Reset the appearance' }).click();
  await expect(page.getByLabel('As the reader’s device')).toBeChecked();
  await expect(voice(page, 0)).toHaveValue('');
  await expect(row(page, 'quotes').getByRole('checkbox')).toBeChecked();
  await expect.poll(async () => (await (await page.request.get(path)).text()).includes('data-theme')).toBe(false);
});

test('on a phone nothing scrolls sideways, and a show without episodes has a made-up one', async ({ visit }) => {
  const page = await visit({ viewport: PHONE.viewport });
  await signUp(page);
  await newEpisode(page, 'Nothing yet', 'A draft');
  await page.getByRole('link', { name: 'Nothing yet' }).click();
  await page.getByRole('link', { name: 'Appearance' }).click();
  await alive(page);
  await expect(page.locator('#look')).toContainText('A made-up episode');
  await expect(panel(page, 'talk_time').locator('svg')).toBeVisible();
  await row(page, 'talk_time').getByRole('checkbox').uncheck();
  await expect(panel(page, 'talk_time')).toBeHidden();
  await expect(panel(page, 'voices').locator('svg')).toBeVisible();
  await row(page, 'voices').getByRole('checkbox', { name: 'Who speaks when' }).uncheck();
  await expect(panel(page, 'voices')).toBeHidden();
  await voice(page, 0).fill('#fefefe');
  await expect(contrast(page, 0)).toContainText('Too little');
  await accessible(page);
});
