/** Names the keys of an action, such as `Ctrl K`. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return (
    <kbd className="key-hint" aria-hidden="true">
      {keys}
    </kbd>
  );
}
