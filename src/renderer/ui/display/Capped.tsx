/** Shows a person's words in at most two lines. The tip has the whole text. */
export function Capped({ children: text }: { readonly children: string }) {
  return (
    <span className="capped" title={text}>
      {text}
    </span>
  );
}
