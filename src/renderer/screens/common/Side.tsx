/** Shows buy or sell with colour, arrow and word together. */
import { Glyph } from '../../ui/display/Glyph.tsx';

export function Side({ side }: { readonly side: string }) {
  const buy = side === 'buy';
  return (
    <span className={`side tone-${buy ? 'buy' : 'sell'}`}>
      <Glyph shape={buy ? 'up' : 'down'} />
      {buy ? 'Buy' : 'Sell'}
    </span>
  );
}
