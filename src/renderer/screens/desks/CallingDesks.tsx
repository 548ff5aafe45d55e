/** The other desks of this console that need a person. A click shows all desks. */
import { counted } from '../../format/decimals.ts';
import { deskLook } from '../../model/desk/deskLook.ts';
import { showDesks, useDesks } from '../../store/desks/desksStore.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useNow } from '../../ui/useNow.ts';

const lookEveryMs = 1_000;

export function CallingDesks() {
  const view = useDesks((desks) => desks.view);
  const now = useNow(lookEveryMs);
  const calling = view?.desks.filter((desk) => desk.id !== view.here && deskLook(desk, now).calls) ?? [];
  if (calling.length === 0) return null;
  const names = calling.map(({ name }) => name).join(', ');
  return (
    <button
      type="button"
      className="item alert link calling-desks"
      title={`${names}: shows all desks`}
      onClick={() => {
        showDesks('list');
      }}
    >
      <Glyph shape="warning" />
      Look at {calling.length === 1 ? names : counted(calling.length, 'desk')}
    </button>
  );
}
