import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { composer, eventually, openChat, said, scenario, world, write } from '../support/suite.ts';
import { password } from '../support/daemon.ts';

const w = world();

async function pair(): Promise<{
  mei: { login: string; id: string };
  bob: { login: string; id: string };
  bot: Awaited<ReturnType<typeof w.bot>>;
  talk: string;
}> {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  return { mei, bob, bot, talk: await bot.open(mei.id) };
}

scenario('edit with arrow up, see the versions, delete with undo', w, { level: 2 }, async () => {
  const { mei, bob, talk } = await pair();
  const [a, b] = [
    await w.come(mei.login, {}, `/c/${talk}`),
    await w.come(bob.login, {}, `/c/${talk}`),
  ];
  await write(a, 'See you at noon');
  await said(b, 'See you at noon').waitFor();
  await a.locator('.message:not(.pending)', { hasText: 'See you at noon' }).waitFor();
  await composer(a).press('ArrowUp');
  await a.getByText('Editing').waitFor();
  assert.equal(await composer(a).inputValue(), 'See you at noon');
  await composer(a).fill('See you at one');
  await composer(a).press('Enter');
  await said(b, 'See you at one').locator('.edited').click();
  await b.getByRole('dialog', { name: 'Versions' }).getByText('See you at noon').waitFor();
  await b.keyboard.press('Escape');
  await said(a, 'See you at one').hover();
  await said(a, 'See you at one').getByRole('button', { name: 'More', exact: true }).click();
  await a.getByRole('menuitem', { name: /Delete/ }).click();
  await a.locator('.tombstone').waitFor();
  await a.getByRole('button', { name: 'Undo' }).click();
  await said(a, 'See you at one').waitFor();
  await said(a, 'See you at one').click({ button: 'right' });
  await a.getByRole('menuitem', { name: /Delete/ }).click();
  await b.locator('.tombstone').waitFor({ timeout: 15_000 });
});

scenario(
  'a deletion is done even if the page is left before its time',
  w,
  { level: 2 },
  async () => {
    const { mei, bob, talk } = await pair();
    const [a, b] = [
      await w.come(mei.login, {}, `/c/${talk}`),
      await w.come(bob.login, {}, `/c/${talk}`),
    ];
    for (const text of ['Wrong window', 'Stays']) await write(a, text);
    await said(b, 'Stays').waitFor();
    await a.locator('.message:not(.pending)', { hasText: 'Wrong window' }).waitFor();
    await said(a, 'Wrong window').click({ button: 'right' });
    const clicked = Date.now();
    await a.getByRole('menuitem', { name: /Delete/ }).click();
    await a.locator('.tombstone').waitFor();
    // What comes behind it need not wait for it.
    await write(a, 'Right window');
    await said(b, 'Right window').waitFor();
    const early = (await b.locator('.tombstone').count()) === 0;
    assert.ok(early || Date.now() > clicked + 4500, 'it waits for second thoughts');
    await a.reload();
    await a.locator('.tombstone').waitFor();
    await b.locator('.tombstone').waitFor();
    assert.equal(await said(b, 'Wrong window').count(), 0);
  },
);

scenario('a selection over messages is copied with names and times', w, {}, async () => {
  const { mei, bot, talk } = await pair();
  await bot.say(talk, 'First **line**\n\n- one\n- two', { format: 'markdown' });
  await bot.say(talk, 'Second\nwith a line');
  const page = await w.come(mei.login, {}, `/c/${talk}`);
  await said(page, 'Second').waitFor();
  await write(page, 'Mine, to the middle');
  await page.locator('.message:not(.pending)', { hasText: 'Mine' }).waitFor();
  const copied = await page.evaluate(() => {
    const [first, , third] = document.querySelectorAll('.message .text');
    const last = document.createTreeWalker(third!, NodeFilter.SHOW_TEXT).nextNode()!;
    getSelection()!.setBaseAndExtent(first!, 0, last, 'Mine'.length);
    const data = new DataTransfer();
    first!.dispatchEvent(
      new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData: data }),
    );
    return data.getData('text/plain');
  });
  assert.match(
    copied,
    /^Bob, .*20\d\d.*\nFirst line\n+one\ntwo\nSecond\nwith a line\n\nMei, .*20\d\d.*\nMine\n$/,
  );
});

scenario('everything that one can read is exported as one file', w, {}, async () => {
  const { mei, bob, bot, talk } = await pair();
  for (let i = 0; i < 130; i += 10)
    await Promise.all(Array.from({ length: 10 }, (_, n) => bot.say(talk, `Number ${i + n}`)));
  const page = await w.come(mei.login, {}, '/settings/privacy');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), `parley-${mei.login}.json`);
  const whole = JSON.parse(readFileSync(await download.path(), 'utf8'));
  assert.equal(whole.account.login, mei.login);
  const [one] = whole.conversations.filter((item: any) => item.conversation === talk);
  assert.equal(one.messages.length, 130);
  assert.deepEqual(
    whole.users.map((user: any) => user.login),
    [bob.login],
  );
  await page.getByRole('button', { name: 'Export' }).waitFor();
});

