/** A part of the page that scrolls on its own, also by keyboard. */
// oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
interface Properties {
  readonly name: string;
  readonly className?: string;
  readonly children: React.ReactNode;
}

export function ScrollArea({ name, className, children }: Properties) {
  return (
    <section
      aria-label={name}
      tabIndex={0}
      className={`scroll-area${className === undefined ? '' : ` ${className}`}`}
    >
      {children}
    </section>
  );
}
