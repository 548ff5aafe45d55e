/**
 * The configuration file as text. It is judged while somebody types: each mistake with its path, and what would change.
 * Only a text without mistakes is written and put in force, with a reason.
 */
import { useState } from 'react';
import type { ConfigurationView } from '../../../../shared/contract/configuration.ts';
import { putConfiguration, reloadConfiguration } from '../../../store/actions.ts';
import { useWhyNoCommand } from '../../../store/desk/entryGate.ts';
import { draftConfiguration, useUi } from '../../../store/window/uiStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { ReasonDialog } from '../../../ui/dialogs/ReasonDialog.tsx';
import { Panel } from '../../../ui/display/Panel.tsx';
import { useDebounced } from '../../../ui/useDebounced.ts';
import { useAsked } from '../../common/useAsked.ts';
import { ChangeList, CheckResult, type Checked } from './CheckResult.tsx';
import { NoConfiguration } from './NoConfiguration.tsx';
import { useConfiguration } from './useConfiguration.ts';

const typingMs = 300;

export function ConfigurationPanel() {
  const { view, fault, again } = useConfiguration();
  if (view === undefined) {
    return <NoConfiguration title="Configuration" fault={fault} />;
  }
  return <Editor view={view} onRead={again} />;
}

interface EditorProperties {
  readonly view: ConfigurationView;
  readonly onRead: () => void;
}

function Editor({ view, onRead }: EditorProperties) {
  // The draft stays while another screen is shown.
  const draft = useUi((ui) => ui.configurationDraft);
  const [asking, setAsking] = useState<'put' | 'reload'>();
  const text = draft?.text ?? view.text ?? '{}\n';
  const asked = useDebounced(text, typingMs);
  const { value, fault } = useAsked('checkConfiguration', { text: asked }, view.revision);
  const checked: Checked = { check: asked === text ? value : undefined, fault };
  const whyNo = useWhyNoCommand('configure') ?? view.whyNotEditable;
  const isStale = draft !== undefined && draft.revision !== view.revision;
  return (
    <Panel
      title="Configuration"
      className="settings-panel configuration"
      testId="configuration"
      extra={
        <span className="count">
          {view.file}
          {view.revision === 'none' && ': there is no file yet, the defaults are in force'}
        </span>
      }
      actions={
        <Actions
          whyNo={whyNo}
          whyNotPut={isStale ? 'The file was changed meanwhile: take what it says now' : whyNotPut(checked)}
          isChanged={draft !== undefined}
          onAsk={setAsking}
          onBack={() => {
            draftConfiguration(undefined);
            onRead();
          }}
        />
      }
    >
      {isStale && (
        <p className="configuration-stale tone-warn" role="alert">
          The file was changed since you began: “Take what the file says” shows it, and drops what you typed.
        </p>
      )}
      <div className="configuration-body">
        <textarea
          className="input mono"
          aria-label="Configuration as JSON"
          value={text}
          spellCheck={false}
          readOnly={whyNo !== undefined}
          title={whyNo}
          onChange={(event) => {
            draftConfiguration({ text: event.target.value, revision: draft?.revision ?? view.revision });
          }}
        />
        <CheckResult checked={checked} />
      </div>
      {asking === 'put' && (
        <ReasonDialog
          title="Put the configuration in force"
          confirm="Put in force"
          onConfirm={async (reason) => {
            const failure = await putConfiguration({
              text,
              revision: draft?.revision ?? view.revision,
              reason,
            });
            if (failure === undefined) draftConfiguration(undefined);
            onRead();
            return failure;
          }}
          onClose={() => {
            setAsking(undefined);
          }}
        >
          <ChangeList changes={checked.check?.changes ?? []} />
          <p className="dim">The text before is kept beside the file.</p>
        </ReasonDialog>
      )}
      {asking === 'reload' && (
        <ReasonDialog
          title="Read the file again and put it in force"
          confirm="Reload"
          onConfirm={reloadConfiguration}
          onClose={() => {
            setAsking(undefined);
          }}
        >
          <ChangeList changes={checked.check?.changes ?? []} />
        </ReasonDialog>
      )}
    </Panel>
  );
}

/** Why the text can't be put in force; undefined when it can. */
function whyNotPut({ check, fault }: Checked): string | undefined {
  if (check === undefined) return fault?.message ?? 'The text is being judged';
  if (check.problems.length > 0) return 'The text is not a valid configuration';
  if (check.restart.length > 0) return 'Some of it can only change with a restart';
  return check.changes.length === 0 ? 'It changes nothing' : undefined;
}

interface ActionsProperties {
  readonly whyNo: string | undefined;
  readonly whyNotPut: string | undefined;
  readonly isChanged: boolean;
  readonly onAsk: (what: 'put' | 'reload') => void;
  readonly onBack: () => void;
}

function Actions({ whyNo, whyNotPut: why, isChanged, onAsk, onBack }: ActionsProperties) {
  return (
    <>
      <Button disabledReason={isChanged ? undefined : 'Nothing was typed'} onPress={onBack}>
        Take what the file says
      </Button>
      {isChanged ? (
        <Button
          look="primary"
          disabledReason={whyNo ?? why}
          onPress={() => {
            onAsk('put');
          }}
        >
          Put in force…
        </Button>
      ) : (
        <Button
          disabledReason={whyNo ?? why}
          onPress={() => {
            onAsk('reload');
          }}
        >
          Reload the file…
        </Button>
      )}
    </>
  );
}