scenario('react, count, take back', w, { level: 2 }, async () => {
  const { mei, bob, bot, talk } = await pair();
  await bot.say(talk, 'Cake in the kitchen');
  const [a, b] = [
    await w.come(mei.login, {}, `/c/${talk}`),
    await w.come(bob.login, {}, `/c/${talk}`),
  ];
  await said(a, 'Cake').click({ button: 'right' });
  await a.getByRole('button', { name: 'React with 👍' }).click();
  await said(b, 'Cake').locator('.reaction', { hasText: '👍' }).click();
  await said(a, 'Cake').locator('.reaction', { hasText: '2' }).waitFor();
  await said(a, 'Cake').locator('.reaction', { hasText: '👍' }).click();
  await said(b, 'Cake').locator('.reaction[aria-pressed=true]', { hasText: '1' }).waitFor();
  await said(a, 'Cake').hover();
  await said(a, 'Cake').locator('.tools').getByRole('button', { name: 'React' }).click();
  await a.getByRole('searchbox', { name: 'Search emoji' }).fill('birthday');
  await a.getByRole('button', { name: 'birthday cake' }).click();
  await said(b, 'Cake').locator('.reaction', { hasText: '🎂' }).waitFor();
});

scenario('a thread: its pill, its panel, its unread', w, { level: 2 }, async () => {
  const { mei, bob, bot, talk } = await pair();
  const { seq } = await bot.say(talk, 'Which colour for the door?');
  const [a, b] = [await w.come(mei.login, {}, `/c/${talk}`), await w.come(bob.login, {}, '/')];
  await said(a, 'Which colour').hover();
  await said(a, 'Which colour').getByRole('button', { name: 'Reply in thread' }).click();
  const thread = a.locator('.chat.thread');
  await thread.locator('textarea').fill('Green, of course');
  await thread.locator('textarea').press('Enter');
  await thread.locator('.message:not(.pending)', { hasText: 'Green, of course' }).waitFor();
  await said(a, 'Which colour').locator('.thread-pill', { hasText: '1 reply' }).waitFor();
  assert.equal(await said(a, 'Green, of course').count(), 0, 'the reply is not in the timeline');
  await b.locator('.door', { hasText: 'Threads' }).locator('.badge').waitFor();
  await b.locator('.door', { hasText: 'Threads' }).click();
  await b.locator('.hit', { hasText: 'Which colour' }).locator('button').first().click();
  await b.locator('.chat.thread .message', { hasText: 'Green, of course' }).waitFor();
  await b.locator('.door .badge').waitFor({ state: 'detached' });
  await a.goto(`${w.front.url}/c/${talk}?thread=${seq}`);
  await a.locator('.chat.thread .message', { hasText: 'Green, of course' }).waitFor();
});

scenario('search here and everywhere, by person, and to the hit', w, { level: 2 }, async () => {
  const { mei, bot, talk } = await pair();
  await bot.say(talk, 'The giraffe has a long neck');
  for (let i = 0; i < 150; i++) await bot.say(talk, `Filler ${i}`);
  await bot.say(talk, '明天下午开会讨论发布计划');
  const page = await w.come(mei.login, {}, `/c/${talk}`);
  await composer(page).waitFor();
  await page.keyboard.press('Control+f');
  await page.getByRole('searchbox', { name: 'Search this conversation' }).fill('giraffe');
  await page.locator('.hit mark', { hasText: 'giraffe' }).waitFor();
  await page.locator('.hit button').first().click();
  await page.locator('.message.flash', { hasText: 'giraffe' }).waitFor();
  await page.goto(`${w.front.url}/search`);
  await page.getByRole('searchbox', { name: 'Search all messages' }).fill('发布');
  await page.locator('.hit', { hasText: '发布计划' }).waitFor();
  await page.getByRole('searchbox', { name: 'Search all messages' }).fill('unicorn');
  await page.getByText('No message has all of these words.').waitFor();
});

scenario('a revoked device is signed out at once', w, { level: 2 }, async () => {
  const { mei } = await pair();
  const [here, there] = [await w.come(mei.login), await w.come(mei.login)];
  await here.goto(`${w.front.url}/settings/devices`);
  await here.locator('.device .tag.accent', { hasText: 'This device' }).waitFor();
  await here
    .locator('.device', { hasNotText: 'This device' })
    .first()
    .getByRole('button', { name: 'End session' })
    .click();
  await here.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await there.getByRole('heading', { name: 'Sign in' }).waitFor();
  await here.locator('.shell').waitFor();
});

