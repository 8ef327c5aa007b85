import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { password } from './daemon.ts';

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Person {
  page: Page;
  errors: string[];
}

/** Opens the client; whatever the page complains about is kept. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (
      message.type() === 'error' &&
      !/Failed to load resource|WebSocket connection|net::ERR/.test(text)
    )
      errors.push(text);
  });
  await page.goto(url);
  return { page, errors };
}

export async function signIn(
  browser: Browser,
  url: string,
  login: string,
  options: BrowserContextOptions = {},
  path = '/',
): Promise<Person> {
  const person = await openPage(browser, `${url}${path}`, options);
  const { page } = person;
  await page.locator('input[name="username"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
  await page.locator('.shell').waitFor();
  return person;
}
