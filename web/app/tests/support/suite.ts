// What the browser tests share: one daemon and one browser per file, people who come and go,
// nothing that waits by the clock.
import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Bot } from './bot.ts';
import { launch, signIn, type Person } from './browser.ts';
import { Daemon } from './daemon.ts';
import { Front } from './front.ts';

export class World {
  daemon!: Daemon;
  front!: Front;
  browser!: Browser;
  level = 1;
  private people: Person[] = [];
  private bots: Bot[] = [];
  private number = 0;

  /** A new account that nobody else uses. */
  async account(displayName: string): Promise<{ login: string; id: string }> {
    const login = `${displayName.toLowerCase().replace(/[^a-z]/g, '') || 'user'}${++this.number}`;
    return this.daemon.user(login, displayName);
  }
  async come(login: string, options: BrowserContextOptions = {}, path = '/'): Promise<Page> {
    const person = await signIn(this.browser, this.front.url, login, options, path);
    this.people.push(person);
    return person.page;
  }
  watch(person: Person): Page {
    this.people.push(person);
    return person.page;
  }
  async bot(login: string): Promise<Bot> {
    const bot = await Bot.signIn(this.daemon, login);
    this.bots.push(bot);
    return bot;
  }
  /** Everybody leaves; no page may have complained. */
  async clear(): Promise<void> {
    const errors = this.people.flatMap((person) => person.errors);
    for (const { page } of this.people) await page.context().close();
    for (const bot of this.bots) bot.end();
    this.people = [];
    this.bots = [];
    assert.deepEqual(errors, []);
  }
}

export function world(): World {
  const made = new World();
  before(async () => {
    made.daemon = await Daemon.start();
    made.front = await new Front(made.daemon.port).start();
    made.browser = await launch();
    const probe = await made.daemon.user('probe', 'Probe');
    const bot = await Bot.signIn(made.daemon, probe.login);
    made.level = bot.level;
    bot.end();
  });
  after(async () => {
    await made.browser?.close();
    await made.front?.end();
    await made.daemon?.end();
  });
  return made;
}

interface Needs {
  /** Of the daemon: 2 has edits, deletions, reactions, threads, search, devices. */
  level?: number;
}

export function scenario(
  name: string,
  made: World,
  needs: Needs,
  run: (context: TestContext) => Promise<void>,
): void {
  test(name, { timeout: 300_000 }, async (context) => {
    if ((needs.level ?? 1) > made.level) return context.skip('this daemon has the core only');
    made.front.mend();
    try {
      await run(context);
    } catch (error) {
      const pages = made.browser.contexts().flatMap((one) => one.pages());
      const folder = process.env.PARLEY_SHOTS;
      if (folder)
        for (const [index, page] of pages.entries())
          await page
            .screenshot({
              path: `${folder}/${name.replace(/\W+/g, '-').slice(0, 60)}-${index}.png`,
            })
            .catch(() => {});
      throw error;
    } finally {
      await made.clear();
    }
  });
}

export const composer = (page: Page) => page.locator('.chat:not(.thread) .composer textarea');
export const messages = (page: Page) => page.locator('.chat:not(.thread) .message');
export const said = (page: Page, text: string) =>
  page.locator('.chat:not(.thread) .message', { hasText: text });

export async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}
export const openChat = (page: Page, title: string) =>
  page.locator('.list-rows a', { hasText: title }).click();

export async function eventually(
  check: () => Promise<boolean>,
  what: string,
  ms = 10_000,
): Promise<void> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(what);
}
