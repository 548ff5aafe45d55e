/** Tabs with one tab stop; the arrow keys move between them. */
import { KeyHint } from './KeyHint.tsx';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly keys?: string;
  /** What needs attention on the tab: how many, and a sentence. */
  readonly badge?: { readonly count: number; readonly title: string } | undefined;
}

interface Properties<Id extends string> {
  readonly name: string;
  readonly tabs: readonly Tab<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly panelId: string;
}

export function Tabs<Id extends string>({ name, tabs, value, onChange, panelId }: Properties<Id>) {
  const move = (event: React.KeyboardEvent, index: number): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -index, End: tabs.length - 1 - index }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const target = tabs[(index + step + tabs.length) % tabs.length];
    if (target === undefined) return;
    onChange(target.id);
    event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-tab="${target.id}"]`)?.focus();
  };
  return (
    <div role="tablist" aria-label={name} className="tabs">
      {tabs.map((tab, index) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          data-tab={tab.id}
          id={`${panelId}-${tab.id}`}
          aria-selected={tab.id === value}
          aria-controls={panelId}
          tabIndex={tab.id === value ? 0 : -1}
          {...(tab.keys !== undefined && { title: tab.keys })}
          onClick={() => {
            onChange(tab.id);
          }}
          onKeyDown={(event) => {
            move(event, index);
          }}
        >
          {tab.label}
          {tab.badge !== undefined && tab.badge.count > 0 && (
            <b className="badge" title={tab.badge.title}>
              {tab.badge.count}
              <span className="visually-hidden"> {tab.badge.title}</span>
            </b>
          )}
          {tab.keys !== undefined && (
            <span className="tab-keys">
              <KeyHint keys={tab.keys} />
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