scenario(
  'a changed password ends the other devices and is the one that holds',
  w,
  { level: 2 },
  async () => {
    const { mei } = await pair();
    const [here, there] = [await w.come(mei.login), await w.come(mei.login)];
    await here.goto(`${w.front.url}/settings/password`);
    await here.getByLabel('Present password').fill('wrong password');
    await here.getByLabel('New password').fill('another good one');
    await here.getByRole('button', { name: 'Change password' }).click();
    await here.getByText('This is not your present password.').waitFor();
    await here.getByLabel('Present password').fill(password);
    await here.getByRole('button', { name: 'Change password' }).click();
    await here.getByText('The password was changed.').waitFor();
    await there.getByRole('heading', { name: 'Sign in' }).waitFor();
  },
);

scenario('pin, mute, archive, and what a second device sees of it', w, { level: 2 }, async () => {
  const { mei, bot, talk } = await pair();
  await bot.say(talk, 'Pin me');
  const [one, two] = [await w.come(mei.login, {}, `/c/${talk}`), await w.come(mei.login)];
  await said(one, 'Pin me').click({ button: 'right' });
  await one.getByRole('menuitem', { name: /Pin message/ }).click();
  await one.getByRole('button', { name: 'Pinned messages' }).click();
  await one.locator('.panel .hit', { hasText: 'Pin me' }).waitFor();
  const row = (page: typeof one) => page.locator('.row', { hasText: 'Bob' });
  await row(one).click({ button: 'right' });
  await one.getByRole('menuitem', { name: 'Pin to the top' }).click();
  await row(two).click({ button: 'right' });
  await two.getByRole('menuitem', { name: 'Unpin' }).waitFor();
  await two.getByRole('menuitem', { name: 'Mute…' }).click();
  await two.getByRole('button', { name: 'For an hour' }).click();
  await eventually(
    async () => (await row(one).getAttribute('class'))!.includes('muted'),
    'muted on the other device',
  );
  await row(two).click({ button: 'right' });
  await two.getByRole('menuitem', { name: 'Archive' }).click();
  await row(one).waitFor({ state: 'detached' });
  await one.getByRole('button', { name: 'Archived' }).click();
  await row(one).waitFor();
});

scenario('an invite link into a group, and a public group', w, { level: 2 }, async () => {
  const [mei, bob, aiko] = [
    await w.account('Mei'),
    await w.account('Bob'),
    await w.account('Aiko'),
  ];
  const bot = await w.bot(mei.login);
  const group = await bot.group('Chess club', [], { topic: 'Every Tuesday' });
  const a = await w.come(mei.login, {}, `/c/${group}?panel=info`);
  await a.getByText('Invite links').click();
  await a.getByRole('button', { name: 'Make a link' }).click();
  const url = await a.getByRole('textbox', { name: 'Invite link' }).inputValue();
  const b = await w.come(bob.login);
  await b.goto(url);
  await b.reload();
  await b.getByRole('dialog', { name: 'Join group' }).getByText('Every Tuesday').waitFor();
  await b.getByRole('button', { name: 'Join', exact: true }).click();
  await b.locator('.chat-sub', { hasText: '2 members' }).waitFor();
  await bot.write('conversation.update', { conversation: group, join: 'request' });
  const c = await w.come(aiko.login, {}, '/discover');
  await c
    .locator('li', { hasText: 'Chess club' })
    .getByRole('button', { name: 'Ask to join' })
    .click();
  await c.getByText('The group was asked.').waitFor();
  await a.getByRole('button', { name: 'Accept' }).click();
  await openChat(c, 'Chess club');
  await c.locator('.chat-sub', { hasText: '3 members' }).waitFor();
});

scenario('profile, status and blocking', w, { level: 2 }, async () => {
  const { mei, bob, talk } = await pair();
  const [a, b] = [
    await w.come(mei.login, {}, '/settings/profile'),
    await w.come(bob.login, {}, `/c/${talk}`),
  ];
  await a.getByLabel('Your name').fill('Mei Renamed');
  await a.getByRole('textbox', { name: 'Status' }).fill('In the garden');
  await a.getByRole('button', { name: 'Save' }).click();
  await b.locator('.chat-name', { hasText: 'Mei Renamed' }).waitFor();
  await b.locator('.chat-sub', { hasText: 'In the garden' }).waitFor();
  await b.getByRole('button', { name: 'More about Mei Renamed' }).last().click();
  await b.getByRole('menuitem', { name: 'Block' }).click();
  await b.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await b.getByText('You blocked Mei Renamed.').waitFor();
  await b.getByRole('button', { name: 'Unblock' }).click();
  await composer(b).waitFor();
});
