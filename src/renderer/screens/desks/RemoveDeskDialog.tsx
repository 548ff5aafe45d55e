/** The question before a desk is taken off the list of this console. */
import { removeDesk, showDesks, useDesks } from '../../store/desks/desksStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { DeskBadge } from './DeskBadge.tsx';

function back(): void {
  showDesks('list');
}

export function RemoveDeskDialog({ id }: { readonly id: string }) {
  const desk = useDesks((desks) => desks.view?.desks.find((one) => one.id === id));
  const failure = useDesks((desks) => desks.failure);
  if (desk === undefined) return null;
  return (
    <Dialog
      title="Remove a desk from the list"
      onClose={back}
      actions={
        <>
          <Button onPress={back} keys="Esc">
            Back
          </Button>
          <Button
            look="primary"
            onPress={() => {
              removeDesk(id);
            }}
          >
            Remove {desk.name}
          </Button>
        </>
      }
    >
      <p>
        <DeskBadge {...desk} /> at {desk.place}
      </p>
      <p>This console forgets where it is. The desk itself goes on: its engine, its orders and its record.</p>
      {failure !== undefined && (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
    </Dialog>
  );
}
