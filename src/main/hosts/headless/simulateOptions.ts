/** The command line of `desk simulate`. */
import { InvalidArgumentError, type Command } from 'commander';
import { faultCatalogue, faultNames, parseFaults, type Faults } from '../../simulation/faults.ts';
import { deskCommand, type CommonOptions, type OnEnd } from './commandLine.ts';
import { simulateCommand } from './commands/run/simulateCommand.ts';
import type { DeskIo } from './terminal/deskIo.ts';

const defaults = { seed: 1, orders: 30, runs: 1 };
const seedMax = Number.MAX_SAFE_INTEGER;
const ordersMax = 100_000;
const runsMax = 10_000_000;

export function addSimulate(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends CommonOptions {
    readonly seed: number;
    readonly orders: number;
    readonly runs: number;
    readonly faults?: Faults;
  }
  deskCommand(program, 'simulate', 'run the engine in simulated time against everything that can go wrong')
    .option('--seed <number>', 'the run, or the first of them', whole(0, seedMax), defaults.seed)
    .option('--orders <number>', 'signals in each run', whole(1, ordersMax), defaults.orders)
    .option('--runs <number>', 'how many seeds, one after the other', whole(1, runsMax), defaults.runs)
    .option('--faults <list>', 'none, or name=probability,… (default: each seed draws its own)', faults)
    .addHelpText('after', help())
    .action(async ({ seed, orders, runs, faults: chosen, json }: Options) => {
      onEnd(await simulateCommand(io, { seed, orders, runs, faults: chosen, json: json === true }));
    });
}

function whole(low: number, high: number) {
  return (value: string): number => {
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= low && number <= high) return number;
    throw new InvalidArgumentError(`expected a whole number from ${low} to ${high}`);
  };
}

function faults(value: string): Faults {
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
