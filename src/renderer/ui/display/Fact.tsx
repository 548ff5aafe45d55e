/** One line of a list of facts. Without a value there is no line. */
interface Properties {
  readonly name: string;
  readonly children: React.ReactNode;
}

export function Fact({ name, children }: Properties) {
  if (children === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
