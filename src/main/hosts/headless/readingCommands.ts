/** The commands that look at a data folder, beside a running engine or without one. */
import type { Command } from 'commander';
import type { StreamId } from '../../../shared/kernel/ids.ts';
import { backupCommand } from './commands/read/backupCommand.ts';
import { checkpointCommand } from './commands/read/checkpointCommand.ts';
import { eventsCommand } from './commands/read/eventsCommand.ts';
import { exportCommand, exportFormats, type ExportFormat } from './commands/read/exportCommand.ts';
import { ordersCommand } from './commands/read/ordersCommand.ts';
import { rebuildCommand } from './commands/read/rebuildCommand.ts';
import { verifyCommand } from './commands/read/verifyCommand.ts';
import {
  bound,
  commonOf,
  deskCommand,
  oneOf,
  position,
  readingOf,
  stream,
  type Bound,
  type CommonOptions,
  type OnEnd,
} from './commandLine.ts';
import type { DeskIo } from './terminal/deskIo.ts';

export function addReadingCommands(program: Command, io: DeskIo, onEnd: OnEnd): void {
  addOrders(program, io, onEnd);
  addEvents(program, io, onEnd);
  addVerify(program, io, onEnd);
  addRebuild(program, io, onEnd);
  addExport(program, io, onEnd);
  addCheckpoint(program, io, onEnd);
  addBackup(program, io, onEnd);
}

function addOrders(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends CommonOptions {
    readonly active?: boolean;
    readonly symbol?: string;
    readonly at?: number;
  }
  deskCommand(program, 'orders', 'the orders, oldest first')
    .option('--active', 'only those that may still change')
    .option('--symbol <symbol>', 'only those in this symbol')
    .option('--at <position>', 'as they stood once the event of that position was in', position)
    .action(async ({ active, symbol, at, ...options }: Options) => {
      onEnd(await ordersCommand(io, { ...readingOf(options), active: active === true, symbol, at }));
    });
}

function addEvents(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(program, 'events', 'the events of one stream, oldest first')
    .argument('<stream>', 'desk, signal-<id>, order-<id>, venue-<id> or risk-<account>', stream)
    .action(async (name: StreamId, options: CommonOptions) => {
      onEnd(await eventsCommand(io, { ...readingOf(options), stream: name }));
    });
}

function addVerify(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends CommonOptions {
    readonly checkpoint?: string;
    readonly key?: string;
  }
  deskCommand(program, 'verify', 'prove the hash chain, and the read models against a replay')
    .option('--checkpoint <file>', 'the head of an earlier time, as desk checkpoint wrote it')
    .option('--key <file>', "the public key to believe, in PEM (default: the data folder's own)")
    .addHelpText('after', '\nExit code 1 and the first bad position when something is not as it was written.')
    .action(async ({ checkpoint, key, ...options }: Options) => {
      onEnd(await verifyCommand(io, { ...readingOf(options), checkpoint, key }));
    });
}

function addRebuild(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(
    program,
    'rebuild',
    'make the read models anew from the events, while the engine runs or not',
  ).action(async (options: CommonOptions) => {
    onEnd(await rebuildCommand(io, commonOf(options)));
  });
}

function addExport(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends CommonOptions {
    readonly from?: Bound;
    readonly to?: Bound;
    readonly format: ExportFormat;
    readonly proof?: string;
  }
  deskCommand(program, 'export', 'events with the hashes that prove them')
    .option('--from <place>', 'first position, or instant (inclusive)', bound)
    .option('--to <place>', 'last position (inclusive), or instant (exclusive)', bound)
    .option('--format <format>', 'ndjson or csv', oneOf(exportFormats), 'ndjson')
    .option('--proof <file>', 'write a signed checkpoint of the last event, which proves all before it')
    .addHelpText('after', exportHelp)
    .action(async ({ from, to, format, proof, ...options }: Options) => {
      const range = { ...boundsAs('from', from), ...boundsAs('to', to) };
      // A proof is signed with the folder's key.
      const common = proof === undefined ? readingOf(options) : commonOf(options);
      onEnd(await exportCommand(io, { ...common, range, format, proof }));
    });
}

function addCheckpoint(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends CommonOptions {
    readonly out?: string;
    readonly publicKey?: boolean;
  }
  deskCommand(program, 'checkpoint', 'the head of the hash chain, signed: to be kept elsewhere')
    .option('--out <file>', 'write it to a new file')
    .option('--public-key', 'the public key that checkpoints are verified with, in PEM')
    .action(async ({ out, publicKey, ...options }: Options) => {
      onEnd(await checkpointCommand(io, { ...commonOf(options), out, publicKey: publicKey === true }));
    });
}

function addBackup(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(program, 'backup', 'a verified copy of the event store, while the engine runs or not')
    .argument('<file>', 'the file to make; to restore, put it in an empty data folder as events.db')
    .action(async (target: string, options: CommonOptions) => {
      onEnd(await backupCommand(io, { ...readingOf(options), target }));
    });
}

function boundsAs(end: 'from' | 'to', place: Bound | undefined): Readonly<Record<string, string | number>> {
  if (place === undefined) return {};
  return 'position' in place ? { [`${end}Position`]: place.position } : { [`${end}Time`]: place.time };
}

const exportHelp = `
Every row carries its hash and the hash of the row before. A hash is the SHA-256 of the previous hash and the
row's columns, one a line, in UTF-8 and in the order in which they are exported, without a line feed at the end.`;
