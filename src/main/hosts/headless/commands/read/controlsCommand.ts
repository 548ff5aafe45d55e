/** `desk controls --report`: the limits in force, who set them, and when they last denied something. */
import { limitWords } from '../../../../domain/risk/limitWords.ts';
import { windowWords } from '../../../../domain/controls/countingWindows.ts';
import { formatMicros } from '../../../../../shared/kernel/time.ts';
import { ControlsReporter, type LimitInForce } from '../../../../domain/controls/controlsReport.ts';
import type { Call } from '../../desk/call.ts';
import { onEvents } from '../../desk/readDesk.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { formatTable, type Column } from '../../terminal/formatTable.ts';
import { deskCommand } from '../commandLine.ts';

const columns: readonly Column<LimitInForce>[] = [
  { title: 'limit', value: ({ limit }) => limit },
  { title: 'scope', value: ({ scope }) => scope },
  { title: 'in force', value: (one) => `${limitWords(one)} ${windowWords(one)}`.trim() },
  { title: 'set by', value: ({ by }) => by },
  { title: 'at', value: ({ at }) => at },
  { title: 'why', value: ({ reason }) => reason },
  { title: 'denials', value: ({ denials }) => String(denials), right: true },
  {
    title: 'last denied',
    value: ({ lastDenied }) =>
      lastDenied === undefined ? 'never' : `${lastDenied.at} ${lastDenied.input} in ${lastDenied.orderId}`,
  },
];

export const controlsCommand = deskCommand({
  name: 'controls',
  about: 'the limits in force, who set them, and when they last denied something',
  help: `
Made from the events of the data folder alone, with or without a running engine, as they stand up to the last one.`,
  declare: (command) => command.requiredOption('--report', 'write the report'),
  work: (call: Call) =>
    onEvents(call, async (events) => {
      const reporter = new ControlsReporter();
      const { position } = events.head();
      for await (const event of events.readAll({ afterPosition: 0 })) {
        if (event.type !== 'EventNotUnderstood') reporter.take({ ...event, time: formatMicros(event.time) });
      }
      const report = reporter.report();
      if (call.json) {
        await call.io.json({ position, ...report });
        return exitCode.done;
      }
      for (const line of formatTable(columns, report.limits)) await call.io.line(line);
      for (const { limit, scope, from, to, by, at, reason } of report.changes) {
        const now = to === undefined ? 'as configured' : limitWords(to);
        await call.io.line(
          `${limit} of ${scope} from ${limitWords(from)} to ${now} by ${by} at ${at}: ${reason}`,
        );
      }
      for (const [rule, { denials, lastDenied }] of Object.entries(report.others)) {
        await call.io.line(`${rule} denied ${denials}, the last ${lastDenied.at} in ${lastDenied.orderId}`);
      }
      for (const { signalId, rules, by, at, reason, expiresAt, orderId } of report.overrides) {
        const use = orderId === undefined ? `unused, until ${expiresAt}` : `used by ${orderId}`;
        await call.io.line(
          `override of ${rules.join(', ')} for ${signalId} by ${by} at ${at}: ${reason}; ${use}`,
        );
      }
      call.io.note(`as of position ${position}`);
      return exitCode.done;
    }),
});
