// What an administrator does in the browser.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { openPage } from '../support/browser.ts';
import { password } from '../support/daemon.ts';
import { eventually, scenario, world } from '../support/suite.ts';

const w = world();
let number = 0;

async function administrator(): Promise<{ login: string; id: string }> {
  const login = `ada${++number}`;
  const { id } = await w.daemon.administrator(login, `Ada ${number}`);
  return { login, id };
}
const office = async (part: string, login?: string) =>
  w.come(login ?? (await administrator()).login, {}, `/admin/${part}`);

const row = (page: Page, text: string) => page.locator('.admin-table tbody tr', { hasText: text });
async function choose(page: Page, of: Locator, action: string): Promise<void> {
  await of.getByRole('button', { name: /^More about/ }).click();
  await page.getByRole('menuitem', { name: action }).click();
}
const figure = (page: Page, name: string) =>
  page
    .locator('.figure', { has: page.getByText(name, { exact: true }) })
    .locator('dd')
    .first();

/** Signs in on the first screen that is there; resolves when that is answered. */
async function tryToSignIn(page: Page, login: string, word: string): Promise<void> {
  await page.locator('input[name="username"]').fill(login);
  await page.locator('input[name="password"]').fill(word);
  await page.locator('button[type="submit"]').click();
}

/** Only what is searched for is listed: nothing is on its way that would put the rows back. */
async function find(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Name or user name' }).fill(text);
  await eventually(
    async () => (await page.locator('.admin-table tbody tr').count()) === 1,
    `only ${text} is listed`,
  );
}

scenario('the overview shows what the server does', w, {}, async () => {
  const ada = await administrator();
  const bot = await w.bot(ada.login);
  await bot.say(await bot.group('Figures', []), 'One more');
  const page = await office('status', ada.login);
  await page.getByText('Ready', { exact: true }).waitFor();
  for (const name of ['Connections', 'Users', 'Conversations', 'Log entries'])
    assert.match((await figure(page, name).textContent())!, /^[1-9]/, name);
  for (const name of ['Memory', 'Database', 'Free on the disk'])
    assert.match((await figure(page, name).textContent())!, /^[\d.,]+ [KMGT]iB$/, name);
  assert.match((await figure(page, 'Messages per second').textContent())!, /^[\d.,]+$/);
  await page.getByText('Everyone can create an account.').waitFor();
  const users = async () => Number(await figure(page, 'Users').textContent());
  const before = await users();
  await w.account('New');
  await eventually(async () => (await users()) === before + 1, 'the figures are renewed');
});

