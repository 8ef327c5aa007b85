// A link to hand on: as text to copy and as a QR code to hold a phone against.
import { encode } from 'uqr';
import { useMemo } from 'preact/hooks';
import { copy } from '../conversations/actions.tsx';
import { t } from '../l10n/l10n.ts';
import { Icon } from './Icon.tsx';

export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 2 });
    let path = '';
    data.forEach((row, y) =>
      row.forEach((dark, x) => {
        if (dark) path += `M${x} ${y}h1v1h-1z`;
      }),
    );
    return { path, size };
  }, [text]);
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#111" />
    </svg>
  );
}

export function ShareLink({ url, label }: { url: string; label: string }) {
  return (
    <div class="share">
      <div class="share-line">
        <input
          class="input"
          readOnly
          value={url}
          aria-label={label}
          dir="ltr"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button" onClick={() => void copy(url)}>
          <Icon name="copy" size={16} />
          {t('copy')}
        </button>
      </div>
      <QrCode text={url} label={t('qr-code', { label })} />
    </div>
  );
}
