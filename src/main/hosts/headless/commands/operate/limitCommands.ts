/** `desk limits …` and `desk override`: change limits of risk, let a signal pass soft ones, and propose and approve that. */
import { InvalidArgumentError, type Command } from 'commander';
import type { ApiOutput } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { ProposalView } from '../../../../../shared/contract/limits.ts';
import { limitWords } from '../../../../domain/risk/limitWords.ts';
import type { ProposalEnd } from '../../../../domain/risk/proposal.ts';
import { tell, type Call } from '../../desk/call.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { exitCode, UsageError } from '../../terminal/exitCode.ts';
import {
  deskCommand,
  operatingCommand,
  withConfig,
  type AddCommand,
  type OperatingOptions,
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
    onDesk(call, async (api) => {
      const change = await api.setLimit({ limit, scope, reason, ...setting(hard, rest) });
      return change.ok ? tellChange(call, change.value) : change;
    }),
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
    onDesk(call, async (api) => {
      const change = await api.clearLimit({ limit, scope, reason });
      return change.ok ? tellChange(call, change.value) : change;
    }),
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
      tellProposal(call, await api.proposeLimit({ limit, scope, ...to, minutes: most, reason })),
    );
  },
});

const withProposal = (command: Command): Command =>
  command.argument('<proposal>', 'its id, from `limits proposals`');

const approveCommand = operatingCommand({
  name: 'approve',
  about: "put another person's proposal in force",
  declare: withProposal,
  work: (call: Call, proposalId: string, { reason }: OperatingOptions) =>
    onDesk(call, async (api) => tellProposal(call, await api.approveProposal({ proposalId, reason }))),
});

const refuseCommand = operatingCommand({
  name: 'refuse',
  about: "refuse another person's proposal",
  declare: withProposal,
  work: (call: Call, proposalId: string, { reason }: OperatingOptions) =>
    onDesk(call, async (api) => tellEnd(call, 'refused', await api.refuseProposal({ proposalId, reason }))),
});

const withdrawCommand = operatingCommand({
  name: 'withdraw',
  about: 'take an own proposal back',
  declare: withProposal,
  work: (call: Call, proposalId: string, { reason }: OperatingOptions) =>
    onDesk(call, async (api) =>
      tellEnd(call, 'withdrawn', await api.withdrawProposal({ proposalId, reason })),
    ),
});

const proposalsCommand = deskCommand({
  name: 'proposals',
  about: 'what waits for another person to approve it',
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) => {
      const listed = await api.listProposals({});
      if (!listed.ok) return listed;
      const { proposals } = listed.value;
      const lines = proposals.length === 0 ? ['no proposal waits'] : proposals.map(proposalLine);
      await tell(call, listed.value, lines.join('\n'));
      return exitCode.done;
    }),
});

/** What is in force, and who set it, is the report of `desk controls`. */
export const limitsCommand: AddCommand = (program, io, onEnd) => {
  const group = program.command('limits').description('change limits of risk while the engine runs');
  const commands = [
    setCommand,
    clearCommand,
    proposeCommand,
    approveCommand,
    refuseCommand,
    withdrawCommand,
    proposalsCommand,
  ];
  for (const add of commands) add(group, io, onEnd);
};

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
      if (propose) return tellProposal(call, await api.proposeOverride(asked));
      const granted = await api.grantOverride(asked);
      if (!granted.ok) return granted;
      const { expiresAt } = granted.value;
      const text = `${signalId} may pass the soft limits of ${rules.join(', ')} until ${expiresAt}`;
      await tell(call, { signalId, rules, expiresAt }, text);
      return exitCode.done;
    }),
});

async function tellChange(call: Call, change: ApiOutput<'setLimit'>) {
  const { limit, scope, from, to } = change;
  await tell(call, change, `${limit} of ${scope}: ${limitWords(from)} -> ${limitWords(to)}`);
  return exitCode.done;
}

async function tellProposal(call: Call, proposed: Reply<ProposalView>) {
  if (!proposed.ok) return proposed;
  await tell(call, proposed.value, proposalLine(proposed.value));
  return exitCode.done;
}

async function tellEnd(call: Call, end: ProposalEnd, ended: Reply<object>) {
  if (!ended.ok) return ended;
  await tell(call, { end }, end);
  return exitCode.done;
}

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
