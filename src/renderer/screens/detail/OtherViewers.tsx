/** Who else has the order open in detail, at another console. */
import { useEffect, useState } from 'react';
import type { ConsolePerson } from '../../../shared/contract/consoles.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { viewersWords } from '../../model/desk/consoleWords.ts';
import { subscribe } from '../../store/link/engineLink.ts';
import { StateWord } from '../../ui/display/StateWord.tsx';

const nobody: readonly ConsolePerson[] = [];

export function OtherViewers({ orderId }: { readonly orderId: OrderId }) {
  const [viewers, setViewers] = useState(nobody);
  useEffect(() => {
    const take = ({ viewers: now }: { readonly viewers: readonly ConsolePerson[] }): void => {
      setViewers(now);
    };
    return subscribe(
      'orderViewers',
      { orderId },
      {
        snapshot: take,
        delta: take,
        refused: () => {
          setViewers(nobody);
        },
      },
    );
  }, [orderId]);
  const words = viewersWords(viewers);
  if (words === undefined) return null;
  return (
    <div className="other-viewers" data-testid="other-viewers" title="Agree who acts on this order">
      <StateWord glyph="ring" tone="warn">
        {words}
      </StateWord>
    </div>
  );
}
