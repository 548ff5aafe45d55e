/** A part of the page that scrolls on its own, also by keyboard. */
// oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
interface Properties {
  readonly name: string;
  readonly className?: string;
  /** Whether the content has keys of its own and scrolls with them: then the area is no second tab stop. */
  readonly keyed?: boolean;
  readonly children: React.ReactNode;
}

export function ScrollArea({ name, className, keyed = false, children }: Properties) {
  return (
    <section
      aria-label={name}
      {...(!keyed && { tabIndex: 0 })}
      className={`scroll-area${className === undefined ? '' : ` ${className}`}`}
    >
      {children}
    </section>
  );
}
