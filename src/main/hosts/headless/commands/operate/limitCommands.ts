/**
 * `desk limits …` and `desk override`: change limits of risk, let a signal pass soft limits, and propose and approve
 * such changes.
 */
import { InvalidArgumentError, type Command } from 'commander';
import type { ProposalId } from '../../../../../shared/kernel/ids.ts';
import type { ApiOutput } from '../../../../../shared/contract/api.ts';
import type { ProposalView } from '../../../../../shared/contract/limits.ts';
import { limitWords } from '../../../../domain/risk/limitWords.ts';
import type { ProposalEnd } from '../../../../domain/risk/proposal.ts';
import { tellReply, type Call } from '../../desk/call.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { UsageError } from '../../terminal/exitCode.ts';
import {
  commandGroup,
  deskCommand,
  operatingCommand,
  withConfig,
  type OperatingOptions,
  proposalId,
} from '../commandLine.ts';
import { scopedCommand, type ScopedOptions } from './scopedCommand.ts';

interface SetOptions extends ScopedOptions {
  readonly hard: string;
  readonly soft?: string;
  readonly fourEyes?: boolean;
}

interface ProposeOptions extends ScopedOptions, Omit<SetOptions, 'hard'> {
  readonly hard?: string;
  readonly clear?: true;
  readonly minutes: number;
}

const withLimit = (command: Command): Command =>
  command.argument('<limit>', 'its name in the configuration, such as positionMax');

const setCommand = scopedCommand({
  name: 'set',
  about: 'set a limit over that of the configuration, also over restarts',
  declare: (command) =>
    withFourEyes(
      withLimit(command).requiredOption('--hard <decimal>', 'orders beyond it are denied; or none'),
    ),
  work: (call: Call, limit: string, { scope, hard, reason, ...rest }: SetOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.setLimit({ limit, scope, reason, ...setting(hard, rest) }), changeWords),
    ),
});

const withFourEyes = (command: Command): Command =>
  command
    .option('--soft <decimal>', 'orders beyond it need an override')
    .option('--four-eyes', 'from now on another person must approve what loosens it')
    .option('--no-four-eyes', 'one person may loosen it again; needs another person itself');

const clearCommand = scopedCommand({
  name: 'clear',
  about: 'let the limit of the configuration count again',
  declare: withLimit,
  work: (call: Call, limit: string, { scope, reason }: ScopedOptions) =>
    onDesk(call, async (api) => tellReply(call, await api.clearLimit({ limit, scope, reason }), changeWords)),
});

const proposeCommand = scopedCommand({
  name: 'propose',
  about: 'propose what `limits set` or `limits clear` does, for another person to approve',
  declare: (command) =>
    withFourEyes(withLimit(command))
      .option('--hard <decimal>', 'orders beyond it are denied; or none')
      .option('--clear', "let the configuration's limit count again")
      .option('--minutes <number>', 'how long it waits', minutes(10_080), 1_440),
  work: (call: Call, limit: string, options: ProposeOptions) => {
    const { scope, hard, clear, minutes: most, reason, ...rest } = options;
    if ((hard === undefined) !== (clear === true)) throw new UsageError('expected either --hard or --clear');
    const to = hard === undefined ? {} : { to: setting(hard, rest) };
    return onDesk(call, async (api) =>
      tellReply(call, await api.proposeLimit({ limit, scope, ...to, minutes: most, reason }), proposed),
    );
  },
});

const withProposal = (command: Command): Command =>
  command.argument('<proposal>', 'its id, from `limits proposals`', proposalId);

const approveCommand = operatingCommand({
  name: 'approve',
  about: "put another person's proposal in force",
  declare: withProposal,
  work: (call: Call, id: ProposalId, { reason }: OperatingOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.approveProposal({ proposalId: id, reason }), proposed),
    ),
});

const refuseCommand = operatingCommand({
  name: 'refuse',
  about: "refuse another person's proposal",
  declare: withProposal,
  work: (call: Call, id: ProposalId, { reason }: OperatingOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.refuseProposal({ proposalId: id, reason }), () => ended('refused')),
    ),
});

const withdrawCommand = operatingCommand({
  name: 'withdraw',
  about: 'take an own proposal back',
  declare: withProposal,
  work: (call: Call, id: ProposalId, { reason }: OperatingOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.withdrawProposal({ proposalId: id, reason }), () => ended('withdrawn')),
    ),
});

const proposalsCommand = deskCommand({
  name: 'proposals',
  about: 'what waits for another person to approve it',
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.listProposals({}), (listed) => {
        const lines = listed.proposals.map(proposalLine);
        return [listed, lines.length === 0 ? 'no proposal waits' : lines.join('\n')];
      }),
    ),
});

/** The limits in force, and who set them, are in the report of `desk controls`. */
export const limitsCommand = commandGroup('limits', 'change limits of risk while the engine runs', [
  setCommand,
  clearCommand,
  proposeCommand,
  approveCommand,
  refuseCommand,
  withdrawCommand,
  proposalsCommand,
]);

interface OverrideOptions extends OperatingOptions {
  readonly rule: readonly string[];
  readonly minutes: number;
  readonly propose?: true;
}

export const overrideCommand = operatingCommand({
  name: 'override',
  about: 'let one signal that is still to come pass soft limits, once and for a time',
  declare: (command) =>
    command
      .argument('<signal>', 'the id that the signal will have')
      .requiredOption('--rule <rules...>', 'rules whose soft limits it may pass, such as gross_exposure')
      .option('--minutes <number>', 'how long the override counts', minutes(1_440), 15)
      .option('--propose', 'only propose it, for another person to approve'),
  work: (call: Call, signalId: string, { rule, minutes: most, propose, reason }: OverrideOptions) =>
    onDesk(call, async (api) => {
      const rules = [...rule];
      const asked = { signalId, rules, minutes: most, reason };
      if (propose) return tellReply(call, await api.proposeOverride(asked), proposed);
      return tellReply(call, await api.grantOverride(asked), ({ expiresAt }) => [
        { signalId, rules, expiresAt },
        `${signalId} may pass the soft limits of ${rules.join(', ')} until ${expiresAt}`,
      ]);
    }),
});

function changeWords(change: ApiOutput<'setLimit'>) {
  const { limit, scope, from, to } = change;
  return [change, `${limit} of ${scope}: ${limitWords(from)} -> ${limitWords(to)}`] as const;
}

const proposed = (proposal: ProposalView) => [proposal, proposalLine(proposal)] as const;
const ended = (end: ProposalEnd) => [{ end }, end] as const;

function proposalLine({ proposalId, by, reason, expiresAt, asks }: ProposalView): string {
  const what =
    'limit' in asks
      ? `${asks.limit} of ${asks.scope}: ${limitWords(asks.from)} -> ${asks.to ? limitWords(asks.to) : 'the configuration'}`
      : `${asks.signalId} may pass the soft limits of ${asks.rules.join(', ')}`;
  return `${proposalId}  ${what}  by ${by}, until ${expiresAt}  ${reason}`;
}

function setting(hard: string, { soft, fourEyes }: Pick<SetOptions, 'soft' | 'fourEyes'>) {
  return { hard, ...(soft !== undefined && { soft }), ...(fourEyes !== undefined && { fourEyes }) };
}

function minutes(most: number) {
  return (value: string): number => {
    const parsed = /^\d{1,5}$/.test(value) ? Number(value) : 0;
    if (parsed < 1 || parsed > most) throw new InvalidArgumentError(`expected 1 to ${most} minutes`);
    return parsed;
  };
}
