// The main journey with JavaScript off: forms, whole pages, the browser's own player.
import { readFileSync } from 'node:fs';
import { accessible } from '../support/accessible.ts';
import { artwork, fixture, reading } from '../support/files.ts';
import { fillSignUp, logIn, newEpisode, signUp, somebody } from '../support/steps.ts';
import { DESKTOP, expect, PHONE, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

// Without motion: the tool that clicks waits for what moves by the page's own timers, which do not run here.
const PLAIN = { javaScriptEnabled: false, reducedMotion: 'reduce' } as const;

/** The field is marked as wrong and says why, the page sums it up, and the title tells it first. */
async function expectWrong(page: Page, field: string, why: RegExp): Promise<void> {
  await expect(page).toHaveTitle(/^Error: /);
  const input = page.locator(`#field-${field}`);
  await expect(input).toHaveAttribute('aria-invalid', 'true');
  const told = page.locator(`#error-${field}`);
  await expect(told).toHaveText(why);
  expect((await input.getAttribute('aria-describedby'))?.split(' ')).toContain(`error-${field}`);
  await expect(page.getByRole('alert').locator(`a[href="#field-${field}"]`)).toHaveText(why);
}

test('a transcript is taken away in either reading without JavaScript', async ({ visit }) => {
  const page = await visit(PLAIN);
  await signUp(page);
  const id = await newEpisode(page, 'Plain files', 'Plain files');
  const talk = 'WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ann>Um, welcome to the the show.\n';
  await page.request.put(`/api/v1/episodes/${id}/transcript`, { data: talk, headers: { 'content-type': 'text/vtt' } });
  await page.goto(`/studio/episodes/${id}/transcript`);
  await page.getByText('Download', { exact: true }).click();
  await accessible(page);
  for (const [reading, words] of [['As they were said', 'Um, welcome to the the show.'], ['Without fillers and false starts', 'Welcome to the show.']]) {
    await page.getByLabel(reading).check();
    const started = page.waitForEvent('download');
    await page.getByRole('button', { name: 'WebVTT', exact: true }).click();
    expect(readFileSync(await (await started).path(), 'utf8')).toContain(`<v Ann>${words}\n`);
  }
});

test('from sign-up to a public page without JavaScript', async ({ visit, allow }) => {
  allow('status of 422');
  test.setTimeout(150_000);
  const page = await visit(PLAIN);
  await signUp(page);
  await page.goto('/studio/shows/new');
  await page.getByLabel('Title').fill('Plain show');
  await page.getByLabel('Artwork').setInputFiles(artwork);
  await page.getByRole('button', { name: 'Make the show' }).click();
  await expect(page.locator('img[src*="/cover-"]').first()).toBeVisible();
  await page.getByRole('link', { name: 'Make the first episode' }).click();
  await page.getByLabel('Title').fill('Plain episode');
  await page.locator('form[action$="/episodes"] button[type=submit]').click();

  // Nothing that needs a script is offered.
  await expect(page.locator('#uploader')).toBeHidden();
  const form = page.locator('form.plain-upload');
  await form.getByLabel('Audio file').setInputFiles(fixture('cover.png'));
  await form.getByRole('button', { name: 'Send the file' }).click();
  await expect(page.getByRole('alert')).toContainText('not an audio file');
  await accessible(page);
  await form.getByLabel('Audio file').setInputFiles(reading);
  await form.getByRole('button', { name: 'Send the file' }).click();

  // The page loads itself anew until the work is done, and then it rests.
  let loads = 0;
  page.on('load', () => (loads += 1));
  const refresh = page.locator('noscript meta[http-equiv=refresh]');
  await expect(refresh).toHaveCount(1);
  await expect(page.locator('#jobs li[data-stage=insights]')).toHaveAttribute('data-state', 'succeeded', { timeout: 100_000 });
  expect(loads, 'it came by itself').toBeGreaterThan(0);
  await expect(refresh).toHaveCount(0);
  await accessible(page);
  await page.getByRole('button', { name: 'Publish' }).click();
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';

  for (const device of [DESKTOP, PHONE]) {
    const reader = await visit({ ...device, ...PLAIN });
    await reader.goto('/');
    await reader.getByRole('link', { name: 'Plain episode' }).first().click();
    await expect(reader).toHaveURL(new RegExp(`${path}$`));
    await expect(reader.locator('audio[controls]')).toBeVisible();
    await expect(reader.getByRole('link', { name: 'download the audio' })).toBeVisible();
    await expect(reader.locator('audio[controls]')).toHaveAttribute('src', `/listen${path.replace('/shows', '')}.mp3`);
    await expect(reader.locator('#deck')).toBeHidden();
    await expect(reader.locator('#find')).toBeHidden();
    await expect(reader.locator('#reading')).toContainText(/movable metal letters/i);
    await expect(reader.locator('#reading a[href^="#t="]').first()).toBeVisible();
    for (const kind of ['waveform', 'topics', 'sentiment']) {
      const chart = reader.locator(`figure.chart[data-chart=${kind}]`);
      await expect(chart.locator('svg')).toBeVisible();
      await chart.locator('details.twin summary').click();
      await expect(chart.locator('table td').first()).toBeVisible();
    }
    await accessible(reader);
    // Evidence leads to its sentence by the browser's own means.
    await reader.locator('#findings a[href="#s3"]').first().click();
    await expect(reader.locator('#s3')).toBeInViewport();
  }
});

test('logging in and out without JavaScript', async ({ visit, allow }) => {
  allow('status of 422');
  const page = await visit(PLAIN);
  const person = await signUp(page);
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/$/);
  expect(await page.context().cookies()).toEqual([]);
  await page.goto('/studio/settings?from=mail');
  await expect(page).toHaveURL(/\/login\?return_to=%2Fstudio%2Fsettings/);
  await accessible(page);
  await logIn(page, { email: person.email, password: 'not my password' });
  await expect(page.getByRole('alert')).toContainText('do not belong together');
  await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
  await expect(page.getByLabel('Password')).toHaveValue('');
  await accessible(page);
  await logIn(page, person);
  await expect(page).toHaveURL(/\/studio\/settings\?from=mail$/);

  // An address of another site is not gone to.
  await page.locator('form[action="/logout"] button').click();
  await page.goto('/login?return_to=https://example.org/');
  await logIn(page, person);
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/studio$/);
});

