/** `desk tokens`: the programs that may send signals over the network, each with a token of its own. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  parseStrategyId,
  parseAccountId,
  type StrategyId,
  type AccountId,
} from '../../../../../shared/kernel/ids.ts';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import { producerWords } from '../../../../../shared/contract/words/producerWords.ts';
import { tell, tellReply, type Call } from '../../desk/call.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import {
  commandGroup,
  deskCommand,
  operatingCommand,
  withConfig,
  type OperatingOptions,
} from '../commandLine.ts';

interface OwnOptions {
  readonly strategy?: StrategyId[];
  readonly account?: AccountId[];
}

const oldMinutesMax = 10_080;

const listCommand = deskCommand({
  name: 'list',
  about: 'the producers, and the strategies and accounts whose signals they may send',
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) => {
      const listed = await api.listProducers({});
      if (!listed.ok) return listed;
      for (const one of listed.value.producers) await tell(call, one, producerWords(one));
      return exitCode.done;
    }),
});

const addCommand = operatingCommand({
  name: 'add',
  about: 'give a program a token, which is printed once',
  help: `
With the name of an operator the program sends in that operator's name, with the rights of that role. The desk keeps
the token's hash alone: write the token into a file that only the program's user may read.`,
  declare: (command) =>
    many(
      many(command.argument('<name>', 'lower-case letters, digits and . _ -'), 'strategy', parseStrategyId),
      'account',
      parseAccountId,
    ),
  work: (call: Call, producer: string, { strategy, account, reason }: OwnOptions & OperatingOptions) =>
    give(call, (api) =>
      api.addProducer({
        producer,
        ...(strategy && { strategies: strategy }),
        ...(account && { accounts: account }),
        reason,
      }),
    ),
});

const rotateCommand = operatingCommand({
  name: 'rotate',
  about: 'give a producer another token, which is printed once',
  declare: (command) =>
    command
      .argument('<name>', 'the producer')
      .option(
        '--old-for <minutes>',
        `how long the token before is taken: 0 to ${oldMinutesMax}`,
        minutes,
        60,
      ),
  work: (call: Call, producer: string, { oldFor, reason }: OperatingOptions & { readonly oldFor: number }) =>
    give(call, (api) => api.rotateProducer({ producer, oldMinutes: oldFor, reason })),
});

const removeCommand = operatingCommand({
  name: 'remove',
  about: 'take a producer its tokens; its open connections end',
  declare: (command) => command.argument('<name>', 'the producer'),
  work: (call: Call, producer: string, { reason }: OperatingOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.removeProducer({ producer, reason }), () => [
        { done: true },
        `${producer} may not send signals any more`,
      ]),
    ),
});

export const tokensCommand = commandGroup(
  'tokens',
  'the programs that may send signals over the network, each with a token',
  [listCommand, addCommand, rotateCommand, removeCommand],
);

/** Standard output gets only the token, so that it can go into a file. */
function give(
  call: Call,
  ask: (api: Api) => Promise<Reply<{ readonly token: string; readonly oldUntil?: string }>>,
): Promise<ExitCode> {
  return onDesk(call, async (api) => {
    const given = await ask(api);
    if (!given.ok) return given;
    const { token, oldUntil } = given.value;
    await tell(call, given.value, token);
    call.io.note('desk: the token is told this once; the desk keeps its hash alone');
    if (oldUntil !== undefined) call.io.note(`desk: the token before is taken until ${oldUntil}`);
    return exitCode.done;
  });
}

function many(command: Command, what: 'strategy' | 'account', parse: (text: string) => unknown): Command {
  const collect = (value: string, before: readonly unknown[] = []): readonly unknown[] => {
    const id = parse(value);
    if (id === undefined) {
      throw new InvalidArgumentError(`expected the name of ${what === 'account' ? 'an' : 'a'} ${what}`);
    }
    return [...before, id];
  };
  return command.option(
    `--${what} <id>`,
    `the ${what} whose signals it may send; may stand several times (default: every ${what})`,
    collect,
  );
}

function minutes(value: string): number {
  const parsed = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(parsed <= oldMinutesMax)) {
    throw new InvalidArgumentError(`expected a whole number of minutes from 0 to ${oldMinutesMax}`);
  }
  return parsed;
}
