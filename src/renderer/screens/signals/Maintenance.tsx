/** Work on the stored data: verify it, make the read models anew, back it up, read the configuration again. */
import { useState } from 'react';
import { bytes } from '../../format/bytes.ts';
import {
  announced,
  reloadConfiguration,
  startBackup,
  startRebuild,
  startVerify,
} from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useJobs } from '../../store/notices/jobsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';

export function Maintenance() {
  const [reloading, setReloading] = useState(false);
  const store = useStatus((state) => state.status?.store);
  const whyNoVerify = useWhyNoCommand('view');
  const disabledReason = useWhyNoCommand('configure');
  const rebuilding = useJobs((state) =>
    state.jobs.some(({ kind, state: at }) => kind === 'rebuild' && at === 'running'),
  );
  return (
    <Panel title="Maintenance" className="maintenance" testId="maintenance">
      <div className="panel-body">
        <div className="buttons">
          <Button
            disabledReason={whyNoVerify}
            title="Proves the hash chain, and the read models against a replay"
            onPress={() => {
              announced(startVerify());
            }}
          >
            Verify
          </Button>
          <Button
            disabledReason={disabledReason ?? (rebuilding ? 'A rebuild is under way' : undefined)}
            title="Makes the read models anew from the events, beside those that serve"
            onPress={() => {
              announced(startRebuild());
            }}
          >
            Rebuild the read models
          </Button>
          <Button
            disabledReason={disabledReason}
            title="Takes over what has changed in the configuration file"
            onPress={() => {
              setReloading(true);
            }}
          >
            Read the configuration again…
          </Button>
          <Button
            disabledReason={disabledReason}
            title="Copies the event store to a new file, whose name and folder you choose"
            onPress={() => {
              announced(startBackup());
            }}
          >
            Back up to a new file…
          </Button>
        </div>
        <p className="dim">
          The backup is the store as it stands when it begins, and is verified before it gets its name.
          Trading goes on. {store !== undefined && `The store holds ${bytes(store.sizeBytes)}.`}
        </p>
      </div>
      {reloading && (
        <ReasonDialog
          reasons={reasonsFor('upkeep')}
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
