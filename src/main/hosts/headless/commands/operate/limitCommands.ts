/** `desk limits set`, `desk limits clear` and `desk override`: change limits of risk, and let a signal pass soft ones. */
import { InvalidArgumentError, type Command } from 'commander';
import type { ApiOutput } from '../../../../../shared/contract/api.ts';
import { limitWords } from '../../../../../shared/contract/words/limitWords.ts';
import { tell, type Call } from '../../desk/call.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { operatingCommand, type AddCommand, type OperatingOptions } from '../commandLine.ts';
import { scopedCommand, type ScopedOptions } from './scopedCommand.ts';

interface SetOptions extends ScopedOptions {
  readonly hard: string;
  readonly soft?: string;
}

const withLimit = (command: Command): Command =>
  command.argument('<limit>', 'its name in the configuration, such as positionMax');

const setCommand = scopedCommand({
  name: 'set',
  about: 'set a limit over that of the configuration, also over restarts',
  declare: (command) =>
    withLimit(command)
      .requiredOption('--hard <decimal>', 'orders beyond it are denied; or none')
      .option('--soft <decimal>', 'orders beyond it need an override'),
  work: (call: Call, limit: string, { scope, hard, soft, reason }: SetOptions) =>
    onDesk(call, async (api) => {
      const change = await api.setLimit({ limit, scope, hard, reason, ...(soft !== undefined && { soft }) });
      return change.ok ? tellChange(call, change.value) : change;
    }),
});

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

/** What is in force, and who set it, is the report of `desk controls`. */
export const limitsCommand: AddCommand = (program, io, onEnd) => {
  const group = program.command('limits').description('change limits of risk while the engine runs');
  setCommand(group, io, onEnd);
  clearCommand(group, io, onEnd);
};

interface OverrideOptions extends OperatingOptions {
  readonly rule: readonly string[];
  readonly minutes: number;
}

export const overrideCommand = operatingCommand({
  name: 'override',
  about: 'let one signal that is still to come pass soft limits, once and for a time',
  declare: (command) =>
    command
      .argument('<signal>', 'the id that the signal will have')
      .requiredOption('--rule <rules...>', 'rules whose soft limits it may pass, such as gross_exposure')
      .option('--minutes <number>', 'how long the override counts', minutes, 15),
  work: (call: Call, signalId: string, { rule, minutes: most, reason }: OverrideOptions) =>
    onDesk(call, async (api) => {
      const rules = [...rule];
      const granted = await api.grantOverride({ signalId, rules, minutes: most, reason });
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

function minutes(value: string): number {
  const parsed = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (parsed < 1 || parsed > 1_440) throw new InvalidArgumentError('expected 1 to 1440 minutes');
  return parsed;
}
