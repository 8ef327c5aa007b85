import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { password } from '../support/daemon.ts';
import { composer, eventually, said, scenario, world, write } from '../support/suite.ts';

const w = world();

/** Somebody with a chat that a bot writes into. */
async function pair() {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  return { mei, bob, bot, talk: await bot.open(mei.id) };
}

/** No element of this kind can be made on the page: whatever draws one fails. */
const unmakable = (tag: string) => `{
  const made = document.createElementNS;
  document.createElementNS = function (space, name, ...more) {
    if (name === '${tag}') throw new Error('no ${tag} today');
    return made.call(this, space, name, ...more);
  };
}`;

scenario('a hostile message can be seen, and deleted by an admin', w, { level: 2 }, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const [admin, bot] = [await w.bot(mei.login), await w.bot(bob.login)];
  const group = await admin.group('Picnic', [bob.id]);
  for (const text of [
    '>'.repeat(16_000),
    '- '.repeat(8000),
    `${'*'.repeat(8000)}a${'*'.repeat(8000)}`,
  ])
    await bot.say(group, text, { format: 'markdown' });
  const { seq } = await bot.say(group, `${'> '.repeat(3000)}deep`, { format: 'markdown' });
  const page = await w.come(mei.login, {}, `/c/${group}`);
  await said(page, '>>>>>>').waitFor();
  await page.goto(`${w.front.url}/c/${group}/${seq}`);
  const row = page.locator(`.message[data-seq="${seq}"]`);
  await row.locator('.message-name, .message-gutter').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  await row.locator('.tombstone').waitFor();
});

scenario(
  'what cannot be drawn is shown as it was typed, with its menu',
  w,
  { level: 2 },
  async () => {
    const { mei, bot, talk } = await pair();
    await bot.say(talk, 'Before it');
    const { seq } = await bot.say(talk, '> cannot be drawn', { format: 'markdown' });
    const page = await w.come(mei.login);
    await page.addInitScript(unmakable('blockquote'));
    await page.goto(`${w.front.url}/c/${talk}`);
    await said(page, '> cannot be drawn').waitFor();
    await said(page, 'Before it').waitFor();
    const row = page.locator(`.message[data-seq="${seq}"]`);
    await row.locator('.as-typed').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Copy text/ }).waitFor();
    await page.keyboard.press('Escape');
    await write(page, 'And it goes on');
    await page.locator('.message:not(.pending)', { hasText: 'And it goes on' }).waitFor();
  },
);

