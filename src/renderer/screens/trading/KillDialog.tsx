/** The kill switch: says what it will do, asks for a reason, and acts when the operator has held its button. */
import { useEffect, useRef, useState } from 'react';
import type { KillPreview } from '../../../shared/contract/trading.ts';
import { counted, groupInteger, signedDecimal } from '../../format/decimals.ts';
import { killSentence, leftOpenSentence, scopeShort, scopeWords } from '../../model/desk/tradingScope.ts';
import { engageKillSwitch } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { notify } from '../../store/notices/noticesStore.ts';
import { reasonsFor } from '../../store/reasons.ts';
import { useIsLocked } from '../../store/session.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { ActForm } from '../../ui/dialogs/ActForm.tsx';
import { Button } from '../../ui/controls/Button.tsx';
import { Checkbox } from '../../ui/controls/Checkbox.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { ReasonField, reasonLengthMin } from '../../ui/dialogs/ReasonField.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { HoldButton } from '../../ui/controls/HoldButton.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { useNow } from '../../ui/useNow.ts';
import { VenueTrouble } from '../common/VenueTrouble.tsx';
import { RunningStrategies } from './RunningStrategies.tsx';
import { useAsked } from '../common/useAsked.ts';
import { useScopeChoices } from './useScopeChoices.ts';

const countAgainMs = 1_000;

interface Properties {
  readonly scope: string;
  /** Whether it begins with its positions to be flattened. */
  readonly flatten: boolean;
  readonly onClose: () => void;
}

export function KillDialog({ scope: first, flatten: flattenFirst, onClose }: Properties) {
  const [scope, setScope] = useState(first);
  const [flatten, setFlatten] = useState(flattenFirst);
  const [leaveExternal, setLeaveExternal] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const reasonField = useRef<HTMLInputElement>(null);
  const holdButton = useRef<HTMLButtonElement>(null);
  const choices = useScopeChoices();
  const locked = useIsLocked();
  const whyNoCommand = useWhyNoCommand(flatten ? 'stop' : 'kill');
  const { value: preview, fault } = useAsked('previewKill', { scope }, useNow(countAgainMs));
  useEffect(() => reasonField.current?.focus(), []);
  const short = reason.trim().length < reasonLengthMin;
  const disabledReason =
    whyNoCommand ??
    (busy
      ? 'On its way'
      : short
        ? `Give a reason of at least ${reasonLengthMin} characters, then hold`
        : undefined);
  const engage = async (): Promise<void> => {
    setBusy(true);
    const failed = await engageKillSwitch({ scope, flatten, leaveExternal, reason: reason.trim() });
    setBusy(false);
    if (failed === undefined) {
      reasonsFor('kill').used(reason.trim());
      onClose();
      return;
    }
    setFailure(failed);
    // The operator may have closed the dialog meanwhile, so a notice tells the failure.
    notify('bad', `Kill switch: ${failed}`);
  };
  return (
    <Dialog
      alert
      title={`Kill switch: stop ${scopeShort(scope)}`}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose} keys="Esc">
            Back
          </Button>
          <HoldButton reference={holdButton} disabledReason={disabledReason} onHeld={() => void engage()}>
            {`Hold to stop ${scopeShort(scope)}`}
          </HoldButton>
        </>
      }
    >
      <ActForm
        className="kill-form"
        onAct={() => {
          if (!short) holdButton.current?.focus();
        }}
      >
        <Select label="Scope" value={scope} options={choices} onChange={setScope} />
        <PreviewText
          scope={scope}
          preview={preview && (leaveExternal ? withoutExternal(preview) : preview)}
          flatten={flatten}
          fault={fault?.message}
        />
        {locked ? (
          <p className="tone-warn" data-testid="kill-unnamed">
            <Glyph shape="warning" />
            Nobody is logged in, and the record will say so. To flatten positions, log in first.
          </p>
        ) : (
          <Checkbox
            label="Flatten its positions as well, at the market"
            checked={flatten}
            onChange={setFlatten}
          />
        )}
        {((preview?.external ?? 0) > 0 || leaveExternal) && (
          <Checkbox
            label={`Leave ${counted(preview?.external ?? 0, 'order')} to work that somebody else sent`}
            checked={leaveExternal}
            onChange={setLeaveExternal}
          />
        )}
        {preview !== undefined && <Positions preview={preview} flatten={flatten} />}
        <ReasonField
          value={reason}
          onChange={setReason}
          reasons={reasonsFor('kill')}
          reference={reasonField}
          onChosen={() => holdButton.current?.focus()}
        />
        {failure !== undefined && (
          <p className="failure" role="alert">
            {failure}
          </p>
        )}
      </ActForm>
    </Dialog>
  );
}

function withoutExternal(preview: KillPreview): KillPreview {
  return { ...preview, orders: preview.orders - preview.external };
}

interface PreviewProperties {
  readonly scope: string;
  readonly preview: KillPreview | undefined;
  readonly flatten: boolean;
  readonly fault: string | undefined;
}

function PreviewText({ scope, preview, flatten, fault }: PreviewProperties) {
  const writable = useStatus((store) => store.status?.store.writable) ?? true;
  const ended = useStatus((store) => store.status?.store.ended) ?? false;
  const leftOpen = preview && leftOpenSentence(scope, preview, flatten);
  return (
    <div className="dialog-scope">
      <p className="kill-sentence" data-testid="kill-preview" aria-live="polite">
        {preview !== undefined
          ? killSentence(scope, preview, flatten)
          : fault === undefined
            ? 'Counting what it would cancel…'
            : `What it would cancel can't be counted: ${fault}`}
      </p>
      <p className="dim">
        Each cancel is repeated until the venue confirms it{writable && ', also after a restart'}. What is
        filled stays filled. New orders in this scope are refused until somebody enables it again.
      </p>
      {leftOpen !== undefined && (
        <p className="tone-warn" data-testid="kill-left-open">
          <Glyph shape="warning" />
          {leftOpen}
        </p>
      )}
      <RunningStrategies scope={scope} to="halted" />
      {preview !== undefined && <VenueTrouble venues={preview.venues} />}
      {!writable && (
        <p className="tone-bad" data-testid="kill-unwritable">
          <Glyph shape="warning" />
          {ended ? endedWords(scope) : unwritableWords}
        </p>
      )}
    </div>
  );
}

const unwritableWords =
  "The event store can't write. The halt and the cancels go out all the same, and are put on record once it writes; if the engine stops before, they are forgotten. Positions are flattened only once it writes.";

/** The text for a store that never writes again in this engine. */
function endedWords(scope: string): string {
  return `The event store takes nothing more before the engine is started again. The halt and the cancels go out all the same and will not be on record: after the restart ${scopeWords(scope)} is active again, so stop it there too. No position is flattened by this engine.`;
}

const listed = 6;

/** The positions that are flattened, or that stay open. */
function Positions({ preview, flatten }: { readonly preview: KillPreview; readonly flatten: boolean }) {
  const { positions } = preview;
  if (positions.length === 0) return null;
  return (
    <ul
      className="scope-list"
      aria-label={flatten ? 'Positions that are flattened' : 'Positions that stay open'}
    >
      {positions.slice(0, listed).map(({ account, symbol, quantity }) => (
        <li key={`${account} ${symbol}`}>
          <b>{symbol}</b> <span className="n">{signedDecimal(quantity)}</span>{' '}
          <span className="dim">
            {account}, {flatten ? 'is flattened' : 'stays open'}
          </span>
        </li>
      ))}
      {positions.length > listed && (
        <li className="dim">and {groupInteger(positions.length - listed)} more</li>
      )}
    </ul>
  );
}
