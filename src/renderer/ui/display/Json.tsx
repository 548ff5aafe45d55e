/** Shows data as indented JSON that can be marked, and scrolled by keyboard. */
export function Json({ value, name }: { readonly value: unknown; readonly name: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className="json mono" tabIndex={0} aria-label={name}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
