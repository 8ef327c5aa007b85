import assert from 'node:assert/strict';
import {
  composer,
  eventually,
  messages,
  openChat,
  said,
  scenario,
  world,
  write,
} from '../support/suite.ts';
import { openPage } from '../support/browser.ts';
import { password } from '../support/daemon.ts';

const w = world();

scenario(
  'the one-time link makes the administrator, who invites the next person',
  w,
  {},
  async () => {
    const token = w.daemon.adminInvite();
    const page = w.watch(await openPage(w.browser, `${w.front.url}/#invite=${token}`));
    await page.getByRole('heading', { name: 'Create your account' }).waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the token stays in the address');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('User name').fill('bad name');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Use 1 to 64 letters').waitFor();
    await page.getByText('At least 8 characters').waitFor();
    await page.getByLabel('User name').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
    await page.getByRole('button', { name: 'Go to the chats' }).click();
    await page.getByText('No conversations yet').waitFor();
  },
);

scenario(
  'a wrong password is said beside the form, and the session survives a reload',
  w,
  {},
  async () => {
    const { login } = await w.account('Cleo');
    const page = w.watch(await openPage(w.browser, w.front.url));
    await page.getByLabel('User name').fill(login);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The user name or the password is wrong.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.shell').waitFor();
    await page.reload();
    await page.locator('.shell').waitFor();
    await page.goto(`${w.front.url}/settings`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  },
);

scenario('two people chat: states, typing, unread, draft', w, {}, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  await bot.say(await bot.open(mei.id), 'Hello from the wire');
  const [a, b] = [await w.come(mei.login), await w.come(bob.login)];
  await a.locator('.row .badge', { hasText: '1' }).waitFor();
  await eventually(async () => (await a.title()).startsWith('(1)'), 'the title has the number');
  await openChat(a, 'Bob');
  await said(a, 'Hello from the wire').waitFor();
  await a.locator('.row .badge').waitFor({ state: 'detached' });
  await openChat(b, 'Mei');
  await write(a, 'Hello **Bob**, see https://example.org/x');
  await said(b, 'Hello Bob').locator('strong', { hasText: 'Bob' }).waitFor();
  assert.equal(
    await said(b, 'Hello Bob').locator('a').getAttribute('rel'),
    'noopener noreferrer nofollow',
  );
  if (w.level >= 2) await a.locator('.send-state.read').waitFor();
  await composer(b).pressSequentially('I am typ');
  await a.locator('.typing-line', { hasText: 'Bob is typing' }).waitFor();
  await openChat(b, 'Mei');
  await eventually(async () => (await composer(b).inputValue()) === 'I am typ', 'the draft stays');
  await b.reload();
  await composer(b).waitFor();
  await eventually(
    async () => (await composer(b).inputValue()) === 'I am typ',
    'the draft survives a reload',
  );
});

scenario('nothing that is written becomes markup', w, {}, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  const talk = await bot.open(mei.id);
  const nasty =
    '<img src=x onerror=alert(1)> <b>bold?</b> [click](javascript:alert(1)) ![pic](https://evil.example/p.png)';
  await bot.say(talk, nasty, { format: 'markdown' });
  await bot.say(talk, '[ref]: https://example.org');
  await bot.say(talk, 'x'.repeat(500));
  const page = await w.come(mei.login, {}, `/c/${talk}`);
  await said(page, '<b>bold?</b>').waitFor();
  assert.equal(
    await page.locator(".message img, .message b:not(:has(*)):text('bold?')").count(),
    0,
  );
  assert.deepEqual(
    await page
      .locator('.message a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol)),
    ['https:', 'https:'],
  );
  await said(page, '[ref]: https://example.org').waitFor();
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    'a long word does not widen the page',
  );
});

