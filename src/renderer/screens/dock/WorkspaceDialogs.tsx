/** Names, renames and deletes the current workspace. */
import { useState } from 'react';
import { openWorkspaceDialog, useDock } from '../../store/window/dockStore.ts';
import {
  deleteWorkspace,
  renameWorkspace,
  saveWorkspaceAs,
  useWorkspaces,
} from '../../store/workspaces/workspaceStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { ActForm } from '../../ui/dialogs/ActForm.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';

function close(): void {
  openWorkspaceDialog(undefined);
}

export function WorkspaceDialogs() {
  const dialog = useDock((dock) => dock.dialog);
  const current = useWorkspaces((store) => store.all.current);
  switch (dialog) {
    case undefined:
      return null;
    case 'save':
      return <NameDialog title="Save the workspace as" first="" confirm="Save" put={saveWorkspaceAs} />;
    case 'rename':
      return (
        <NameDialog title={`Rename ${current}`} first={current} confirm="Rename" put={renameWorkspace} />
      );
    case 'delete':
      return <DeleteDialog name={current} />;
  }
}

interface NameProperties {
  readonly title: string;
  readonly first: string;
  readonly confirm: string;
  /** Gives a sentence when the name can't be used. */
  readonly put: (name: string) => string | undefined;
}

function NameDialog({ title, first, confirm, put }: NameProperties) {
  const [name, setName] = useState(first);
  const [failure, setFailure] = useState<string>();
  const act = (): void => {
    const failed = put(name);
    setFailure(failed);
    if (failed === undefined) close();
  };
  return (
    <Dialog
      title={title}
      onClose={close}
      actions={
        <>
          <Button onPress={close} keys="Esc">
            Back
          </Button>
          <Button look="primary" onPress={act} keys="Enter">
            {confirm}
          </Button>
        </>
      }
    >
      <ActForm onAct={act}>
        <TextField
          label="Name"
          value={name}
          maxLength={60}
          invalid={failure !== undefined}
          message={failure}
          reference={focusField}
          onChange={(text) => {
            setName(text);
            setFailure(undefined);
          }}
        />
      </ActForm>
    </Dialog>
  );
}

function focusField(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}

function DeleteDialog({ name }: { readonly name: string }) {
  return (
    <Dialog
      title={`Delete ${name}`}
      onClose={close}
      actions={
        <>
          <Button onPress={close} keys="Esc">
            Keep it
          </Button>
          <Button
            look="danger"
            onPress={() => {
              deleteWorkspace();
              close();
            }}
          >
            Delete {name}
          </Button>
        </>
      }
    >
      <p>Its arrangement of panels is lost. Nothing else changes, and the standard workspace is shown.</p>
    </Dialog>
  );
}
