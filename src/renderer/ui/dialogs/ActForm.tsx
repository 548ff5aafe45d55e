/** A form that Enter carries out from every field. One press acts once, and a held key never acts. */
interface Properties {
  readonly children: React.ReactNode;
  readonly onAct: () => void;
  readonly className?: string;
}

export function ActForm({ children, onAct, className }: Properties) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears the Enter of the fields inside
    <form
      noValidate
      {...(className !== undefined && { className })}
      onKeyDown={(event) => {
        // A held key must not submit either. Space may be typed into fields.
        if (event.repeat && event.key === 'Enter') event.preventDefault();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        onAct();
      }}
    >
      {children}
      {/* With it Enter sends from every field. */}
      <input type="submit" hidden />
    </form>
  );
}
