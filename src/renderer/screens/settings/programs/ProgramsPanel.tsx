/** Other programs on this machine: whether the console listens to them, on which channel, and what came last. */
import { userChannelIds, userChannels, type UserChannelId } from '../../../../shared/kernel/userChannels.ts';
import type { ProgramsView } from '../../../../shared/contract/programs.ts';
import { clockOf, timesZone } from '../../../format/times.ts';
import { linkWords } from './linkWords.ts';
import { ownElsewhere, useDesks } from '../../../store/desks/desksStore.ts';
import { changePrograms, usePrograms } from '../../../store/programs/programsStore.ts';
import { Checkbox } from '../../../ui/controls/Checkbox.tsx';
import { Select } from '../../../ui/controls/Select.tsx';
import { Notice } from '../../../ui/display/Notice.tsx';
import { Panel } from '../../../ui/display/Panel.tsx';
import { StateWord } from '../../../ui/display/StateWord.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { BridgePort } from './BridgePort.tsx';
import { BridgeToken } from './BridgeToken.tsx';

const none = '';
const channelChoices: readonly { readonly value: UserChannelId | typeof none; readonly label: string }[] = [
  { value: none, label: 'none: only what is sent to the console itself' },
  ...userChannelIds.map((value) => ({
    value,
    label: `${userChannels[value].name}, ${userChannels[value].colour}`,
  })),
];

export function ProgramsPanel() {
  const view = usePrograms((programs) => programs.view);
  const own = useDesks(ownElsewhere);
  return (
    <Panel
      title="Other programs on this machine (FDC3)"
      className="settings-panel"
      testId="programs-settings"
    >
      {own !== undefined ? (
        <Notice
          kind="empty"
          title={`Other programs reach ${own.name} alone`}
          text={`They fill the ticket of this console's own desk, and are set in the window of ${own.name}.`}
        />
      ) : view === undefined ? (
        <Notice kind="loading" title="Waiting for the console" />
      ) : (
        <div className="settings-fields">
          <Checkbox
            label="Listen to other programs on this machine"
            checked={view.settings.on}
            onChange={(on) => {
              changePrograms({ on });
            }}
          />
          <LinkState view={view} />
          {view.fault !== undefined && <Notice kind="error" title={view.fault} />}
          <Select<UserChannelId | typeof none>
            label="Channel to follow"
            value={view.settings.channel ?? none}
            options={channelChoices}
            onChange={(channel) => {
              changePrograms({ channel: channel === none ? undefined : channel });
            }}
          />
          <BridgePort key={view.settings.port ?? none} port={view.settings.port} />
          <BridgeToken hasToken={view.hasToken} />
          <LastOfPrograms view={view} />
          <p className="dim">
            A program on the channel puts its symbol into an empty ticket. It never enters a side, a quantity
            or a price, and never sends an order. Where somebody has entered something, the ticket offers the
            symbol instead. ViewOrders shows the orders. The console tells other programs nothing of its
            orders. The choice counts for this console, whoever is logged in.
          </p>
        </div>
      )}
    </Panel>
  );
}

function LinkState({ view: { link } }: { readonly view: ProgramsView }) {
  const { glyph, tone, word, more } = linkWords(link, useNow(1_000));
  return (
    <p data-testid="programs-link">
      <StateWord glyph={glyph} tone={tone}>
        {word}
      </StateWord>{' '}
      <span className="dim">{more}</span>
    </p>
  );
}

function LastOfPrograms({ view: { last, wrong } }: { readonly view: ProgramsView }) {
  return (
    <dl className="facts" data-testid="programs-last">
      <div>
        <dt>last</dt>
        <dd>
          {last === undefined
            ? 'nothing has come yet'
            : `${last.what} from ${last.from}, ${clockOf(last.atMs).slice(0, 8)} ${timesZone()}`}
        </dd>
      </div>
      {last !== undefined && (
        <div>
          <dt>became</dt>
          <dd>{last.outcome}</dd>
        </div>
      )}
      {wrong.count > 0 && (
        <div>
          <dt>wrong</dt>
          <dd>
            {wrong.count} {wrong.count === 1 ? 'message' : 'messages'} not taken; the last one: {wrong.last}
          </dd>
        </div>
      )}
    </dl>
  );
}
