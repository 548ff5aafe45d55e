/** What can be set: this window's look and keys, the operators, and the desk's configuration. */
import {
  settingsPartNames,
  settingsParts,
  showSettings,
  useUi,
  type SettingsPart,
} from '../../store/window/uiStore.ts';
import { Tabs } from '../../ui/controls/Tabs.tsx';
import { ConfigurationPanel } from './configuration/ConfigurationPanel.tsx';
import { VenueSettings } from './configuration/VenueSettings.tsx';
import { KeysPanel } from './KeysPanel.tsx';
import { OperatorsPanel } from './operators/OperatorsPanel.tsx';
import { ProgramsPanel } from './programs/ProgramsPanel.tsx';
import { SoundsPanel } from './SoundsPanel.tsx';
import { TicketPanel } from './TicketPanel.tsx';
import { WindowPanel } from './WindowPanel.tsx';

const partId = 'settings-part';

const shown: Readonly<Record<SettingsPart, () => React.ReactNode>> = {
  window: WindowPanel,
  ticket: TicketPanel,
  sounds: SoundsPanel,
  keys: KeysPanel,
  programs: ProgramsPanel,
  operators: OperatorsPanel,
  venues: VenueSettings,
  configuration: ConfigurationPanel,
};

export function SettingsScreen() {
  const part = useUi((ui) => ui.settingsPart);
  const Shown = shown[part];
  return (
    <div className="settings" data-testid="settings-screen">
      <Tabs
        name="Settings"
        tabs={settingsParts.map((id) => ({ id, label: settingsPartNames[id] }))}
        value={part}
        onChange={showSettings}
        panelId={partId}
      />
      <div
        key={part}
        id={partId}
        role="tabpanel"
        aria-labelledby={`${partId}-${part}`}
        className="settings-part"
      >
        <Shown />
      </div>
    </div>
  );
}
