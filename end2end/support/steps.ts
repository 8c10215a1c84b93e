// The words for common steps.
import { type APIRequestContext, expect, type Page } from '@playwright/test';

export interface Person {
  name: string;
  email: string;
  password: string;
}

let people = 0;

/** Somebody whom the instance does not know. */
export function somebody(name = 'Ada Example'): Person {
  people += 1;
  return { name, email: `person-${process.pid}-${Date.now()}-${people}@example.org`, password: 'a quiet long evening' };
}

export async function fillSignUp(page: Page, person: Person): Promise<void> {
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
}

/** Makes an account through the form; ends in the studio. */
export async function signUp(page: Page, person = somebody()): Promise<Person> {
  await page.goto('/signup');
  await fillSignUp(page, person);
  await expect(page).toHaveURL(/\/studio$/);
  return person;
}

export async function logIn(page: Page, person: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Makes a show and an episode through the forms; ends on the episode's page in the studio and gives its id. */
export async function newEpisode(page: Page, show: string, episode: string): Promise<string> {
  await page.goto('/studio/shows/new');
  await page.getByLabel('Title').fill(show);
  await page.getByRole('button', { name: 'Make the show' }).click();
  await expect(page).toHaveURL(/\/studio\/shows\/[0-9a-f-]{36}$/);
  await page.getByRole('link', { name: 'New episode' }).click();
  await page.getByLabel('Title').fill(episode);
  await page.locator('form[action$="/episodes"] button[type=submit]').click();
  await expect(page).toHaveURL(/\/studio\/episodes\/[0-9a-f-]{36}$/);
  return page.url().split('/').pop() ?? '';
}

/** Waits until the work on an episode has ended well. */
export async function processed(request: APIRequestContext, id: string): Promise<void> {
  const unfinished = async () => {
    const { items } = await (await request.get(`/api/v1/episodes/${id}/jobs`)).json();
    if (items.length === 0) return ['no jobs'];
    return items.map((job: { state: string }) => job.state).filter((state: string) => !['succeeded', 'skipped'].includes(state));
  };
  await expect.poll(unfinished, { timeout: 100_000 }).toEqual([]);
}
