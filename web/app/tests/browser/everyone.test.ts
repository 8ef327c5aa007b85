// Keyboard only, Chinese, phones, screen readers, right-to-left.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { openPage } from '../support/browser.ts';
import { password } from '../support/daemon.ts';
import { composer, eventually, messages, said, scenario, world, write } from '../support/suite.ts';

const w = world();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

async function audit(page: Page, name: string): Promise<void> {
  await page.addScriptTag({ content: axe }).catch(() => undefined);
  if (!(await page.evaluate("typeof axe !== 'undefined'"))) await page.evaluate(axe);
  const found = (await page.evaluate(
    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then((result) => result.violations)",
  )) as Violation[];
  const serious = found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${name}: ${id}\n${nodes
          .slice(0, 3)
          .map(
            (node) =>
              `  ${node.html.slice(0, 200)}\n  ${node.failureSummary.split('\n').slice(1, 3).join(' ')}`,
          )
          .join('\n')}`,
    );
  assert.deepEqual(serious, []);
}

scenario(
  'keyboard only: sign in, start a chat, write, walk through the messages, leave',
  w,
  {},
  async () => {
    const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
    const bot = await w.bot(bob.login);
    const talk = await bot.open(mei.id);
    for (let i = 0; i < 5; i++) await bot.say(talk, `Message ${i}`);
    const page = w.watch(await openPage(w.browser, w.front.url));
    await page.locator('input[name=username]:focus').waitFor();
    await page.keyboard.type(mei.login);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.locator('.row').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('bob');
    await page.keyboard.press('Enter');
    await page.locator('.composer textarea:focus').waitFor();
    await page.keyboard.type('By hand');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await page.locator('.message:not(.pending)', { hasText: 'second line' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    for (let i = 0; i < 12 && !(await page.locator('.message:focus').count()); i++)
      await page.keyboard.press('Shift+Tab');
    await page.locator('.message:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('.message:focus', { hasText: 'Message 4' }).waitFor();
    await page.keyboard.press('r');
    await page.locator('.composer-strip', { hasText: 'Message 4' }).waitFor();
    await page.locator('.composer textarea:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.composer-strip').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    assert.equal(await composer(page).inputValue(), '?', 'a question mark in the composer is text');
    await page.keyboard.press('Control+,');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },
);

scenario("an input method's Enter does not send", w, {}, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  const talk = await bot.open(mei.id);
  const page = await w.come(mei.login, {}, `/c/${talk}`);
  await composer(page).waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', {
    text: 'nihao',
    selectionStart: 5,
    selectionEnd: 5,
  });
  await page.evaluate(() =>
    document.activeElement!.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'Enter',
        keyCode: 229,
        isComposing: true,
        bubbles: true,
        cancelable: true,
      }),
    ),
  );
  assert.equal(await messages(page).count(), 0);
  await session.send('Input.insertText', { text: '你好' });
  // Safari's order: the Enter comes after the end of the composition, with code 229.
  await page.evaluate(() =>
    document.activeElement!.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }),
    ),
  );
  assert.equal(await composer(page).inputValue(), '你好');
  assert.equal(await messages(page).count(), 0);
  await composer(page).press('Enter');
  await said(page, '你好').waitFor();
});

scenario('Chinese: nothing is left in English', w, {}, async () => {
  const mei = await w.account('林美');
  const bob = await w.account('石波');
  const bot = await w.bot(bob.login);
  const talk = await bot.open(mei.id);
  await bot.say(talk, '你好');
  const page = await w.come(mei.login, { locale: 'zh-CN' }, `/c/${talk}`);
  await said(page, '你好').waitFor();
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
  for (const path of [
    `/c/${talk}`,
    `/c/${talk}?panel=info`,
    '/settings/profile',
    '/settings/appearance',
    '/settings/notifications',
    '/settings/privacy',
    '/settings/about',
  ]) {
    await page.goto(w.front.url + path);
    await page
      .locator(path.startsWith('/c') ? '.message' : '.settings')
      .first()
      .waitFor();
    await page.waitForTimeout(200);
    const left = await page.evaluate(() => {
      const texts: string[] = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode())
        if (walk.currentNode.parentElement?.tagName !== 'NOSCRIPT')
          texts.push(walk.currentNode.textContent ?? '');
      for (const element of document.querySelectorAll(
        '[aria-label], [placeholder], [title], [data-tip]',
      )) {
        for (const name of ['aria-label', 'placeholder', 'title', 'data-tip'])
          texts.push(element.getAttribute(name) ?? '');
      }
      return texts.filter((text) =>
        /[A-Za-z]{4,}/.test(
          text.replace(/Parley|Enter|Shift|Ctrl|English|localhost|KiB|@user\d+|user\d+/g, ''),
        ),
      );
    });
    assert.deepEqual(left, [], path);
  }
});

scenario(
  '390 and 320 pixels: one pane at a time, back leads back, nothing is wider than the screen',
  w,
  {},
  async () => {
    const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
    const bot = await w.bot(bob.login);
    const talk = await bot.open(mei.id);
    await bot.say(talk, `A wide block:\n\n\`\`\`\n${'code '.repeat(60)}\n\`\`\``, {
      format: 'markdown',
    });
    for (const width of [390, 320]) {
      const page = await w.come(mei.login, {
        viewport: { width, height: 700 },
        hasTouch: true,
        isMobile: true,
      });
      await page.locator('.row').waitFor();
      assert.equal(await page.locator('.composer').count(), 0);
      await page.locator('.row a').click();
      await composer(page).waitFor();
      assert.equal(await page.locator('.list').count(), 0);
      await composer(page).fill('From the phone');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.locator('.message:not(.pending)', { hasText: 'From the phone' }).last().waitFor();
      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        `${width}: the page scrolls sideways`,
      );
      await page.locator('.chat-title').click();
      await page.locator('.info').waitFor();
      await page.goBack();
      await composer(page).waitFor();
      await page.goBack();
      await page.locator('.row').waitFor();
    }
  },
);

