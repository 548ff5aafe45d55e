/** What is configured for each venue, and whether the file says it or it is a default. Read only. */
import type { ConfigurationView } from '../../../../shared/contract/configuration.ts';
import { useDesk } from '../../../store/desk/deskStore.ts';
import { showSettings } from '../../../store/window/uiStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Panel } from '../../../ui/display/Panel.tsx';
import { ScrollArea } from '../../../ui/display/ScrollArea.tsx';
import { TableHead } from '../../../ui/display/TableHead.tsx';
import { NoConfiguration } from './NoConfiguration.tsx';
import { useConfiguration } from './useConfiguration.ts';

export function VenueSettings() {
  const venues = useDesk((store) => store.desk?.venues);
  const { view, fault } = useConfiguration();
  if (venues === undefined || view === undefined) {
    return <NoConfiguration title="Venues" fault={fault} />;
  }
  return (
    <>
      {venues.map(({ venue, kind, orderTypes, timesInForce, replace }) => (
        <Panel
          key={venue}
          title={venue}
          className="settings-panel"
          testId="venue-settings"
          extra={
            <span className="count">
              {kind}; {orderTypes.join(', ').replaceAll('_', ' ')}; {timesInForce.join(', ')}
              {!replace && '; no replace: an amend cancels and sends anew'}
            </span>
          }
          actions={
            <Button
              onPress={() => {
                showSettings('configuration');
              }}
            >
              Change…
            </Button>
          }
        >
          <Settings name={venue} settings={settingsOf(view, venue)} file={view.file} />
        </Panel>
      ))}
    </>
  );
}

type Setting = ConfigurationView['settings'][number];

function settingsOf({ settings }: ConfigurationView, venue: string): readonly Setting[] {
  const prefix = `venues.${venue}.`;
  return settings
    .filter(({ path }) => path.startsWith(prefix))
    .map((setting) => ({ ...setting, path: setting.path.slice(prefix.length) }));
}

interface Properties {
  readonly name: string;
  readonly settings: readonly Setting[];
  readonly file: string;
}

function Settings({ name, settings, file }: Properties) {
  return (
    <ScrollArea name={`Settings of ${name}`}>
      <table className="table">
        <caption className="visually-hidden">Settings of {name}</caption>
        <TableHead columns={['Setting', 'Value', 'From']} />
        <tbody>
          {settings.map(({ path, value, from }) => (
            <tr key={path} data-path={path}>
              <th scope="row" className="mono">
                {path}
              </th>
              <td>{String(value)}</td>
              <td className={from === 'file' ? undefined : 'dim'} title={from === 'file' ? file : undefined}>
                {from === 'file' ? 'the file' : 'default'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
