/** `desk simulate`: runs the whole engine against a faulty venue and a faulty store in simulated time. */
import { InvalidArgumentError } from 'commander';
import { tell, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { followed } from '../../terminal/followed.ts';
import {
  faultCatalogue,
  faultNames,
  parseFaults,
  type Faults,
} from '../../../../simulation/machine/faults.ts';
import type { SimulationFailure, SimulationResult } from '../../../../simulation/runSimulation.ts';
import { simulateSeeds } from '../../../simulate/simulateSeeds.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

type Failed = SimulationResult & { readonly failure: SimulationFailure };

const msPerHour = 3_600_000;

const defaults = { seed: 1, orders: 30, runs: 1 };
const seedMax = Number.MAX_SAFE_INTEGER;
const ordersMax = 100_000;
const runsMax = 10_000_000;

interface Options {
  readonly seed: number;
  readonly orders: number;
  readonly runs: number;
  /** The faults of all runs; when undefined, each seed draws its own. */
  readonly faults?: Faults;
}

export const simulateCommand = deskCommand({
  name: 'simulate',
  about: 'run the engine in simulated time against everything that can go wrong',
  help: help(),
  declare: (command) =>
    command
      .option('--seed <number>', 'the run, or the first of them', whole(0, seedMax), defaults.seed)
      .option('--orders <number>', 'signals in each run', whole(1, ordersMax), defaults.orders)
      .option('--runs <number>', 'how many seeds, one after the other', whole(1, runsMax), defaults.runs)
      .option('--faults <list>', 'none, or name=probability,… (default: each seed draws its own)', faultList),
  work: simulate,
});

async function simulate(call: Call, { seed, orders, runs, faults }: Options): Promise<ExitCode> {
  const startedMs = performance.now();
  const results: SimulationResult[] = [];
  const again = (run: SimulationResult): string =>
    `npm run simulate -- --seed ${run.seed} --orders ${orders}${faults === undefined ? '' : ` --faults ${run.faults}`}`;
  await followed(call.io, 'runs', ({ signal, progress }) =>
    simulateSeeds(
      { firstSeed: seed, runs, orders, faults },
      {
        signal,
        onResult(result) {
          results.push(result);
          if (result.failure !== undefined) {
            progress.clear();
            for (const line of describeFailure(result, result.failure, again(result))) call.io.note(line);
          }
          progress.update({ done: results.length, share: results.length / runs });
        },
      },
    ),
  );
  results.sort((a, b) => a.seed - b.seed);
  const failed = results.filter((result): result is Failed => result.failure !== undefined);
  const elapsedMs = performance.now() - startedMs;
  const [only] = results;
  if (runs === 1 && only !== undefined) {
    await tell(call, { ...only, again: again(only) }, ...describeRun(only));
  } else {
    const summary = summaryOf(results, failed, elapsedMs);
    const failures = failed.map((run) => ({ ...run, again: again(run) }));
    await tell(call, { ...summary, failures }, describeSummary(summary));
  }
  return failed.length === 0 && results.length === runs ? exitCode.done : exitCode.no;
}

function whole(low: number, high: number) {
  return (value: string): number => {
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= low && number <= high) return number;
    throw new InvalidArgumentError(`expected a whole number from ${low} to ${high}`);
  };
}

function faultList(value: string): Faults {
  const parsed = parseFaults(value);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(parsed.error);
}

function help(): string {
  const rows = faultNames.map((name) => {
    const { usual, of, does } = faultCatalogue[name];
    return `  ${name.padEnd(16)} ${String(usual).padEnd(6)} ${of}: ${does}`;
  });
  return `\nThe same seed and faults give the same run, event by event. Faults, usual probability, of what:\n${rows.join('\n')}`;
}

function summaryOf(results: readonly SimulationResult[], failed: readonly Failed[], elapsedMs: number) {
  const sum = (figure: (result: SimulationResult) => number): number =>
    results.reduce((total, result) => total + figure(result), 0);
  return {
    runs: results.length,
    failed: failed.length,
    simulatedHours: Number((sum((run) => run.simulatedMs) / msPerHour).toFixed(2)),
    events: sum((run) => run.events),
    executions: sum((run) => run.executions),
    deaths: sum((run) => run.deaths),
    steps: sum((run) => run.steps),
    elapsedMs: Math.round(elapsedMs),
    runsPerSecond: Number(((results.length * 1_000) / elapsedMs).toFixed(1)),
  };
}

function describeSummary(summary: ReturnType<typeof summaryOf>): string {
  const { runs, failed, simulatedHours, events, executions, deaths, elapsedMs, runsPerSecond } = summary;
  return [
    `${counted(runs, 'run')}, ${failed} failed; ${simulatedHours} simulated hours, ${events} events, ${executions} executions,`,
    `${deaths} deaths of the engine, in ${(elapsedMs / 1_000).toFixed(1)} s (${runsPerSecond} runs a second)`,
  ].join(' ');
}

function describeRun(run: SimulationResult): readonly string[] {
  const seconds = (run.simulatedMs / 1_000).toFixed(1);
  return [
    `seed ${run.seed}: ${run.failure === undefined ? 'every invariant held' : `${run.failure.invariant} is broken`}`,
    `faults ${run.faults}`,
    `${run.steps} steps, ${seconds} simulated seconds, ${run.events} events, ${run.executions} executions, ${run.deaths} deaths of the engine`,
    `history ${run.hash}`,
  ];
}

function describeFailure(
  run: SimulationResult,
  failure: SimulationFailure,
  again: string,
): readonly string[] {
  return [
    '',
    ...failure.last,
    '',
    `seed ${run.seed}, step ${failure.step}, at ${failure.simulatedMs} simulated ms: ${failure.invariant}`,
    failure.detail,
    `faults: ${run.faults}`,
    `again:  ${again}`,
  ];
}
