/** On which desk this window acts. A click shows all desks. */
import { hereOf, showDesks, useDesks } from '../../store/desks/desksStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { DeskBadge } from './DeskBadge.tsx';

export function DeskItem() {
  const here = useDesks(hereOf);
  const keysOf = useKeys();
  if (here === undefined) return null;
  return (
    <Button
      look="quiet"
      className="desk-item"
      name={`This is ${here.name}. Show all desks`}
      title={`This window acts on ${here.name} (${here.place}). Shows all desks`}
      keys={keysOf('desks')}
      hideKeys
      onPress={() => {
        showDesks('list');
      }}
    >
      <DeskBadge {...here} />
    </Button>
  );
}
