// What cannot be drawn takes nothing with it: `fallback` stands in its place, until there is something
// else to draw (`of` changes).
import { Component, type ComponentChildren } from 'preact';
import { t } from '../l10n/l10n.ts';
import { Problem } from './Empty.tsx';

interface Props {
  of?: unknown;
  fallback?: ComponentChildren;
  children: ComponentChildren;
}

export class Guard extends Component<Props, { failed?: { of: unknown } }> {
  override componentDidCatch(error: unknown): void {
    console.warn(error);
    this.setState({ failed: { of: this.props.of } });
  }
  override render({ of, fallback = <Broken />, children }: Props) {
    const { failed } = this.state;
    return failed && failed.of === of ? fallback : children;
  }
}

const Broken = () => (
  <Problem text={t('drawing-failed')} retry={t('reload')} onRetry={() => location.reload()} />
);
