/** The text of a panel that has nothing to show now. It says what to do. */
import { Glyph } from './Glyph.tsx';

interface Properties {
  readonly kind: 'empty' | 'loading' | 'error' | 'stale';
  readonly title: string;
  readonly text?: string;
  readonly children?: React.ReactNode;
}

export function Notice({ kind, title, text, children }: Properties) {
  return (
    <div className={`notice kind-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <p className="notice-title">
        {kind === 'loading' && <span className="spinner" aria-hidden="true" />}
        {(kind === 'error' || kind === 'stale') && <Glyph shape="warning" />}
        {title}
      </p>
      {text !== undefined && <p>{text}</p>}
      {children}
    </div>
  );
}
