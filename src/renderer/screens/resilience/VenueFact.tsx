/** A fact of a venue: its name and its value, which is kept short. */
import { Capped } from '../../ui/display/Capped.tsx';

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Capped>{value}</Capped>
      </dd>
    </div>
  );
}