test('what is wrong in a form is said at the field, and what was typed stays', async ({ visit, allow }) => {
  allow('status of 422');
  const page = await visit(PLAIN);
  await page.goto('/signup');
  const person = somebody();
  await fillSignUp(page, { ...person, password: 'short' });
  await expectWrong(page, 'password', /characters/);
  await accessible(page);
  await expect(page.getByLabel('Your name')).toHaveValue(person.name);
  await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
  await expect(page.getByLabel('Password')).toHaveValue('');
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await expect(page).toHaveURL(/\/studio$/);

  // An address that is taken.
  const second = await visit(PLAIN);
  await second.goto('/signup');
  await fillSignUp(second, { ...person, name: 'Somebody else', email: person.email.toUpperCase() });
  await expectWrong(second, 'email', /account with this address already/);

  // A browser asks itself for what is required; a title of spaces is for the server.
  await page.goto('/studio/shows/new');
  await page.getByLabel('Title').fill('   ');
  await page.getByLabel('What it is about').fill('Kept while\nthe title is <missing> & “odd”.');
  await page.getByLabel('Category').selectOption('History');
  await page.getByRole('button', { name: 'Make the show' }).click();
  await expectWrong(page, 'title', /title/i);
  await expect(page.getByLabel('What it is about')).toHaveValue('Kept while\nthe title is <missing> & “odd”.');
  await expect(page.getByLabel('Category')).toHaveValue('History');

  await page.getByLabel('Title').fill('A show with a picture that is none');
  await page.getByLabel('Artwork').setInputFiles(fixture('lj.ogg'));
  await page.getByRole('button', { name: 'Make the show' }).click();
  await expectWrong(page, 'artwork', /picture|JPEG|PNG/);
  await accessible(page);
  await page.goto('/studio');
  await page.getByRole('link', { name: 'A show with a picture that is none' }).first().click();

  await page.goto(`${page.url()}/episodes/new`);
  await page.getByLabel('Title').fill(' ');
  await page.getByLabel('Notes').fill('Notes that took an hour.');
  await page.locator('form[action$="/episodes"] button[type=submit]').click();
  await expectWrong(page, 'title', /title/i);
  await expect(page.getByLabel('Notes')).toHaveValue('Notes that took an hour.');
  await page.getByLabel('Title').fill('An episode');
  await page.locator('form[action$="/episodes"] button[type=submit]').click();
  await page.getByLabel('Notes').fill('Notes that took two hours.');
  await page.getByLabel('Title').fill(' ');
  await page.getByRole('button', { name: 'Save the details' }).click();
  await expectWrong(page, 'title', /title/i);
  await accessible(page);
  await expect(page.getByLabel('Notes')).toHaveValue('Notes that took two hours.');

  await page.goto('/studio/settings');
  await page.getByLabel('Your password now').fill('a wrong one');
  await page.getByLabel('New password').fill('an even longer evening');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expectWrong(page, 'current', /not your present password/);
});

test('a show is deleted by typing its name, and a token is shown once', async ({ visit, allow }) => {
  allow('status of 422', 'status of 404');
  const page = await visit(PLAIN);
  await signUp(page);
  await page.goto('/studio/settings');
  await page.locator('form[action="/studio/settings/tokens"] input[name=name]').fill('A script of mine');
  await page.locator('form[action="/studio/settings/tokens"] button').click();
  const secret = (await page.locator('code.secret').textContent()) ?? '';
  await accessible(page);
  const me = await page.request.fetch('/api/v1/shows', { headers: { authorization: `Bearer ${secret}`, cookie: '' } });
  expect(me.status()).toBe(200);
  await page.goto('/studio/settings');
  expect(await page.content()).not.toContain(secret);

  await page.goto('/studio/shows/new');
  await page.getByLabel('Title').fill('Short lived');
  await page.getByRole('button', { name: 'Make the show' }).click();
  const address = page.url();
  await page.locator('summary', { hasText: 'Delete this show' }).click();
  await page.locator('#field-confirm').fill('something else');
  await page.getByRole('button', { name: 'Delete the show for good' }).click();
  await expect(page.getByRole('alert')).toContainText('Nothing was deleted');
  await page.locator('summary', { hasText: 'Delete this show' }).click();
  await page.locator('#field-confirm').fill('short-lived');
  await page.getByRole('button', { name: 'Delete the show for good' }).click();
  await expect(page).toHaveURL(/\/studio$/);
  expect((await page.goto(address))?.status()).toBe(404);
});
