// To the first message of a day.
import type { Place, Timeline } from '@parley/client';
import { useState } from 'preact/hooks';
import { t } from '../l10n/l10n.ts';
import { Dialog, hide, show } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';

/** Timelines that were asked to go somewhere: they scroll there, and show it, when it has come. */
const asked = new WeakSet<Timeline>();
export function jumpTo(source: Timeline, place: Place): void {
  asked.add(source);
  void source.jump(place);
}
export const expectJump = (source: Timeline) => void asked.add(source);
export const wasAsked = (source: Timeline) => asked.delete(source);

export const askForDate = (source: Timeline) => show(() => <JumpDialog source={source} />);

const today = () => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
};

function JumpDialog({ source }: { source: Timeline }) {
  const [value, setValue] = useState(today());
  const go = (event: Event) => {
    event.preventDefault();
    const time = new Date(`${value}T00:00:00`).getTime();
    if (Number.isNaN(time)) return;
    hide();
    jumpTo(source, { time });
  };
  return (
    <Dialog title={t('jump-to-date')} onClose={hide} width={340}>
      <form class="stack" onSubmit={go}>
        <Field label={t('date')} type="date" value={value} onValue={setValue} autofocus plain />
        <div class="dialog-foot">
          <button
            type="button"
            class="button"
            onClick={() => {
              hide();
              jumpTo(source, { time: 0 });
            }}
          >
            {t('to-start')}
          </button>
          <button type="submit" class="button primary">
            {t('jump')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
