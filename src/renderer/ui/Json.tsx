/** Data as indented JSON that can be selected and scrolled by keyboard. */
export function Json({ value, name }: { readonly value: unknown; readonly name: string }) {
  return (
    <pre className="json mono" tabIndex={0} role="region" aria-label={name}>
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
