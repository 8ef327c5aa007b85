import type { GroupSettings } from '@parley/client';
import { useState } from 'preact/hooks';
import { client, conversation } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { Check, Choice, Field } from '../ui/Field.tsx';
import { complain } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';

const change = (id: string, changes: Partial<GroupSettings>) =>
  client.updateGroup(id, changes).then(() => toast(t('saved')), complain);

export function GroupName({ id }: { id: string }) {
  const item = conversation(id);
  const [title, setTitle] = useState(item?.title ?? '');
  const [topic, setTopic] = useState(item?.topic ?? '');
  if (!item) return null;
  const changed = title.trim() !== (item.title ?? '') || topic.trim() !== (item.topic ?? '');
  return (
    <form
      class="section"
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim()) void change(id, { title: title.trim(), topic: topic.trim() });
      }}
    >
      <Field
        label={t('group-name')}
        value={title}
        onValue={setTitle}
        error={title.trim() ? undefined : t('group-name-needed')}
        maxLength={128}
      />
      <Field label={t('group-topic')} value={topic} onValue={setTopic} maxLength={512} />
      {changed && (
        <button type="submit" class="button primary small">
          {t('save')}
        </button>
      )}
    </form>
  );
}

const minute = 60_000;

export function GroupRules({ id }: { id: string }) {
  const item = conversation(id);
  if (!item) return null;
  const who = [
    ['members', t('everyone')],
    ['admins', t('only-admins')],
  ] as const;
  const known = item.join !== undefined;
  return (
    <section class="section">
      <Choice
        label={t('rule-post')}
        value={item.post ?? 'members'}
        options={who}
        onValue={(post) => void change(id, { post })}
      />
      <Choice
        label={t('rule-invite')}
        value={item.invite ?? 'members'}
        options={who}
        onValue={(invite) => void change(id, { invite })}
      />
      {known && (
        <>
          <Choice
            label={t('rule-pin')}
            value={item.pin ?? 'members'}
            options={who}
            onValue={(pin) => void change(id, { pin })}
          />
          <Choice
            label={t('rule-settings')}
            value={item.settings ?? 'admins'}
            options={who}
            onValue={(settings) => void change(id, { settings })}
          />
          <Choice
            label={t('rule-join')}
            value={item.join ?? 'invite'}
            hint={t('rule-join-hint')}
            onValue={(join) => void change(id, { join })}
            options={[
              ['invite', t('join-invite')],
              ['request', t('join-request')],
              ['open', t('join-open')],
            ]}
          />
          <Choice
            label={t('rule-slow')}
            value={item.slow_ms ?? 0}
            onValue={(slow_ms) => void change(id, { slow_ms })}
            options={[
              [0, t('slow-off')],
              [10_000, t('slow-seconds', { seconds: 10 })],
              [minute, t('slow-minute')],
              [10 * minute, t('slow-minutes', { minutes: 10 })],
              [60 * minute, t('slow-hour')],
            ]}
          />
        </>
      )}
      <Choice
        label={t('rule-history')}
        value={item.history ?? 'shared'}
        onValue={(history) => void change(id, { history })}
        options={[
          ['shared', t('history-shared')],
          ['joined', t('history-joined')],
        ]}
      />
      {known && (
        <Check
          label={t('rule-versions')}
          hint={t('rule-versions-hint')}
          checked={item.versions ?? true}
          onChecked={(versions) => void change(id, { versions })}
        />
      )}
    </section>
  );
}