scenario('a group of three: made, named, mentioned, left', w, {}, async () => {
  const [mei, bob, aiko] = [
    await w.account('Mei'),
    await w.account('Bob'),
    await w.account('Aiko'),
  ];
  const bot = await w.bot(mei.login);
  const group = await bot.group('Picnic', [bob.id, aiko.id], { topic: 'Sunday' });
  const [a, b] = [await w.come(mei.login, {}, `/c/${group}`), await w.come(bob.login, {}, '/')];
  await a
    .getByText('This is where the group begins')
    .or(a.locator('.start', { hasText: 'Sunday' }))
    .waitFor();
  await composer(a).pressSequentially(`Who brings bread? @bo`);
  await a.locator('.completion li', { hasText: 'Bob' }).waitFor();
  await composer(a).press('Tab');
  assert.match(await composer(a).inputValue(), new RegExp(`@${bob.login} $`));
  await composer(a).press('Enter');
  await b.locator('.row .badge.mention').waitFor();
  await openChat(b, 'Picnic');
  await b.locator('.message.mentions-me .mention.self', { hasText: 'Bob' }).waitFor();
  await b.locator('.chat-title').click();
  const panel = b.getByRole('complementary', { name: 'Details' });
  await panel.getByText('Aiko').first().waitFor();
  assert.equal(await panel.locator('.members li').count(), 3);
  await panel.getByRole('button', { name: 'Leave group' }).click();
  await b.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await b.locator('.row', { hasText: 'Picnic' }).waitFor({ state: 'detached' });
  await a.locator('.chat-sub', { hasText: '2 members' }).waitFor();
});

scenario(
  'a message that waits is sent once when the network is back, after a reload too',
  w,
  {},
  async () => {
    const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
    const bot = await w.bot(bob.login);
    const talk = await bot.open(mei.id);
    await bot.say(talk, 'Before the cut');
    const page = await w.come(mei.login, {}, `/c/${talk}`);
    await said(page, 'Before the cut').waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    w.front.cut();
    await write(page, 'Written offline');
    await page
      .locator('.message.pending', { hasText: 'Written offline' })
      .locator('.send-state.waiting')
      .waitFor();
    await page.getByText('One message waits').waitFor();
    await page.reload();
    await said(page, 'Before the cut').waitFor();
    await page.locator('.message.pending', { hasText: 'Written offline' }).waitFor();
    w.front.mend();
    await page
      .getByRole('button', { name: /Retry now/ })
      .click({ timeout: 3000 })
      .catch(() => {});
    await page
      .locator('.message:not(.pending)', { hasText: 'Written offline' })
      .waitFor({ timeout: 30_000 });
    await page.locator('.strip').waitFor({ state: 'detached' });
    const { messages: all } = await bot.ask('history.get', { conversation: talk });
    assert.equal(
      all.filter((message: { text: string }) => message.text === 'Written offline').length,
      1,
    );
  },
);

scenario('a reload in the middle of sending loses and doubles nothing', w, {}, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  const talk = await bot.open(mei.id);
  const page = await w.come(mei.login, {}, `/c/${talk}`);
  await composer(page).waitFor();
  for (let i = 0; i < 12; i++) await write(page, `Number ${i}.`);
  await page.reload();
  await said(page, 'Number 11.').waitFor();
  await eventually(async () => {
    const { messages: all } = await bot.ask('history.get', { conversation: talk });
    return all.length === 12;
  }, 'twelve messages at the server');
  const { messages: all } = await bot.ask('history.get', { conversation: talk });
  assert.deepEqual(
    all.map((message: { text: string }) => message.text),
    Array.from({ length: 12 }, (_, i) => `Number ${i}.`),
  );
  assert.equal(await messages(page).count(), 12);
});

scenario('two tabs agree, and the daemon may be killed in between', w, {}, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  const talk = await bot.open(mei.id);
  const one = await w.come(mei.login, {}, `/c/${talk}`);
  const two = await one.context().newPage();
  await two.goto(`${w.front.url}/c/${talk}`);
  await composer(two).waitFor();
  await write(one, 'From the first tab');
  await said(two, 'From the first tab').waitFor();
  await w.daemon.stop('SIGKILL');
  await write(two, 'While the daemon is dead');
  await w.daemon.run();
  await said(two, 'While the daemon is dead').waitFor();
  await one
    .locator('.message:not(.pending)', { hasText: 'While the daemon is dead' })
    .waitFor({ timeout: 40_000 });
  await two
    .locator('.message:not(.pending)', { hasText: 'While the daemon is dead' })
    .waitFor({ timeout: 40_000 });
  assert.equal(await said(one, 'While the daemon is dead').count(), 1);
});
