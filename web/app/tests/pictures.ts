// Pictures of the main screens, into docs/images (or the directory given): node tests/pictures.ts
// [directory]. All sizes with ALL=1.
import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch, openPage, signIn } from './support/browser.ts';
import { Daemon } from './support/daemon.ts';
import { Front } from './support/front.ts';
import { makeScene } from './support/scene.ts';

const into = process.argv[2] ?? new URL('../../../docs/images', import.meta.url).pathname;
mkdirSync(into, { recursive: true });

const sizes = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 800, height: 900 },
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 640 },
};
type Size = keyof typeof sizes;

/** What is kept in docs/images; with ALL=1 everything is made, to be looked at. */
const kept = new Set([
  'chat-desktop-light-en',
  'chat-desktop-dark-en',
  'chat-desktop-light-zh',
  'chat-desktop-dark-zh',
  'thread-desktop-light-en',
  'thread-desktop-dark-zh',
  'chat-phone-light-en',
  'chat-phone-dark-zh',
  'list-phone-light-en',
  'list-phone-dark-zh',
  'thread-phone-dark-en',
  'sign-in-desktop-light-en',
  'sign-in-phone-dark-zh',
  'settings-desktop-dark-en',
  'settings-phone-light-zh',
  'admin-desktop-light-en',
  'admin-users-desktop-dark-zh',
  'details-desktop-light-zh',
  'switcher-desktop-light-en',
  'switcher-phone-dark-zh',
]);

async function take(page: Page, name: string): Promise<void> {
  if (!process.env.ALL && !kept.has(name)) return;
  await page.mouse.move(2, 2);
  await page.waitForTimeout(350);
  await page.screenshot({ path: `${into}/${name}.png` });
}

async function tour(
  browser: Browser,
  front: Front,
  team: string,
  language: 'en' | 'zh',
  size: Size,
  scheme: 'light' | 'dark',
  all: boolean,
): Promise<void> {
  const options: BrowserContextOptions = {
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    viewport: sizes[size],
    colorScheme: scheme,
  };
  const end = `${size}-${scheme}-${language}`;
  if (all) {
    const gate = await openPage(browser, front.url, options);
    await gate.page.locator('.gate-card').waitFor();
    await take(gate.page, `sign-in-${end}`);
    await gate.page.context().close();
  }
  const { page, errors } = await signIn(browser, front.url, 'mei', options);
  await page.locator('.row').first().waitFor();
  if (size !== 'desktop') await take(page, `list-${end}`);
  const go = async (path: string, wait: string) => {
    await page.goto(`${front.url}${path}`);
    await page.locator(wait).first().waitFor();
  };
  await go(`/c/${team}`, '.message');
  await take(page, `chat-${end}`);
  const pill = page.locator('.thread-pill').first();
  if (await pill.count()) {
    await pill.click();
    await page.locator('.thread .message').first().waitFor();
    await take(page, `thread-${end}`);
  }
  if (all) {
    await go(`/c/${team}?panel=info`, '.info');
    await take(page, `details-${end}`);
    await go('/settings/profile', '.settings');
    await take(page, `settings-${end}`);
    await go('/admin/status', '.figures');
    await take(page, `admin-${end}`);
    await go('/admin/users', '.admin-table');
    await take(page, `admin-users-${end}`);
    await go('/', '.row');
    await page.keyboard.press('Control+k');
    await page.locator('.switcher').waitFor();
    await take(page, `switcher-${end}`);
    await page.keyboard.press('Escape');
  }
  if (errors.length > 0) console.error(end, errors);
  await page.context().close();
}

const browser = await launch();
for (const language of ['en', 'zh'] as const) {
  const daemon = await Daemon.start();
  const front = await new Front(daemon.port).start();
  const scene = await makeScene(daemon, language === 'zh');
  for (const size of ['desktop', 'tablet', 'phone', 'small'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      if ((size === 'small' || size === 'tablet') && (scheme === 'dark' || !process.env.ALL))
        continue;
      await tour(
        browser,
        front,
        scene.team,
        language,
        size,
        scheme,
        size === 'desktop' || size === 'phone',
      );
    }
  }
  for (const bot of [scene.mei, scene.bob, scene.aiko, scene.omar]) bot.end();
  await front.end();
  await daemon.end();
}
await browser.close();
