/** The keys of every action, which the operator may change. Keys in use are refused with the name of their action. */
import { useEffect, useRef, useState } from 'react';
import { chordOf } from '../../model/keys/chord.ts';
import {
  fixedHotkeys,
  hotkeyIds,
  hotkeys,
  keysIn,
  whyNotKeys,
  type HotkeyId,
} from '../../model/keys/hotkeys.ts';
import { changeSettings, useSettings } from '../../store/settings/settingsStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { KeyHint } from '../../ui/controls/KeyHint.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

export function KeysPanel() {
  const changed = useSettings((settings) => settings.hotkeys);
  const [asking, setAsking] = useState<HotkeyId>();
  const [refused, setRefused] = useState<{ readonly id: HotkeyId; readonly why: string }>();
  const give = (id: HotkeyId, chord: string | undefined): void => {
    setAsking(undefined);
    const { [id]: _, ...others } = changed;
    const isFirst = chord === undefined || chord === hotkeys[id].keys;
    const why = whyNotKeys(others, id, chord ?? hotkeys[id].keys);
    setRefused(why === undefined ? undefined : { id, why });
    if (why === undefined) changeSettings({ hotkeys: isFirst ? others : { ...others, [id]: chord } });
  };
  return (
    <Panel
      title="Keys"
      className="settings-panel"
      testId="keys-settings"
      actions={
        <Button
          disabledReason={Object.keys(changed).length === 0 ? 'All keys are the first ones' : undefined}
          onPress={() => {
            setRefused(undefined);
            changeSettings({ hotkeys: {} });
          }}
        >
          All back to the first keys
        </Button>
      }
    >
      <ScrollArea name="Keys of the actions">
        <table className="table keys-table">
          <caption className="visually-hidden">Keys of the actions</caption>
          <TableHead columns={['Action', 'Keys', { hidden: 'Change' }, { hidden: 'What is wrong' }]} />
          <tbody>
            {hotkeyIds.map((id) => (
              <tr key={id} data-action={id}>
                <th scope="row">{hotkeys[id].label}</th>
                <td>
                  <KeyHint keys={keysIn(changed, id)} />
                  <span className="visually-hidden">{keysIn(changed, id)}</span>
                </td>
                <td className="row-action">
                  {asking === id ? (
                    <Waiting
                      id={id}
                      onChord={(chord) => {
                        give(id, chord);
                      }}
                      onLeave={() => {
                        setAsking(undefined);
                      }}
                    />
                  ) : (
                    <Actions
                      id={id}
                      isChanged={id in changed}
                      onAsk={() => {
                        setRefused(undefined);
                        setAsking(id);
                      }}
                      onBack={() => {
                        give(id, undefined);
                      }}
                    />
                  )}
                </td>
                <td className="keys-fault">
                  {refused?.id === id && (
                    <span className="tone-bad" role="alert">
                      {refused.why}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </Panel>
  );
}

interface ActionsProperties {
  readonly id: HotkeyId;
  readonly isChanged: boolean;
  readonly onAsk: () => void;
  readonly onBack: () => void;
}

function Actions({ id, isChanged, onAsk, onBack }: ActionsProperties) {
  if (fixedHotkeys.has(id)) return <span className="dim">always these</span>;
  const { label, keys } = hotkeys[id];
  return (
    <>
      {isChanged && (
        <Button look="quiet" name={`Back to ${keys}: ${label}`} onPress={onBack}>
          Back to {keys}
        </Button>
      )}
      <Button name={`Change the keys: ${label}`} onPress={onAsk}>
        Change…
      </Button>
    </>
  );
}

interface WaitingProperties {
  readonly id: HotkeyId;
  readonly onChord: (chord: string) => void;
  readonly onLeave: () => void;
}

/** Takes the next keys that are pressed; Esc and Tab leave it as it was. */
function Waiting({ id, onChord, onLeave }: WaitingProperties) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <button
      ref={button}
      type="button"
      className="button look-primary"
      aria-label={`Press the new keys for ${hotkeys[id].label}`}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (event.key === 'Tab') return;
        event.preventDefault();
        const chord = chordOf(event);
        if (event.key === 'Escape') onLeave();
        else if (chord !== undefined && !event.repeat) onChord(chord);
      }}
    >
      Press the new keys, or Esc
    </button>
  );
}