scenario('axe finds nothing serious on any page, light or dark', w, {}, async () => {
  const login = 'axe-admin';
  await w.daemon.administrator(login, 'Ada Admin');
  const bob = await w.account('Bob');
  const bot = await w.bot(bob.login);
  const ada = await w.bot(login);
  const talk = await bot.open(ada.id);
  await bot.say(
    talk,
    'Plain **bold** `code` https://example.org\n\n> quote\n\n- one\n- two\n\n```js\nlet x = 1;\n```',
    { format: 'markdown' },
  );
  await bot.say(talk, '@axe-admin hello', { mentions: [ada.id], reply_to: 1 });
  if (w.level >= 2)
    await ada.write('message.react', { conversation: talk, seq: 1, emoji: '👍', on: true });
  const group = await ada.group('Everybody', [bob.id], { topic: 'Talk' });
  await bot.say(group, 'Hello group');
  for (const colorScheme of ['light', 'dark'] as const) {
    // Nothing moves, so that no colour is measured on its way to another.
    const options = { colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const;
    const gate = w.watch(await openPage(w.browser, w.front.url, options));
    await gate.locator('.gate-card').waitFor();
    await audit(gate, `sign in ${colorScheme}`);
    const page = await w.come(login, options);
    const pages: [string, string][] = [
      ['/', '.row'],
      [`/c/${talk}`, '.message'],
      [`/c/${group}?panel=info`, '.members li'],
      [`/c/${talk}?panel=pins`, '.panel'],
      [`/c/${talk}?panel=search`, '.search'],
      ['/threads', '.page'],
      ['/discover', '.page'],
      ['/search', '.search'],
      ['/welcome', '.welcome'],
      ...['profile', 'appearance', 'notifications', 'privacy', 'devices', 'password', 'about'].map(
        (name): [string, string] => [`/settings/${name}`, '.settings-title'],
      ),
      ['/admin/status', '.figures'],
      ['/admin/users', '.admin-table'],
      ['/admin/invites', '.admin-tools'],
      ['/admin/sessions', '.admin-table'],
      ['/admin/groups', '.admin-table'],
    ];
    for (const [path, wait] of pages) {
      await page.goto(w.front.url + path);
      await page.locator(wait).first().waitFor();
      await page.waitForTimeout(250);
      await audit(page, `${path} ${colorScheme}`);
    }
    await page.goto(`${w.front.url}/c/${talk}`);
    await said(page, 'hello').waitFor();
    await said(page, 'hello').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await audit(page, `menu ${colorScheme}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.waitForTimeout(250);
    await audit(page, `switcher ${colorScheme}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+n');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'New group' }).click();
    await page.waitForTimeout(250);
    await audit(page, `new group ${colorScheme}`);
  }
});

scenario('200 % text, a name of 60 characters, right-to-left', w, {}, async () => {
  const mei = await w.account('Mei');
  const omar = await w.account('عمر');
  const bot = await w.bot(omar.login);
  const talk = await bot.open(mei.id);
  await bot.say(talk, 'مرحبا! كيف حالك؟');
  const page = await w.come(mei.login, {}, `/c/${talk}`);
  await said(page, 'مرحبا').waitFor();
  assert.equal(
    await said(page, 'مرحبا')
      .locator('p')
      .first()
      .evaluate((element) => getComputedStyle(element).direction),
    'rtl',
  );
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await page.setViewportSize({ width: 1280, height: 800 });
  await write(page, 'Still readable');
  await eventually(async () => (await messages(page).count()) >= 2, 'messages at 200 %');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});
