/**
 * A button. A disabled one stays focusable and says why. One press is one action: a held key that repeats, the second
 * click of a double click, and a press that began before the button could be pressed, do nothing.
 */
import { useId } from 'react';
import { KeyHint } from './KeyHint.tsx';
import { usePress } from './usePress.ts';

export interface ButtonProperties {
  readonly children: React.ReactNode;
  readonly onPress: () => void;
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet' | 'buy' | 'sell';
  /** Why it can't be pressed now; absent when it can. */
  readonly disabledReason?: string | undefined;
  /** In its dead time: shown as a disabledReason that passes by itself. */
  readonly arming?: boolean;
  readonly keys?: string;
  /** Says the keys in the tip alone. */
  readonly hideKeys?: boolean;
  readonly title?: string;
  /** Needed where the content is no text. */
  readonly name?: string;
  readonly className?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly tabIndex?: number;
  readonly reference?: React.Ref<HTMLButtonElement>;
}

export function Button(properties: ButtonProperties) {
  const {
    children,
    onPress,
    look = 'plain',
    disabledReason,
    arming = false,
    keys,
    hideKeys = false,
    title,
    name,
    className,
    pressed,
    expanded,
    tabIndex,
    reference,
  } = properties;
  const reasonId = useId();
  const press = usePress(disabledReason === undefined, onPress);
  const tip = disabledReason ?? (keys === undefined ? title : `${title ?? ''} (${keys})`.trim());
  return (
    <button
      ref={reference}
      type="button"
      className={`button look-${look}${className === undefined ? '' : ` ${className}`}`}
      {...press}
      {...(tip !== undefined && { title: tip })}
      {...(name !== undefined && { 'aria-label': name })}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
      {...(expanded !== undefined && { 'aria-expanded': expanded })}
      {...(disabledReason !== undefined && { 'aria-disabled': true, 'aria-describedby': reasonId })}
      {...(arming && { 'data-arming': true })}
      {...(tabIndex !== undefined && { tabIndex })}
    >
      {children}
      {keys !== undefined && !hideKeys && <KeyHint keys={keys} />}
      {disabledReason !== undefined && (
        <span id={reasonId} className="visually-hidden">
          {disabledReason}
        </span>
      )}
    </button>
  );
}