scenario('a part that fails says so, and the rest works', w, {}, async () => {
  const { mei, talk } = await pair();
  const page = await w.come(mei.login);
  await page.addInitScript(unmakable('textarea'));
  await page.goto(`${w.front.url}/c/${talk}`);
  await page.getByText('Something here could not be shown').waitFor();
  await page.getByRole('button', { name: 'Reload' }).waitFor();
  await page.locator('.row', { hasText: 'Bob' }).waitFor();
  await page.goto(`${w.front.url}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  // Nor is the page blank when it is the frame itself.
  await page.addInitScript(unmakable('main'));
  await page.reload();
  await page.getByText('Something here could not be shown').waitFor();
});

scenario(
  'a refused message goes back into the composer and takes nothing from it',
  w,
  { level: 2 },
  async () => {
    const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
    const bot = await w.bot(bob.login);
    const group = await bot.group('Picnic', [mei.id]);
    await bot.say(group, 'Who comes?');
    const page = await w.come(mei.login, {}, `/c/${group}`);
    await write(page, 'Mine');
    await page.locator('.message:not(.pending)', { hasText: 'Mine' }).waitFor();
    await said(page, 'Who comes?').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Reply R/ }).click();
    await page.getByText('Reply to Bob').waitFor();
    w.front.cut();
    await write(page, 'Nobody may lose this');
    await bot.write('member.mute', {
      conversation: group,
      user: mei.id,
      until: Date.now() + 600_000,
    });
    w.front.mend();
    await page
      .getByRole('button', { name: /Retry now/ })
      .click({ timeout: 3000 })
      .catch(() => {});
    const failed = page.locator('.message.pending.failed', { hasText: 'Nobody may lose this' });
    await failed.waitFor({ timeout: 30_000 });
    await page.getByText('has muted you').waitFor();
    // There is no composer that it could go back to.
    await failed.getByRole('button', { name: 'Copy' }).waitFor();
    assert.equal(await failed.getByRole('button', { name: 'Edit' }).count(), 0);
    await bot.write('member.mute', { conversation: group, user: mei.id, until: 0 });
    await composer(page).fill('Half a message');
    await said(page, 'Mine').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Edit/ }).click();
    await eventually(
      async () => (await composer(page).inputValue()) === 'Mine',
      'the edit is open',
    );
    await composer(page).fill('Mine, half changed');
    await failed.getByRole('button', { name: 'Edit' }).click();
    await failed.waitFor({ state: 'detached' });
    assert.equal(await composer(page).inputValue(), 'Nobody may lose this\nHalf a message');
    await page.getByText('Reply to Bob').waitFor();
    await composer(page).press('Enter');
    await page
      .locator('.message:not(.pending)', { hasText: 'Half a message' })
      .locator('.quote')
      .waitFor();
    const { messages } = await bot.ask('history.get', { conversation: group });
    assert.deepEqual(
      messages.map((message: { text: string }) => message.text),
      ['Who comes?', 'Mine', 'Nobody may lose this\nHalf a message'],
    );
  },
);

scenario(
  'a draft comes to where one sits, and goes when it was sent elsewhere',
  w,
  { level: 2 },
  async () => {
    const { mei, bot, talk } = await pair();
    await bot.say(talk, 'Hello');
    const path = `/c/${talk}`;
    const [a, b] = [await w.come(mei.login, {}, path), await w.come(mei.login, {}, path)];
    const holds = (page: typeof a, text: string) =>
      eventually(async () => (await composer(page).inputValue()) === text, `the box holds ${text}`);
    for (const page of [a, b]) await composer(page).focus();
    await composer(a).fill('Written on the phone');
    await holds(b, 'Written on the phone');
    // Going on there: the caret stays where it is while words come in behind it.
    await composer(b).evaluate((box) => (box as HTMLTextAreaElement).setSelectionRange(7, 7));
    await composer(a).fill('Written on the phone, later');
    await holds(b, 'Written on the phone, later');
    await composer(b).pressSequentially('!');
    await holds(a, 'Written! on the phone, later');
    await composer(a).press('Enter');
    await holds(b, '');
    await said(b, 'Written! on the phone').waitFor();
  },
);

scenario(
  'nothing written is lost: too long for a draft, in a thread, half an edit',
  w,
  { level: 2 },
  async () => {
    const { mei, bot, talk } = await pair();
    const { seq } = await bot.say(talk, 'Which colour?');
    const group = await bot.group('Elsewhere', [mei.id]);
    const page = await w.come(mei.login, {}, `/c/${talk}`);
    const long = 'A long log. '.repeat(2000);
    const holds = (text: string) =>
      eventually(
        async () => (await composer(page).inputValue()) === text,
        `${text.slice(0, 20)} is there`,
      );
    await composer(page).fill('Short');
    await composer(page).fill(long);
    await page.getByText('Too long by').waitFor();
    const desk = await w.bot(mei.login);
    await eventually(async () => {
      const item = await desk.ask('conversation.get', { conversation: talk });
      return item.draft === 'Short';
    }, 'the other devices keep what is no longer than a message');
    await page.locator(`.list-rows a[data-conversation="${group}"]`).click();
    await page.locator('.chat-name', { hasText: 'Elsewhere' }).waitFor();
    await page.locator(`.list-rows a[data-conversation="${talk}"]`).click();
    await holds(long);
    await page.reload();
    await holds(long);
    await page.getByText('Too long by').waitFor();
    await write(page, 'Mine');
    await page.locator('.message:not(.pending)', { hasText: 'Mine' }).waitFor();
    await composer(page).press('ArrowUp');
    await eventually(
      async () => (await composer(page).inputValue()) === 'Mine',
      'the edit is open',
    );
    await composer(page).fill('Mine, half changed');
    // An update loads the page anew, whether one likes it or not.
    await page.reload();
    await page.getByText('Editing').waitFor();
    await holds('Mine, half changed');
    await composer(page).press('Escape');
    await holds('');
    await page.goto(`${w.front.url}/c/${talk}?thread=${seq}`);
    const thread = page.locator('.chat.thread textarea');
    await thread.fill('Green, I');
    await page.reload();
    await eventually(async () => (await thread.inputValue()) === 'Green, I', 'the answer is there');
    assert.equal(await page.getByText('Editing').count(), 0, 'what was given up stays so');
  },
);

/** By the form that is there, in the page that is there. */
async function signInHere(page: Page, login: string): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.locator('input[name="username"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
  await page.locator('.shell').waitFor();
}

scenario('who signs in next finds nothing of who signed out', w, { level: 2 }, async () => {
  const { mei, bob, bot, talk } = await pair();
  const { seq } = await bot.say(talk, 'The giraffe has a long neck');
  const page = await w.come(mei.login, {}, `/c/${talk}?thread=${seq}`);
  await page.context().grantPermissions(['notifications']);
  await page.locator('.chat.thread textarea').fill('My secret answer');
  const shown = (): Promise<number> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).length;
    });
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.showNotification('Bob', { body: 'The giraffe has a long neck' });
  });
  await eventually(async () => (await shown()) === 1, 'a notification is shown');
  // Within the page: only its own memory may give something away.
  const search = page.getByRole('searchbox', { name: 'Search all messages' });
  await page.keyboard.press('Control+Shift+f');
  await search.fill('giraffe');
  await page.locator('.hit', { hasText: 'giraffe' }).waitFor();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signInHere(page, bob.login);
  assert.equal(new URL(page.url()).pathname, '/');
  assert.equal(await shown(), 0, 'notifications went too');
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /secret/);
  await page.keyboard.press('Control+Shift+f');
  assert.equal(await search.inputValue(), '');
  assert.equal(await page.locator('.hit').count(), 0);
});

scenario('a session ended from elsewhere leaves nothing open either', w, { level: 2 }, async () => {
  const { mei, talk } = await pair();
  const page = await w.come(mei.login, {}, `/c/${talk}`);
  await composer(page).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  const other = await w.bot(mei.login);
  await other.write('device.revoke', { device: 'others' });
  await page.getByText('Your session was ended').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await signInHere(page, mei.login);
  await composer(page).waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
});

scenario(
  'a session that ended while one was away: the same person goes on, another finds nothing',
  w,
  { level: 2 },
  async () => {
    const { mei, bob, bot, talk } = await pair();
    const { seq } = await bot.say(talk, 'Which colour?');
    const path = `/c/${talk}?thread=${seq}`;
    const [same, next] = [await w.come(mei.login, {}, path), await w.come(mei.login, {}, path)];
    const thread = (page: Page) => page.locator('.chat.thread textarea');
    for (const page of [same, next]) await said(page, 'Which colour?').waitFor();
    w.front.cut();
    for (const page of [same, next]) await thread(page).fill('My secret answer');
    await write(same, 'It waits for me');
    const other = await w.bot(mei.login);
    await other.write('device.revoke', { device: 'others' });
    w.front.mend();
    for (const page of [same, next]) {
      await page
        .getByRole('button', { name: /Retry now/ })
        .click({ timeout: 3000 })
        .catch(() => {});
      await page.getByText('Your session was ended').waitFor({ timeout: 30_000 });
    }
    await signInHere(same, mei.login);
    await same.locator('.message:not(.pending)', { hasText: 'It waits for me' }).waitFor();
    await eventually(
      async () => (await thread(same).inputValue()) === 'My secret answer',
      'half an answer is still there',
    );
    await signInHere(next, bob.login);
    await thread(next).waitFor();
    assert.equal(await thread(next).inputValue(), '');
    assert.doesNotMatch(await next.evaluate(() => JSON.stringify({ ...sessionStorage })), /secret/);
  },
);
