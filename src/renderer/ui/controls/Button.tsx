/**
 * A button. A disabled one stays focusable and says why. One press is one action. These do nothing: a held key that
 * repeats, the second click of a double click, and a press that began before the button was enabled.
 */
import { useId } from 'react';
import { KeyHint } from './KeyHint.tsx';
import { usePress } from './usePress.ts';

export interface ButtonProperties {
  readonly children: React.ReactNode;
  readonly onPress: () => void;
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet' | 'buy' | 'sell';
  /** Why the button can't be pressed now; absent when it can. */
  readonly disabledReason?: string | undefined;
  /**
   * Whether the button is in its dead time. It is shown as disabled, but gives no reason, because the time passes by
   * itself.
   */
  readonly arming?: boolean;
  readonly keys?: string;
  /** Shows the keys only in the tip. */
  readonly hideKeys?: boolean;
  readonly title?: string;
  /** The button's name, where its content is not text. */
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
