// Fluent, one bundle for the language. `t` reads a signal: whoever calls it while drawing is drawn
// again when the language changes.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { computed, signal } from '@preact/signals';
import { prefs } from '../app/prefs.ts';

export type Language = 'en' | 'zh-CN';
type Args = Record<string, FluentVariable>;

/** The words of the first screens, and those of what is fetched later. */
const load: Record<Language, (() => Promise<{ default: string }>)[]> = {
  en: [() => import('./en.ts'), () => import('./en.more.ts')],
  'zh-CN': [() => import('./zh-CN.ts'), () => import('./zh-CN.more.ts')],
};
let parts = 1;
const bundles = signal<readonly FluentBundle[]>([]);

export const language = computed<Language>(() => {
  const wanted = prefs.value.language;
  if (wanted !== 'auto') return wanted;
  for (const tag of navigator.languages) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
});

export async function useLanguage(name: Language): Promise<void> {
  const made = new FluentBundle(name, { useIsolating: false });
  const texts = await Promise.all(load[name].slice(0, parts).map((get) => get()));
  for (const text of texts) made.addResource(new FluentResource(text.default));
  bundles.value = [made];
  document.documentElement.lang = name;
}

let more: Promise<void> | undefined;
/** Before anything is shown that was fetched later. */
export function needMore(): Promise<void> {
  parts = 2;
  more ??= useLanguage(language.peek());
  more.catch(() => (more = undefined));
  return more;
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Text that runs the other way is set apart, so that a name does not turn the sentence around. */
function isolate(args: Args | undefined): Args | undefined {
  if (!args) return args;
  const out: Args = {};
  for (const [key, value] of Object.entries(args)) {
    out[key] =
      typeof value === 'string' && rightToLeft.test(value) ? `\u2068${value}\u2069` : value;
  }
  return out;
}

export function t(id: string, args?: Args): string {
  for (const one of bundles.value) {
    const message = one.getMessage(id);
    if (message?.value) return one.formatPattern(message.value, isolate(args));
  }
  return id;
}
