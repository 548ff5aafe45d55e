/** The metrics in sentences: is the desk slow, where and since when; does it refuse, and why; does it wait. */
import type { MetricsPoint, MetricsSummary } from '../../../shared/contract/status.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { clockTime, durationText } from '../../format/times.ts';
import type { Tone } from '../../ui/display/tone.ts';

/** From this p99 on, in milliseconds, an acknowledgement is slow. */
export const slowMs = 50;
const minute = 60;
const noneAcknowledged = 'No order was acknowledged in the last minute.';

export interface MetricsAnswer {
  readonly question: 'Slow?' | 'Refusing?' | 'Waiting?';
  readonly tone: Extract<Tone, 'ok' | 'warn' | 'bad' | 'off'>;
  readonly text: string;
}

type Codes = MetricsSummary['refusalsByCode'];

/** `codes` are the refusals by code since the start, as they were during the last minute, oldest first. */
export function metricsAnswers(
  points: readonly MetricsPoint[],
  summary: MetricsSummary | undefined,
  codes: readonly Codes[],
): readonly MetricsAnswer[] {
  return [slowness(points, summary), refusing(points, codes), waiting(points)];
}

function slowness(points: readonly MetricsPoint[], summary: MetricsSummary | undefined): MetricsAnswer {
  const question = 'Slow?';
  const measured = points.filter(({ acknowledgeP99Ms }) => acknowledgeP99Ms !== undefined);
  const recent = points.slice(-minute).flatMap(({ acknowledgeP99Ms }) => acknowledgeP99Ms ?? []);
  if (recent.length === 0) return { question, tone: 'off', text: noneAcknowledged };
  const worst = Math.max(...recent);
  const isSlow = ({ acknowledgeP99Ms = 0 }: MetricsPoint): boolean => acknowledgeP99Ms > slowMs;
  if (!points.slice(-minute).some(isSlow)) {
    return { question, tone: 'ok', text: `No: p99 up to ${durationText(worst)} in the last minute.` };
  }
  const lastCalm = measured.findLastIndex((point) => !isSlow(point));
  const since = measured[lastCalm + 1] ?? points.findLast(isSlow);
  const text = [
    `Yes: p99 up to ${durationText(worst)} in the last minute, above ${durationText(slowMs)}`,
    ...(since === undefined ? [] : [`since ${clockTime(since.time).slice(0, 8)}`]),
    ...whereText(summary),
  ];
  return { question, tone: 'bad', text: `${text.join(', ')}.` };
}

function whereText(summary: MetricsSummary | undefined): readonly string[] {
  const stage = summary?.stages.toSorted((a, b) => b.p99Ms - a.p99Ms)[0];
  const venue = summary?.latencies.toSorted((a, b) => b.p99Ms - a.p99Ms)[0];
  return [
    ...(stage === undefined ? [] : [`slowest stage ${stage.stage} (p99 ${durationText(stage.p99Ms)})`]),
    ...(venue === undefined
      ? []
      : [`slowest at ${venue.venue} ${venue.symbol} (p99 ${durationText(venue.p99Ms)})`]),
  ];
}

function refusing(points: readonly MetricsPoint[], codes: readonly Codes[]): MetricsAnswer {
  const question = 'Refusing?';
  const recent = points.slice(-minute);
  const refused = recent.reduce((sum, point) => sum + point.refused, 0);
  if (refused === 0) return { question, tone: 'ok', text: 'No: nothing was refused in the last minute.' };
  const [then = {}, now = {}] = [codes[0], codes.at(-1)];
  const why = Object.entries(now)
    .map(([code, count]) => [code, count - (then[code] ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([code, count]) => `${code} ${groupInteger(count)}`);
  const first = recent.find((point) => point.refused > 0);
  const since = first === undefined ? '' : `, the first at ${clockTime(first.time).slice(0, 8)}`;
  const because = why.length === 0 ? '' : `: ${why.join(', ')}`;
  return {
    question,
    tone: 'bad',
    text: `Yes: ${groupInteger(refused)} in the last minute${since}${because}.`,
  };
}

function waiting(points: readonly MetricsPoint[]): MetricsAnswer {
  const question = 'Waiting?';
  const last = points.at(-1);
  if (last === undefined) return { question, tone: 'off', text: 'Nothing was measured yet.' };
  const { intakeQueued, venueQueued } = last;
  if (intakeQueued + venueQueued === 0) return { question, tone: 'ok', text: 'No: no queue holds anything.' };
  const text = `Yes: ${counted(intakeQueued, 'signal')} at the intake, ${counted(venueQueued, 'call')} at the venues.`;
  return { question, tone: 'warn', text };
}
