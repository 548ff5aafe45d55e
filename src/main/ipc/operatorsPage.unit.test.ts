/** Writes docs/operators.md from the tables of rights; fails when the page is not what they say (`--update` renews it). */
import { expect, test } from 'vitest';
import { apiMethods, type ApiInput, type ApiMethod } from '../../shared/contract/api.ts';
import { neededRight } from '../../shared/contract/neededRights.ts';
import {
  holds,
  rightNames,
  rights,
  roles,
  standingWords,
  type Right,
  type Standing,
} from '../../shared/kernel/roles.ts';
import { defaultConfiguration } from '../engine/configuration.ts';
import { sampleCalls, type SampleCall } from './testing/sampleCalls.ts';
import { signalDoors, signalSenders } from './testing/signalSenders.ts';

const standings: readonly Standing[] = ['nobody', ...roles];
const { idleMinutesMax, sessionHoursMax } = defaultConfiguration().operators;

function cells(right: Right): string {
  return standings.map((standing) => (holds(standing, right) ? 'yes' : '')).join(' | ');
}

function callRows(method: ApiMethod): string[] {
  return sampleCalls[method].map(({ input, when }: SampleCall) => {
    const right = neededRight(method, input as ApiInput<ApiMethod>);
    const name = when === undefined ? `\`${method}\`` : `\`${method}\`, ${when}`;
    return `| ${name} | \`${right}\` | ${cells(right)} |`;
  });
}

const senderRows = signalSenders.map(
  ({ words, answers }) => `| ${words} | ${signalDoors.map((door) => code(answers[door])).join(' | ')} |`,
);

function code(answer: string): string {
  return answer === 'taken' ? 'yes' : `\`${answer}\``;
}

const heads = standings.map(standingWords).join(' | ');
const line = standings.map(() => '---').join(' | ');

test('docs/operators.md is what the tables of rights say', async () => {
  const page = `# Operators, roles and rights

The tables are made from \`src/shared/kernel/roles.ts\` and
\`src/shared/contract/neededRights.ts\`, which also drive the code; do not edit by
hand. Why it is so: [ADR 0031](adr/0031-operators.md).

A desk starts without operators: the user of the machine acts without a password
and may do everything, and the status strip says so. The first operator:

\`\`\`
npm run --silent desk -- operators add eva --role administrator --reason "first administrator"
\`\`\`

From then on the window, and each command that acts on a desk, asks for a login.

| command | does |
| --- | --- |
| \`desk operators list, add NAME --role ROLE, role NAME ROLE, password NAME, remove NAME\` | the profiles; the last administrator stays |
| \`desk login NAME\`, \`desk logout\` | a session for the commands that follow, kept in \`session.token\` of the data folder, for its owner alone |
| \`--operator NAME [--password-file FILE]\` | one command in this name; without a file the password is asked for, or is the first line of the input |
| \`desk password\` | changes your own password |
| \`desk operators recover NAME\` | sets a lost password, while no engine runs, for whoever owns the data folder |

- A password has 12 to 256 characters. It stands on no command line, in no event and
  in no log. Back up \`operators.json\` of the data folder with the store: a lost or
  altered file lets nobody in.
- A session ends after ${sessionHoursMax} hours (\`operators.sessionHoursMax\`), with its password or profile, and in a
  window after ${idleMinutesMax} minutes without a key or a click (\`operators.idleMinutesMax\`).
- The name of the user who acted before the first operator is given to no operator: the record tells persons apart by
  their names. A name that was freed by a removal can be given again; the profile's own events tell from when to when
  it stood for whom.
- Each failed login makes the next one wait, up to a minute; nobody is locked out for good.
- \`desk run\` needs no login to start, and goes on with what was decided. Signals on its
  standard input, and \`desk replay\`, are sent by an operator with the right to trade.
- A changed configuration file or SIGHUP puts nothing in force by itself; \`desk reload\`
  does, by somebody with the right to.
- Commands that only read the files of a data folder ask the file system, not the desk: \`verify\`, \`export\`, \`events\`,
  \`orders\`. So does \`backup\` where no engine runs; a running one is asked for \`configure\` first. Whoever may read the
  files can copy them by other means too.

## What each role may do

\`nobody\` is whoever stands at a door without a login.

| right | lets you | ${heads} |
| --- | --- | ${line} |
${rightNames.map((right) => `| \`${right}\` | ${rights[right]} | ${cells(right)} |`).join('\n')}

Besides: to loosen a trading state, and to acknowledge an alert that holds orders,
needs \`resume\`, whatever call it comes by. To mute a cause needs the same right as to mute the kind of its alerts.

## What each call needs

The calls of the window are those of the control channel.

| call | right | ${heads} |
| --- | --- | ${line} |
${apiMethods.flatMap(callRows).join('\n')}

## What each door for signals takes

On a desk that has operators: yes, or the code of the refusal. At HTTP and WebSocket a program shows a token
(\`desk tokens\`), which may have the name of an operator and ends for good with that profile; at standard input (\`desk run --signals -\`) somebody logs in. The
folder asks nobody: the file system says who may write in it. A token is no login: with it a program stands at the window
and the control channel like nobody.

| who | HTTP | WebSocket | folder | standard input |
| --- | --- | --- | --- | --- |
${senderRows.join('\n')}

[A test](../src/main/hosts/everyDoor.int.test.ts) walks both tables through every door, for each of them.
`;
  await expect(page).toMatchFileSnapshot('../../../docs/operators.md');
});
