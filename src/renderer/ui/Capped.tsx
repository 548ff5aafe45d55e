/** Words of people in a place of two lines at most; the whole of them is in the tip. */
export function Capped({ children: text }: { readonly children: string }) {
  return (
    <span className="capped" title={text}>
      {text}
    </span>
  );
}
