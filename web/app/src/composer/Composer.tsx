// Where one writes. The text area belongs to the browser (it is never drawn anew while somebody
// types), so that input methods work.
import type { Message, Timeline } from '@parley/client';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { client, conversation, isSelf, nameOf, titleOf } from '../app/client.ts';
import { mod } from '../app/layout.ts';
import { prefs, setPrefs } from '../app/prefs.ts';
import { openEmoji, remember } from '../emoji/picker.tsx';
import { t } from '../l10n/l10n.ts';
import { number } from '../l10n/times.ts';
import { block } from '../conversations/actions.tsx';
import { can } from '../timeline/messageActions.tsx';
import { hasMarkup } from '../timeline/markdown.ts';
import { plainText } from '../timeline/plain.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { attempt } from '../ui/problem.ts';
import { Completion } from './Completion.tsx';
import { applyChoice, useCompletion } from './completion.ts';
import { mentionsIn, rememberMention } from './mentions.ts';
import { intentOf, placeOf, register } from './intent.ts';
import { keep, kept, keptEdit } from './kept.ts';
import { wrapSelection } from './wrap.ts';

interface Props {
  id: string;
  source: Timeline;
  thread?: number;
  autofocus?: boolean;
  onSent: () => void;
}

export function Composer(props: Props) {
  const item = conversation(props.id);
  if (!item) return null;
  if (can.write(item)) return <Writing key={placeOf(props.id, props.thread)} {...props} />;
  const text = item.blocked
    ? t('composer-blocked', { name: titleOf(props.id) })
    : (item.muted_until ?? 0) > Date.now()
      ? t('composer-muted')
      : t('composer-announcements');
  return (
    <div class="composer closed">
      <p class="quiet">{text}</p>
      {item.blocked && item.peer && (
        <button type="button" class="button small" onClick={() => block(item.peer!, false)}>
          {t('unblock')}
        </button>
      )}
    </div>
  );
}

const touch = matchMedia('(pointer: coarse)');
/** By how many bytes a text is too long to be sent. */
function excess(text: string): number {
  const limit = client.account.value?.limits?.text_bytes ?? 16_384;
  if (text.length * 3 <= limit) return 0;
  return Math.max(0, new TextEncoder().encode(text).length - limit);
}

