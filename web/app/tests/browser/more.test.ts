import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
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

const w = world();

async function filled(
  count: number,
  read = count,
): Promise<{
  login: string;
  talk: string;
  bot: Awaited<ReturnType<typeof w.bot>>;
  /** What the server knows of it. */
  readUpTo: () => Promise<number>;
}> {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const [bot, own] = [await w.bot(bob.login), await w.bot(mei.login)];
  const talk = await bot.open(mei.id);
  for (let i = 1; i <= count; i += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - i + 1) }, (_, at) =>
        bot.say(talk, `Message ${i + at}${(i + at) % 9 === 0 ? '\nwith a second line' : ''}.`),
      ),
    );
  }
  if (read > 0) await own.ask('conversation.read', { conversation: talk, seq: read });
  const readUpTo = async () =>
    (await own.ask('conversation.get', { conversation: talk })).read_seq as number;
  return { login: mei.login, talk, bot, readUpTo };
}
async function say(
  bot: Awaited<ReturnType<typeof w.bot>>,
  talk: string,
  count: number,
  what: string,
): Promise<void> {
  for (let i = 1; i <= count; i++) await bot.say(talk, `${what} ${i}.`);
}
/** The list has come to rest. */
async function still(page: Page): Promise<void> {
  let [last, same] = [NaN, 0];
  await eventually(async () => {
    const top = await page.locator('.timeline').evaluate((box) => box.scrollTop);
    same = top === last ? same + 1 : 0;
    last = top;
    return same >= 6;
  }, 'the list rests');
}
const atEnd = (page: Page) =>
  page
    .locator('.timeline')
    .evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop < 4);

/** The divider is on the screen, with the first new message, and what is below it is not read. */
async function atDivider(page: Page, first: string): Promise<void> {
  const inSight = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((found) =>
        found.some(
          (one) =>
            one.getBoundingClientRect().top > 40 &&
            one.getBoundingClientRect().bottom < innerHeight - 40,
        ),
      );
  await eventually(() => inSight('.divider.new'), 'the divider is in sight');
  await said(page, first).first().waitFor();
  await page.locator('.to-end', { hasText: 'new' }).waitFor();
}
/** Opens a conversation of so many messages, all read. */
async function atTheEndOf(count: number, login: string, talk: string): Promise<Page> {
  const page = await w.come(login, {}, `/c/${talk}`);
  await said(page, `Message ${count}.`).waitFor();
  await eventually(() => atEnd(page), 'opens at the end');
  return page;
}
/** Where there is more to read than fits on the screen, one comes to its beginning. */
async function findsWhatIsNew(
  page: Page,
  first: string,
  readUpTo: () => Promise<number>,
): Promise<void> {
  await page.locator('.divider.new').waitFor({ timeout: 40_000 });
  await atDivider(page, first);
  await page.waitForTimeout(1500);
  assert.ok((await readUpTo()) < 100, 'only what was on the screen is read');
}

scenario('older pages come without moving what one reads', w, {}, async () => {
  const { login, talk } = await filled(400);
  const page = await w.come(login, {}, `/c/${talk}`);
  await said(page, 'Message 400.').waitFor();
  await eventually(() => atEnd(page), 'opens at the end');
  await page.mouse.move(700, 400);
  let seen = 0;
  for (let step = 0; step < 120; step++) {
    await page.mouse.wheel(0, -300);
    await page.waitForTimeout(30);
    const texts = await messages(page).allTextContents();
    const lowest = Math.min(...texts.map((text) => Number(/Message (\d+)/.exec(text)?.[1] ?? 1e9)));
    if (lowest < 330 && seen === 0) {
      // Stands still while the next page comes in.
      await page.waitForTimeout(600);
      await still(page);
      const middle = (await messages(page).evaluateAll((rows) =>
        rows.find((row) => row.getBoundingClientRect().top > 300)?.getAttribute('data-seq'),
      ))!;
      const row = page.locator(`.message[data-seq="${middle}"]`);
      const before = (await row.boundingBox())!.y;
      await page.waitForTimeout(800);
      assert.ok(Math.abs((await row.boundingBox())!.y - before) < 2, 'the reading position moved');
      seen = lowest;
    }
    if (await page.locator('.start').isVisible()) break;
  }
  assert.ok(seen > 0);
  await page.locator('.start').waitFor();
  await page.locator('.to-end').click();
  await eventually(() => atEnd(page), 'the button leads to the end');
});