scenario('only administrators see these pages', w, {}, async () => {
  const { login } = await w.account('Mei');
  const page = await w.come(login, {}, '/admin/users');
  await page.getByText('Only administrators see this.').waitFor();
  await page.goto(w.front.url);
  await page.getByRole('button', { name: 'Account of Mei' }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).waitFor();
  assert.equal(await page.getByRole('menuitem', { name: 'Administration' }).count(), 0);
  const token = (await w.daemon.post('/v1/sessions', { login, password, device: { name: 'x' } }))
    .token as string;
  const answer = await fetch(`${w.front.url}/v1/admin/status`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(answer.status, 403);
});

scenario('a user is made, and signs in', w, {}, async () => {
  const page = await office('users');
  const login = `made${++number}`;
  await page.getByRole('button', { name: 'Add user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('User name').fill('probe');
  await dialog.getByLabel('Name', { exact: true }).fill('Made Here');
  await dialog.getByLabel('First password').fill('short');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('At least 8 characters').first().waitFor();
  await dialog.getByLabel('First password').fill(password);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('This user name is taken.').waitFor();
  await dialog.getByLabel('User name').fill(login);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('searchbox', { name: 'Name or user name' }).fill('Made');
  await row(page, `@${login}`).waitFor();
  const theirs = await w.come(login);
  await theirs.getByText('No conversations yet').waitFor();
});

scenario('an account is switched off and on again', w, {}, async () => {
  const bob = await w.account('Bob Off');
  const theirs = await w.come(bob.login);
  const page = await office('users');
  await find(page, bob.login);
  await choose(page, row(page, bob.login), 'Switch off');
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await row(page, bob.login).getByText('Switched off').waitFor();
  await theirs.getByText('This account was switched off by').waitFor();
  await page.getByRole('searchbox', { name: 'Name or user name' }).fill('');
  await page.getByLabel('Which users').selectOption({ label: 'Switched off' });
  await row(page, bob.login).waitFor();
  await theirs.getByRole('button', { name: 'Reload' }).click();
  await theirs.getByRole('heading', { name: 'Sign in' }).waitFor();
  await tryToSignIn(theirs, bob.login, password);
  await theirs.getByRole('alert').first().waitFor();
  await choose(page, row(page, bob.login), 'Switch on again');
  await row(page, bob.login).getByText('Switched off').waitFor({ state: 'detached' });
  await tryToSignIn(theirs, bob.login, password);
  await theirs.locator('.shell').waitFor();
});

scenario('a user becomes an administrator, and is one no more', w, {}, async () => {
  const bob = await w.account('Bob Role');
  const page = await office('users');
  await find(page, bob.login);
  await choose(page, row(page, bob.login), 'Make administrator');
  await page.getByRole('dialog').getByRole('button', { name: 'Make administrator' }).click();
  await row(page, bob.login).getByText('Administrator').waitFor();
  const theirs = await office('status', bob.login);
  await theirs.getByText('Ready', { exact: true }).waitFor();
  await choose(page, row(page, bob.login), 'Take the role away');
  await row(page, bob.login).getByText('Administrator').waitFor({ state: 'detached' });
  await theirs.reload();
  await theirs.getByText('Only administrators see this.').waitFor();
});

scenario('a new password ends the sessions and lets in', w, {}, async () => {
  const bob = await w.account('Bob Key');
  const theirs = await w.come(bob.login);
  const page = await office('users');
  await find(page, bob.login);
  await choose(page, row(page, bob.login), 'Set a new password');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New password', { exact: true }).fill('another good one');
  await dialog.getByLabel('All their devices are signed out').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await theirs.getByRole('heading', { name: 'Sign in' }).waitFor();
  await tryToSignIn(theirs, bob.login, password);
  await theirs.getByText('The user name or the password is wrong.').waitFor();
  await tryToSignIn(theirs, bob.login, 'another good one');
  await theirs.locator('.shell').waitFor();
});

scenario('an invite is made and used; another one is taken back', w, {}, async () => {
  const page = await office('invites');
  await page.getByText('No invite is valid now.').waitFor();
  const make = async (uses: string): Promise<string> => {
    await page.getByRole('button', { name: 'New invite' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').first().selectOption({ label: uses });
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    const url = await dialog.locator('.share-line input').inputValue();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    return url;
  };
  const first = await make('One person');
  await row(page, 'User').waitFor();
  const guest = w.watch(await openPage(w.browser, first));
  await guest.getByLabel('Your name').fill('Guest');
  await guest.getByLabel('User name').fill(`guest${++number}`);
  await guest.getByLabel('Password', { exact: true }).fill(password);
  await guest.getByRole('button', { name: 'Create account' }).click();
  await guest.getByText('No conversations yet').waitFor();
  await page.reload();
  await page.getByText('No invite is valid now.').waitFor();

  const second = await make('10 people');
  await row(page, '10').getByRole('button', { name: 'Take the link back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take the link back' }).click();
  await page.getByText('No invite is valid now.').waitFor();
  const late = w.watch(await openPage(w.browser, second));
  await late.getByLabel('User name').fill(`guest${++number}`);
  await late.getByLabel('Password', { exact: true }).fill(password);
  await late.getByRole('button', { name: 'Create account' }).click();
  await late.getByRole('alert').waitFor();
});

scenario("somebody's session is ended, then all of them", w, {}, async () => {
  const bob = await w.account('Bob Twice');
  const [one, two] = [await w.come(bob.login), await w.come(bob.login)];
  const page = await office('users');
  await find(page, bob.login);
  await choose(page, row(page, bob.login), 'Sessions');
  await page.locator('.chip', { hasText: 'Bob Twice' }).waitFor();
  await eventually(async () => (await row(page, bob.login).count()) === 2, 'two sessions');
  await row(page, bob.login).first().getByRole('button', { name: 'End session' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await eventually(async () => (await row(page, bob.login).count()) === 1, 'one session');
  const out = (of: Page) => of.getByRole('heading', { name: 'Sign in' });
  await eventually(
    async () => (await out(one).isVisible()) !== (await out(two).isVisible()),
    'one of the two is signed out',
  );
  await page.getByRole('button', { name: 'End all sessions' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End all sessions' }).click();
  await page.getByText('Nobody is signed in.').waitFor();
  await out(one).waitFor();
  await out(two).waitFor();
  await page.locator('.chip').click();
  await row(page, 'This device').waitFor();
});

scenario('the groups are listed and found', w, {}, async () => {
  const ada = await administrator();
  const bot = await w.bot(ada.login);
  const other = await w.account('Gus');
  const kitchen = await bot.group('Kitchen table', [other.id], { topic: 'What we cook' });
  await bot.say(kitchen, 'Soup');
  await bot.group('Quiet corner', []);
  const page = await office('groups', ada.login);
  await row(page, 'Quiet corner').getByText('Never').waitFor();
  const found = row(page, 'Kitchen table');
  await found.getByText('What we cook').waitFor();
  assert.equal(await found.locator('td').nth(1).textContent(), '2');
  assert.equal(await found.locator('td').nth(2).textContent(), '1');
  await page.getByRole('searchbox').last().fill('kitch');
  await row(page, 'Quiet corner').waitFor({ state: 'detached' });
  await found.waitFor();
});

scenario('on small screens every row fits, with what can be done with it', w, {}, async () => {
  const ada = await administrator();
  const long = `long${++number}`;
  await w.daemon.user(long, 'Maximiliane Alexandrina von Hohenberg-Lindenthal the Younger');
  const bot = await w.bot(long);
  await bot.group('A group whose title is as long as titles may well be here', []);
  const waits = {
    status: '.figures',
    users: 'tbody tr',
    invites: '.admin-tools',
    sessions: 'tbody tr',
    groups: 'tbody tr',
  };
  for (const width of [800, 390, 320]) {
    const page = await w.come(ada.login, { viewport: { width, height: 700 } });
    for (const [part, wait] of Object.entries(waits)) {
      await page.goto(`${w.front.url}/admin/${part}`);
      await page.locator(wait).first().waitFor();
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('.admin, .admin :not(thead, thead *)')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .map((element) => element.outerHTML.slice(0, 100)),
      );
      assert.deepEqual(wide, [], `${part} at ${width} pixels`);
    }
  }
});
