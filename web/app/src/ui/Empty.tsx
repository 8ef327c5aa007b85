import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

export function Empty({
  icon,
  children,
  action,
}: {
  icon: IconName;
  children: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p>{children}</p>
      {action}
    </div>
  );
}

export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index}>
          <i />
          <div>
            <span style={{ width: `${24 + ((index * 17) % 20)}%` }} />
            <span style={{ width: `${50 + ((index * 29) % 40)}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}

export function Problem({
  text,
  onRetry,
  retry,
}: {
  text: string;
  onRetry?: () => void;
  retry: string;
}) {
  return (
    <div class="empty" role="alert">
      <Icon name="alert" />
      <p>{text}</p>
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          {retry}
        </button>
      )}
    </div>
  );
}
