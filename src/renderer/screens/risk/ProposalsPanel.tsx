/** Changes of limits and overrides that one person has proposed, and another must approve. */
import { useState } from 'react';
import { limitKindOf, limitNames } from '../../../main/domain/risk/limits.ts';
import { limitWords } from '../../../main/domain/risk/limitWords.ts';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { ProposalView } from '../../../shared/contract/limits.ts';
import { shortId } from '../../format/ids.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { scopeWords } from '../../model/desk/tradingScope.ts';
import { approveProposal, refuseProposal, withdrawProposal } from '../../store/actions.ts';
import { useInstruments } from '../../store/desk/deskStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { Capped } from '../../ui/display/Capped.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { ruleName } from '../common/RiskTable.tsx';
import { useProposals } from '../common/useProposals.ts';
import { byWhom, limitText } from './limitColumns.tsx';

const acts = {
  approve: { word: 'Approve', act: approveProposal },
  refuse: { word: 'Refuse', act: refuseProposal },
  withdraw: { word: 'Withdraw', act: withdrawProposal },
} as const;
type Act = keyof typeof acts;

export function ProposalsPanel() {
  const { value, fault } = useProposals();
  const [asking, setAsking] = useState<{ readonly act: Act; readonly proposal: ProposalView }>();
  const proposals = value?.proposals ?? [];
  const instruments = useInstruments();
  return (
    <Panel
      title="Waiting for a second person"
      className="proposals"
      testId="proposals"
      extra={<output className="count">{value === undefined ? '…' : proposals.length}</output>}
    >
      {proposals.length === 0 ? (
        <Notice
          kind={fault === undefined ? 'empty' : 'error'}
          title={fault === undefined ? 'Nothing waits for approval' : "The proposals can't be shown"}
        >
          <p>
            {fault?.message ??
              'A limit with four eyes is loosened by one person and approved by another, and so is what a trader proposes.'}
          </p>
        </Notice>
      ) : (
        <ScrollArea name="Proposals">
          <ul className="held-list">
            {proposals.map((proposal) => (
              <Proposal
                key={proposal.proposalId}
                proposal={proposal}
                onAct={(act) => {
                  setAsking({ act, proposal });
                }}
              />
            ))}
          </ul>
        </ScrollArea>
      )}
      {asking !== undefined && (
        <ReasonDialog
          reasons={reasonsFor('proposal')}
          title={`${acts[asking.act].word} the proposal of ${byWhom(asking.proposal.by)}`}
          confirm={acts[asking.act].word}
          onConfirm={(reason) => acts[asking.act].act(asking.proposal.proposalId, reason)}
          onClose={() => {
            setAsking(undefined);
          }}
        >
          <p>{proposalWords(asking.proposal, instruments)}</p>
          <p className="dim">Because: {asking.proposal.reason}</p>
        </ReasonDialog>
      )}
    </Panel>
  );
}

interface ProposalProperties {
  readonly proposal: ProposalView;
  readonly onAct: (act: Act) => void;
}

function Proposal({ proposal, onAct }: ProposalProperties) {
  const whyNo = { limits: useWhyNoCommand('limits'), propose: useWhyNoCommand('propose') };
  const operator = useStatus((store) => store.status?.session.operator);
  const instruments = useInstruments();
  const isOwn = byWhom(proposal.by) === operator;
  const button = (act: Act, disabledReason?: string) => (
    <Button
      disabledReason={whyNo[act === 'withdraw' ? 'propose' : 'limits'] ?? disabledReason}
      onPress={() => {
        onAct(act);
      }}
    >
      {acts[act].word}…
    </Button>
  );
  return (
    <li data-proposal={proposal.proposalId}>
      <p>{proposalWords(proposal, instruments)}</p>
      <p className="dim">
        {byWhom(proposal.by)}, until {dateTime(proposal.expiresAt).slice(0, 19)} {timesZone()}:{' '}
        <Capped>{proposal.reason}</Capped>
      </p>
      <div className="held-head">
        {button('approve', isOwn ? 'Another person than the one who proposed it must approve it' : undefined)}
        {isOwn ? button('withdraw') : button('refuse')}
      </div>
    </li>
  );
}

function proposalWords({ asks }: ProposalView, instruments: DeskInfo['instruments']): string {
  if ('signalId' in asks) {
    return `${shortId(asks.signalId)} may pass the soft limits of ${asks.rules.map((rule) => ruleName(rule).toLowerCase()).join(', ')}`;
  }
  const limit = limitNames.find((name) => name === asks.limit);
  const { scope } = asks;
  const name = limit === undefined ? asks.limit : ruleName(limitKindOf(limit).rule);
  const text = (value: NonNullable<typeof asks.to>): string =>
    limit === undefined ? limitWords(value) : limitText(value, { limit, scope }, instruments);
  const to = asks.to === undefined ? 'what the configuration says' : text(asks.to);
  return `${name} of ${scopeWords(scope)}: from ${text(asks.from)} to ${to}`;
}
