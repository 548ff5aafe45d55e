/** The console's look for the operator who sits here. A choice counts at once. */
import { cityOf, localZone, timeZones } from '../../format/timeZone.ts';
import type { Settings } from '../../store/settings/settings.ts';
import { changeSettings, resetSettings, useSettings } from '../../store/settings/settingsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { namesOf } from '../../../shared/kernel/names.ts';

const zoneChoices = timeZones().map((value) => ({
  value,
  label: value === localZone && value !== 'UTC' ? `${value}, this machine's` : value.replaceAll('_', ' '),
}));

const themeWords: Readonly<Record<Settings['theme'], string>> = { dark: 'Dark', light: 'Light' };
const sizeWords: Readonly<Record<Settings['typeSize'], string>> = {
  small: 'Small',
  usual: 'Usual',
  large: 'Large',
  largest: 'Largest',
};
const densityWords: Readonly<Record<Settings['density'], string>> = {
  dense: 'Dense',
  usual: 'Usual',
  roomy: 'Roomy',
};
const upDownWords: Readonly<Record<Settings['upDown'], string>> = {
  usual: 'Blue buys and green rises',
  swapped: 'Swapped',
};

export function WindowPanel() {
  const settings = useSettings();
  const operator = useStatus((store) => store.status?.session.operator);
  return (
    <Panel
      title="This window"
      className="settings-panel"
      testId="window-settings"
      extra={
        <span className="count">kept on this machine{operator !== undefined && ` for ${operator}`}</span>
      }
      actions={<Button onPress={resetSettings}>Back to the first settings</Button>}
    >
      <div className="settings-fields">
        <Choice setting="theme" name="Theme" words={themeWords} />
        <Choice setting="typeSize" name="Type size" words={sizeWords} />
        <Choice setting="density" name="Rows" words={densityWords} />
        <Choice setting="upDown" name="Up and down" words={upDownWords} />
        <p className="settings-sample" aria-hidden="true">
          <span className="tone-buy">
            <Glyph shape="up" />
            BUY 10
          </span>
          <span className="tone-sell">
            <Glyph shape="down" />
            SELL 10
          </span>
          <span className="tone-rise">+125.50</span>
          <span className="tone-fall">−125.50</span>
        </p>
        <Select
          label="Clock beside UTC"
          value={settings.clockZone}
          options={zoneChoices}
          onChange={(clockZone) => {
            changeSettings({ clockZone });
          }}
        />
        <Select
          label="Times in tables and texts"
          value={settings.tableZone}
          options={zoneChoices}
          message={`Headings name the zone: “Time ${cityOf(settings.tableZone)}”. Fields in which you enter a time are always in UTC, and say so.`}
          onChange={(tableZone) => {
            changeSettings({ tableZone });
          }}
        />
      </div>
    </Panel>
  );
}

interface ChoiceProperties<Name extends 'theme' | 'typeSize' | 'density' | 'upDown'> {
  readonly setting: Name;
  readonly name: string;
  /** The label of each value, in the order of the choice. */
  readonly words: Readonly<Record<Settings[Name], string>>;
}

function Choice<Name extends 'theme' | 'typeSize' | 'density' | 'upDown'>({
  setting,
  name,
  words,
}: ChoiceProperties<Name>) {
  const value = useSettings((settings) => settings[setting]);
  return (
    <div className="field">
      <span aria-hidden="true">{name}</span>
      <SegmentedControl
        name={name}
        segments={namesOf(words).map((value) => ({ value, label: words[value] }))}
        value={value}
        onChange={(next) => {
          changeSettings({ [setting]: next });
        }}
      />
    </div>
  );
}