function Writing({ id, source, thread, autofocus, onSent }: Props) {
  const place = placeOf(id, thread);
  const intent = intentOf(place);
  const area = useRef<HTMLTextAreaElement>(null);
  const composing = useRef(false);
  const [empty, setEmpty] = useState(true);
  const [over, setOver] = useState(0);
  const completion = useCompletion(id);
  const current = intent.value;
  const editing = current?.kind === 'edit' ? current.message : undefined;
  const item = conversation(id)!;

  const draft = () =>
    (thread === undefined ? client.conversation(id).value?.draft : undefined) ?? '';
  const savedDraft = () => kept('text', place) ?? draft();
  const grow = () => {
    const box = area.current!;
    box.style.height = '';
    if (box.value) box.style.height = `${Math.min(box.scrollHeight, innerHeight * 0.4)}px`;
  };
  const setText = (text: string, focus = true) => {
    const box = area.current!;
    box.value = text;
    grow();
    measure();
    if (focus) {
      box.focus();
      box.setSelectionRange(text.length, text.length);
    }
  };
  const measure = () => {
    const text = area.current!.value;
    setEmpty(text.trim() === '');
    setOver(excess(text));
  };
  const keepDraft = () => {
    const text = area.current!.value;
    const now = intent.peek();
    if (now?.kind === 'edit')
      return keep('edit', place, JSON.stringify({ message: now.message, text }));
    // No server takes a draft that is too long for a message.
    const here = thread !== undefined || excess(text) > 0;
    keep('text', place, here ? text : '');
    if (!here) client.setDraft(id, text);
  };

  useLayoutEffect(() => {
    setText(savedDraft(), false);
    const half = keptEdit(place);
    if (half && !intent.peek()) intent.value = { kind: 'edit', message: half.message };
    const off = register(place, {
      focus: () => area.current?.focus(),
      takeBack: (text, reply) => {
        const changing = intent.peek()?.kind === 'edit';
        const rest = changing ? savedDraft() : area.current!.value;
        if (reply) intent.value = { kind: 'reply', message: reply };
        else if (changing) intent.value = undefined;
        setText(rest ? `${text}\n${rest}` : text);
        keepDraft();
      },
    });
    if (autofocus && !touch.matches) area.current!.focus({ preventScroll: true });
    return () => {
      off();
      intent.value = undefined;
    };
  }, []);

  // The draft of another device or tab takes the place of the one that was known here. What is newer
  // here stays: it is on its way to the others.
  const known = useRef('');
  useEffect(() => {
    if (thread !== undefined || editing) return;
    const box = area.current!;
    const { value, selectionStart: from, selectionEnd: to } = box;
    const now = draft();
    if (value === known.current && value !== now && !composing.current) {
      setText(now, false);
      if (document.activeElement === box && from < value.length) box.setSelectionRange(from, to);
    }
    if (box.value === now) known.current = now;
  }, [item.draft, editing]);

  // An edit borrows the text area; what was being written comes back after it.
  const before = useRef<Message | undefined>(undefined);
  useLayoutEffect(() => {
    if (editing && before.current !== editing) {
      const half = keptEdit(place);
      const same = half?.message.seq === editing.seq;
      if (!same) keep('edit', place, '');
      setText((same ? half.text : editing.text) ?? '');
    } else if (!editing && before.current) setText(savedDraft());
    before.current = editing;
  }, [editing]);

  /** No answer, or no change, after all: what was changed so far is not kept either. */
  const endIntent = () => {
    if (intent.peek()?.kind === 'edit') keep('edit', place, '');
    intent.value = undefined;
  };

  const send = () => {
    const text = area.current!.value.trim();
    if (!text || over > 0) return;
    const mentions = mentionsIn(id, text);
    const format = hasMarkup(text) ? ('markdown' as const) : undefined;
    if (editing) {
      if (text !== editing.text) {
        attempt(
          client.edit(id, editing.seq, {
            text,
            ...(format ? { format } : {}),
            mentions: mentions ?? [],
          }),
        );
      }
      endIntent();
      return;
    }
    const sent = client.send(id, {
      text,
      ...(format ? { format } : {}),
      ...(mentions ? { mentions } : {}),
      ...(thread !== undefined ? { thread } : {}),
      ...(current?.kind === 'reply' ? { reply_to: current.message.seq } : {}),
    });
    // Its row says what becomes of it.
    sent.done.catch(() => {});
    intent.value = undefined;
    setText('');
    keepDraft();
    client.typingIn(id, false);
    onSent();
  };

  const complete = (index?: number) => {
    const choice = completion.choose(index);
    if (!choice) return;
    applyChoice(area.current!, choice);
    if (choice.emoji) remember(choice.emoji);
    if (choice.user) rememberMention(id, choice.user);
    completion.close();
    onInput();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Safari sends the Enter that ends a composition after it has ended, with key code 229.
    if (event.isComposing || composing.current || event.keyCode === 229) return;
    const command = event.ctrlKey || event.metaKey;
    if (completion.onKey(event, complete)) return;
    if (event.key === 'Enter' && !event.altKey) {
      const enters = prefs.value.enterSends && !touch.matches ? !event.shiftKey : command;
      if (enters || command) {
        event.preventDefault();
        send();
      }
      return;
    }
    if (event.key === 'Escape' && current) {
      event.stopPropagation();
      event.preventDefault();
      endIntent();
      return;
    }
    if (
      event.key === 'ArrowUp' &&
      !event.shiftKey &&
      !command &&
      !event.altKey &&
      area.current!.value === '' &&
      !current
    ) {
      const last = source.value.messages.findLast(
        (message) =>
          isSelf(message.by) &&
          !message.deleted &&
          (thread !== undefined || message.thread === undefined),
      );
      if (last && can.edit(item, last)) {
        event.preventDefault();
        intent.value = { kind: 'edit', message: last };
      }
      return;
    }
    const wrap =
      command && !event.shiftKey && !event.altKey
        ? ({ b: '**', i: '*', e: '`' } as Record<string, string>)[event.key.toLowerCase()]
        : undefined;
    if (wrap) {
      event.preventDefault();
      wrapSelection(area.current!, wrap);
      onInput();
    }
  };

  const onInput = () => {
    grow();
    measure();
    keepDraft();
    if (prefs.value.typing && area.current!.value && !editing) client.typingIn(id);
    if (!composing.current) completion.update(area.current!);
  };

  const label = editing
    ? t('composer-edit')
    : thread !== undefined
      ? t('composer-thread')
      : t('composer-message', { title: titleOf(id) });
  return (
    <div class="composer">
      {current && (
        <div class="composer-strip">
          <Icon name={current.kind === 'edit' ? 'edit' : 'reply'} size={15} />
          <span class="truncate">
            <b>
              {current.kind === 'edit'
                ? t('editing')
                : t('replying-to', { name: nameOf(current.message.by) })}
            </b>{' '}
            <bdi class="quiet">{plainText(current.message)}</bdi>
          </span>
          <IconButton
            icon="close"
            compact
            label={current.kind === 'edit' ? t('cancel-edit') : t('cancel-reply')}
            shortcut="Esc"
            onClick={() => {
              endIntent();
              area.current?.focus();
            }}
          />
        </div>
      )}
      <div class="composer-box">
        <Completion completion={completion} onChoose={complete} />
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          placeholder={label}
          aria-label={label}
          aria-describedby={over > 0 ? `${place}-over` : undefined}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={completion.open ? completion.listId : undefined}
          aria-activedescendant={completion.open ? completion.optionId : undefined}
          onKeyDown={onKeyDown}
          onInput={onInput}
          onClick={() => completion.update(area.current!)}
          onBlur={() => completion.close()}
          onCompositionStart={() => (composing.current = true)}
          onCompositionEnd={() => {
            composing.current = false;
            onInput();
          }}
        />
        <IconButton
          icon="smile"
          label={t('emoji')}
          hasPopup="dialog"
          onClick={(event) =>
            openEmoji(event.currentTarget as HTMLElement, (emoji) => {
              remember(emoji);
              const box = area.current!;
              box.focus();
              box.setRangeText(emoji, box.selectionStart, box.selectionEnd, 'end');
              onInput();
            })
          }
        />
        <IconButton
          icon={editing ? 'check' : 'send'}
          class="send"
          label={editing ? t('save') : t('send')}
          disabled={empty || over > 0}
          keepFocus
          onClick={send}
        />
      </div>
      {over > 0 && (
        <p class="error" id={`${place}-over`} role="alert">
          {t('message-too-long', { bytes: number(over) })}
        </p>
      )}
      <EnterHint shown={!empty && thread === undefined} />
    </div>
  );
}

/** What Enter does, said once. */
function EnterHint({ shown }: { shown: boolean }) {
  const { enterExplained, enterSends } = prefs.value;
  if (enterExplained || !shown || touch.matches) return null;
  return (
    <p class="enter-hint small quiet">
      <span>{enterSends ? t('enter-sends') : t('enter-breaks', { mod })}</span>
      <button
        type="button"
        class="link"
        onClick={() => setPrefs({ enterSends: !enterSends, enterExplained: true })}
      >
        {enterSends ? t('enter-change-to-break') : t('enter-change-to-send')}
      </button>
      <button type="button" class="link" onClick={() => setPrefs({ enterExplained: true })}>
        {t('got-it')}
      </button>
    </p>
  );
}
