/** Work on what is stored: verify it, make the read models anew, copy it away, read the configuration again. */
import { useState } from 'react';
import { bytes } from '../../format/bytes.ts';
import {
  announced,
  reloadConfiguration,
  startBackup,
  startRebuild,
  startVerify,
} from '../../store/actions.ts';
import { useCommandHindrance } from '../../store/entryGate.ts';
import { useJobs } from '../../store/jobsStore.ts';
import { useStatus } from '../../store/statusStore.ts';
import { ActForm } from '../../ui/ActForm.tsx';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { TextField } from '../../ui/TextField.tsx';

export function Maintenance() {
  const [path, setPath] = useState('');
  const [reloading, setReloading] = useState(false);
  const store = useStatus((state) => state.status?.store);
  const hindrance = useCommandHindrance();
  const rebuilding = useJobs((state) =>
    state.jobs.some(({ kind, state: at }) => kind === 'rebuild' && at === 'running'),
  );
  const target = path.trim();
  const backUp = (): void => {
    announced(startBackup(target));
  };
  return (
    <Panel title="Maintenance" className="maintenance" testId="maintenance">
      <ActForm
        className="replay-form"
        onAct={() => {
          if (hindrance === undefined && target !== '') backUp();
        }}
      >
        <div className="buttons">
          <Button
            hindrance={hindrance}
            title="Proves the hash chain, and the read models against a replay"
            onPress={() => {
              announced(startVerify());
            }}
          >
            Verify
          </Button>
          <Button
            hindrance={hindrance ?? (rebuilding ? 'A rebuild is under way' : undefined)}
            title="Makes the read models anew from the events, beside those that serve"
            onPress={() => {
              announced(startRebuild());
            }}
          >
            Rebuild the read models
          </Button>
          <Button
            hindrance={hindrance}
            title="Takes over what has changed in the configuration file"
            onPress={() => {
              setReloading(true);
            }}
          >
            Read the configuration again…
          </Button>
        </div>
        <TextField
          label="Back up the event store to a new file"
          placeholder="events-copy.db, in the data folder, or a whole path"
          value={path}
          maxLength={4096}
          onChange={setPath}
        />
        <Button
          hindrance={hindrance ?? (target === '' ? 'Enter the name of a new file' : undefined)}
          onPress={backUp}
        >
          Back up
        </Button>
        <p className="dim">
          The copy is the store as it stands when it begins, and is verified before it gets its name. Trading
          goes on. {store !== undefined && `The store holds ${bytes(store.sizeBytes)}.`}
        </p>
      </ActForm>
      {reloading && (
        <ReasonDialog
          title="Read the configuration again"
          confirm="Read it again"
          onConfirm={reloadConfiguration}
          onClose={() => {
            setReloading(false);
          }}
        >
          <p>
            All of it is put in force, or nothing: a mistake, or a setting that only a restart can change,
            leaves the running one as it is and is named. Each changed value becomes part of the audit trail.
          </p>
        </ReasonDialog>
      )}
    </Panel>
  );
}