scenario('a link to a message, a day, and the first unread', w, {}, async () => {
  const { login, talk, bot } = await filled(300);
  const page = await w.come(login, {}, `/c/${talk}/40`);
  await page.locator('.message.flash', { hasText: 'Message 40' }).waitFor();
  await page.locator('.to-end').waitFor();
  await page.goto(w.front.url);
  await page.locator('.row').waitFor();
  for (let i = 1; i <= 120; i++) await bot.say(talk, `Unread ${i}.`);
  await page.locator('.row .badge', { hasText: '120' }).waitFor();
  await openChat(page, 'Bob');
  await atDivider(page, 'Unread 1.');
  await page.locator('.to-end', { hasText: 'new' }).click();
  await said(page, 'Unread 120.').waitFor();
  await page.locator('.row .badge').waitFor({ state: 'detached' });
});

scenario(
  'what comes while one reads at the end stays in sight; further up nothing moves',
  w,
  {},
  async () => {
    const { login, talk, bot } = await filled(120);
    const page = await w.come(login, {}, `/c/${talk}`);
    await said(page, 'Message 120.').waitFor();
    await bot.say(talk, 'Just now');
    await said(page, 'Just now').waitFor();
    await eventually(() => atEnd(page), 'stays at the end');
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, -900);
    await eventually(async () => !(await atEnd(page)), 'it scrolls');
    await still(page);
    const seq = (await messages(page).evaluateAll((rows) =>
      rows.find((row) => row.getBoundingClientRect().top > 200)?.getAttribute('data-seq'),
    ))!;
    const row = page.locator(`.message[data-seq="${seq}"]`);
    const before = (await row.boundingBox())!.y;
    await bot.say(talk, 'Below the edge');
    await page.locator('.to-end', { hasText: '1 new' }).waitFor();
    assert.ok(Math.abs((await row.boundingBox())!.y - before) < 2);
    await write(page, 'My own');
    await eventually(() => atEnd(page), "one's own message leads to the end");
  },
);

scenario('a page that opens shows what it has missed, and reads none of it', w, {}, async () => {
  const { login, talk, bot, readUpTo } = await filled(60);
  const page = await atTheEndOf(60, login, talk);
  // What is held is written within a second.
  await page.waitForTimeout(2000);
  const context = page.context();
  await page.close();
  await say(bot, talk, 60, 'Missed');
  const again = await context.newPage();
  await again.goto(`${w.front.url}/c/${talk}`);
  await atDivider(again, 'Missed 1.');
  await again.waitForTimeout(1500);
  await atDivider(again, 'Missed 1.');
  assert.ok((await readUpTo()) < 100, 'only what was on the screen is read');
  await again.locator('.to-end').click();
  await said(again, 'Missed 60.').waitFor();
  await eventually(async () => (await readUpTo()) === 120, 'at the end all is read');
});

scenario('after a break one who reads at the end sees all that came', w, {}, async () => {
  const { login, talk, bot, readUpTo } = await filled(60);
  const page = await atTheEndOf(60, login, talk);
  w.front.cut();
  await say(bot, talk, 3, 'Few');
  w.front.mend();
  await said(page, 'Few 3.').waitFor({ timeout: 40_000 });
  await eventually(() => atEnd(page), 'what fits on the screen leaves one at the end');
  await eventually(async () => (await readUpTo()) === 63, 'and is read');
  await bot.say(talk, 'Live again');
  await said(page, 'Live again').waitFor();
  await eventually(() => atEnd(page), 'the end is followed');
  w.front.cut();
  await say(bot, talk, 60, 'Many');
  w.front.mend();
  await findsWhatIsNew(page, 'Many 1.', readUpTo);
});

scenario('a break in which more came than is streamed leads there as well', w, {}, async () => {
  const { login, talk, bot, readUpTo } = await filled(60);
  const page = await atTheEndOf(60, login, talk);
  w.front.cut();
  for (let i = 0; i < 26; i++)
    await Promise.all(Array.from({ length: 50 }, () => bot.say(talk, 'One of many')));
  w.front.mend();
  await findsWhatIsNew(page, 'One of many', readUpTo);
});

