/** A fact of a venue: its name and its value, which is kept short. */
import { Capped } from '../../ui/display/Capped.tsx';
import { Fact } from '../../ui/display/Fact.tsx';

export function VenueFact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <Fact name={name}>
      <Capped>{value}</Capped>
    </Fact>
  );
}