scenario('offline one sees what is held, and reads what one sees', w, {}, async () => {
  const { login, talk, bot, readUpTo } = await filled(60);
  const page = await w.come(login, {}, `/c/${talk}`);
  await said(page, 'Message 60.').waitFor();
  await page.goto(w.front.url);
  await page.locator('.row').waitFor();
  await say(bot, talk, 4, 'Unread');
  await page.locator('.row .badge', { hasText: '4' }).waitFor();
  w.front.cut();
  await page.locator('.list-rows a').click();
  await said(page, 'Unread 4.').waitFor();
  await page.locator('.divider.new').waitFor();
  await page.locator('.row .badge').waitFor({ state: 'detached' });
  await write(page, 'Written offline');
  await page.locator('.send-state.waiting').waitFor();
  await eventually(() => atEnd(page), "one's own message leads to the end");
  w.front.mend();
  await eventually(async () => (await readUpTo()) >= 64, 'it is read', 40_000);
});

scenario('what one wants comes with the connection, and is not read before', w, {}, async () => {
  const { login, readUpTo } = await filled(310, 10);
  const page = await w.come(login);
  await page.locator('.row .badge', { hasText: '300' }).waitFor();
  w.front.cut();
  await page.locator('.list-rows a').click();
  await page.locator('.timeline-frame [role="alert"]').waitFor();
  w.front.mend();
  await findsWhatIsNew(page, 'Message 11.', readUpTo);
});

scenario('the newest that is held in its stead does not count as read', w, {}, async () => {
  const { login, talk, bot, readUpTo } = await filled(310, 10);
  const page = await w.come(login);
  await page.locator('.row .badge', { hasText: '300' }).waitFor();
  await say(bot, talk, 40, 'Live');
  await page.locator('.row .badge', { hasText: '340' }).waitFor();
  w.front.cut();
  await page.locator('.list-rows a').click();
  await said(page, 'Live 40.').waitFor();
  await eventually(() => atEnd(page), 'what is held is shown');
  await page.waitForTimeout(500);
  await page.locator('.row .badge', { hasText: '340' }).waitFor();
  w.front.mend();
  await findsWhatIsNew(page, 'Message 11.', readUpTo);
});

scenario('one click leads from the first unread to the end', w, {}, async () => {
  const { login, readUpTo } = await filled(160, 10);
  const page = await w.come(login);
  await page.locator('.row .badge', { hasText: '150' }).waitFor();
  await openChat(page, 'Bob');
  await atDivider(page, 'Message 11.');
  await page.locator('.to-end', { hasText: 'new' }).click();
  await said(page, 'Message 160.').waitFor();
  await eventually(() => atEnd(page), 'at the end');
  await eventually(async () => (await readUpTo()) === 160, 'all is read');
  assert.ok(await atEnd(page));
});

scenario('what came in a short break is notified of, once', w, {}, async () => {
  const { login, talk, bot } = await filled(1);
  const page = await w.come(login);
  await page.context().grantPermissions(['notifications'], { origin: w.front.url });
  await page.evaluate(() => localStorage.setItem('parley-prefs', '{"desktop":true}'));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.reload();
  await page.locator('.row').waitFor();
  await eventually(
    () =>
      page.evaluate(async () =>
        (await navigator.locks.query()).held!.some(({ name }) => name === 'parley-notifier'),
      ),
    'this tab is the one that tells',
  );
  await page.evaluate(() => {
    const told = { bodies: [] as string[], tones: 0 };
    Object.assign(window, { told });
    ServiceWorkerRegistration.prototype.showNotification = async (_, options) =>
      void told.bodies.push(options!.body!);
    const tone = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      told.tones++;
      return tone.call(this);
    };
  });
  const told = () =>
    page.evaluate(() => (window as unknown as { told: { bodies: string[]; tones: number } }).told);
  await bot.say(talk, 'Before');
  await eventually(async () => (await told()).bodies.includes('Before'), 'a live one is told of');
  const { tones } = await told();
  w.front.cut();
  await say(bot, talk, 3, 'Missed');
  w.front.mend();
  await page.locator('.row-last', { hasText: 'Missed 3.' }).waitFor({ timeout: 40_000 });
  await eventually(async () => (await told()).bodies.includes('Missed 3.'), 'so is the last');
  await eventually(async () => (await told()).tones >= tones * 2, 'and it is heard');
  assert.deepEqual(await told(), { bodies: ['Before', 'Missed 3.'], tones: tones * 2 });
});

scenario('a refused message says so and can be edited or discarded', w, {}, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  const group = await bot.group('News', [mei.id]);
  const page = await w.come(mei.login, {}, `/c/${group}`);
  await composer(page).waitFor();
  w.front.cut();
  await write(page, 'Too late');
  await page.locator('.send-state.waiting').waitFor();
  await bot.write('conversation.update', { conversation: group, post: 'admins' });
  w.front.mend();
  await page.locator('.send-state.failed').waitFor({ timeout: 40_000 });
  await page.locator('.send-state.failed').getByRole('button', { name: 'Discard' }).click();
  await page.locator('.send-state.failed').waitFor({ state: 'detached' });
  await page.getByText('Only administrators write here.').waitFor();
});

scenario('a draft goes to the other device', w, { level: 2 }, async () => {
  const { login, talk } = await filled(1);
  const [one, two] = [await w.come(login, {}, `/c/${talk}`), await w.come(login)];
  await composer(one).fill('Half a thought');
  await two.locator('.row-last', { hasText: 'Draft: Half a thought' }).waitFor();
  await openChat(two, 'Bob');
  await eventually(
    async () => (await composer(two).inputValue()) === 'Half a thought',
    'the draft is there',
  );
  await composer(two).press('Enter');
  await said(one, 'Half a thought').waitFor();
  await one.locator('.list-filter input').focus();
  await eventually(
    async () => (await composer(one).inputValue()) === '',
    'the draft is gone on the first device',
  );
});

scenario('emoji by name, bold by key, a reply, and what Enter does', w, {}, async () => {
  const { login, talk } = await filled(2);
  const page = await w.come(login, {}, `/c/${talk}`);
  await said(page, 'Message 2.').waitFor();
  await composer(page).pressSequentially('Hi :tada');
  await page.locator('.completion li', { hasText: '🎉' }).first().waitFor();
  await composer(page).press('Enter');
  assert.equal(await composer(page).inputValue(), 'Hi 🎉 ');
  await composer(page).pressSequentially('and :heart:');
  await eventually(
    async () => /and ❤️?/.test(await composer(page).inputValue()),
    'a whole code becomes its emoji',
  );
  await composer(page).fill('strong');
  await composer(page).press('Control+a');
  await composer(page).press('Control+b');
  assert.equal(await composer(page).inputValue(), '**strong**');
  await said(page, 'Message 1.').hover();
  await said(page, 'Message 1.').getByRole('button', { name: 'Reply', exact: true }).click();
  await composer(page).press('Enter');
  await said(page, 'strong').locator('.quote', { hasText: 'Message 1.' }).waitFor();
  await composer(page).fill('x');
  await page.getByRole('button', { name: 'Let Enter start a new line' }).click();
  await composer(page).press('Enter');
  await composer(page).pressSequentially('y');
  assert.equal(await composer(page).inputValue(), 'x\ny');
  await composer(page).press('Control+Enter');
  await said(page, 'x').locator('p', { hasText: 'y' }).waitFor();
});

scenario('a new version is noticed and offered', w, {}, async () => {
  const { login, talk } = await filled(1);
  const page = await w.come(login, {}, `/c/${talk}`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.reload();
  await said(page, 'Message 1.').waitFor();
  w.front.newVersion = true;
  await page.evaluate(() =>
    navigator.serviceWorker
      .getRegistration()
      .then((registration) => registration!.update())
      .then(() => true),
  );
  await page.getByText('A new version is ready.').waitFor();
  await composer(page).fill('Kept over the reload');
  await Promise.all([
    page.waitForEvent('load'),
    page.locator('.strip.news').getByRole('button', { name: 'Reload' }).click(),
  ]);
  await composer(page).waitFor();
  await eventually(
    async () => (await composer(page).inputValue()) === 'Kept over the reload',
    'the draft is kept',
  );
  await page.locator('.strip.news').waitFor({ state: 'detached' });
  w.front.newVersion = false;
});

scenario('no request goes to any other host', w, {}, async () => {
  const { login, talk, bot } = await filled(1);
  await bot.say(talk, '![x](https://tracker.example/p.png) https://other.example', {
    format: 'markdown',
  });
  const page = await w.come(login);
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(`${w.front.url}/c/${talk}`);
  await said(page, 'other.example').waitFor();
  await page.locator('.composer').getByRole('button', { name: 'Emoji' }).click();
  await page.locator('.emoji-cell').first().waitFor();
  assert.deepEqual([...hosts], [new URL(w.front.url).host]);
});
