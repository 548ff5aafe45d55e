/** One desk with operators and producers, and every door that it has: for calls, and for signals. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Api, ServedApi } from '../../../shared/contract/api.ts';
import { personActor } from '../../../shared/kernel/ids.ts';
import { roles, type Role } from '../../../shared/kernel/roles.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { resultsSuffix } from '../../infra/intake/resultsFile.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import type { SignalDoor, SignalSender } from '../../ipc/testing/signalSenders.ts';
import { connectControl } from '../control/controlClient.ts';
import { openControlChannel } from '../control/controlServer.ts';
import { whileTimePasses } from '../control/testing/whileTimePasses.ts';
import { serveSignals } from '../headless/commands/run/serveSignals.ts';
import { signalSender } from '../headless/desk/identify.ts';
import type { DeskIo } from '../headless/terminal/deskIo.ts';
import { jsonLines } from '../headless/testing/deskProcess.ts';
import { tokenAuthenticator } from '../intake/tokenAuthenticator.ts';
import { defaultIntakeLimits } from '../intake/intakeLimits.ts';
import { IntakeServer } from '../intake/intakeServer.ts';
import { IntakeTally } from '../intake/intakeTally.ts';
import {
  post,
  refusedUpgrade,
  SocketClient,
  type Answer,
  type Intake,
} from '../intake/testing/intakeClient.ts';
import { WatchedFolder } from '../intake/watchedFolder.ts';

export const password = 'a good password';
const reason = 'table of rights';
const boss = { actor: personActor('first-user'), reason };
const logger = { log: () => undefined };
const sharedToken = 's'.repeat(64);

type Who = SignalSender['who'];

const silentIo: DeskIo = {
  line: () => Promise.resolve(),
  record: () => Promise.resolve(),
  json: () => Promise.resolve(),
  note: () => undefined,
  input: Readable.from([]),
  secret: () => Promise.resolve(''),
  closeInput: () => undefined,
  isTerminal: false,
  columns: 80,
  flushed: () => Promise.resolve(),
  unread: new AbortController().signal,
};

export class EveryDoor {
  readonly desk: BridgeDesk;
  /** The control channel, through its socket. */
  readonly control: Api;
  private readonly data: string;
  private readonly watched: string;
  private readonly address: string;
  private next = 1;
  private hasTried = false;

  private constructor(
    desk: BridgeDesk,
    control: Api,
    folders: { data: string; watched: string },
    port: number,
  ) {
    this.desk = desk;
    this.control = control;
    this.data = folders.data;
    this.watched = folders.watched;
    this.address = `http://127.0.0.1:${port}/signals`;
  }

  /** The desk has an operator of each role, named like it, and the producers of the table. */
  static async open(): Promise<EveryDoor> {
    const desk = await new BridgeDesk().open();
    const parent = mkdtempSync(join(tmpdir(), 'bw-doors-'));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const folders = { data: join(parent, 'data'), watched: join(parent, 'watched') };
    for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 });
    const apiFor = (): ServedApi => desk.bridge.controlCalls();
    const channel = await openControlChannel({ folder: folders.data, apiFor, logger });
    onTestFinished(() => channel.close());
    const client = await connectControl(folders.data);
    if (client === undefined) throw new Error('nobody listens at the control channel');
    onTestFinished(() => client.close());
    const port = await openNetwork(desk);
    openFolder(desk, folders.watched);
    const doors = new EveryDoor(desk, client.api, folders, port);
    await doors.addEverybody();
    return doors;
  }

  /** Lets somebody in at the window and the control channel. A program tries to get in by its token, in vain. */
  async enter(who: Who): Promise<void> {
    const login = this.loginOf(who);
    if (login === undefined) return;
    const isPerson = roles.some((role) => role === login.operator);
    if (!isPerson && this.hasTried) return;
    const session = await this.desk.call('getSession', {});
    if (session.ok && session.value.login === 'in') return;
    // A wrong password before this lets the next login wait.
    await this.desk.time.advance(60_000);
    this.hasTried = true;
    const entered = [await this.desk.call('login', login), await this.done(this.control.login(login))];
    const isAsExpected = entered.every(({ ok }) => ok === isPerson);
    invariant(isAsExpected, `a login of ${login.operator}: ${JSON.stringify(entered)}`);
  }

  /** Sends a signal through a door. Gives `taken`, or the code of the refusal. */
  async send(who: Who, door: SignalDoor): Promise<string> {
    const id = `${door}-${this.next++}`;
    const signal = sampleSignal(id, { strategy: who === 'producer_other' ? 'other' : 'own' });
    const answer = await this.done(this.answerAt(door, who, signal));
    return answer['type'] === 'acknowledged' ? 'taken' : String(answer['code']);
  }

  done<T>(answer: Promise<T>): Promise<T> {
    return whileTimePasses(this.desk, answer);
  }

  private async addEverybody(): Promise<void> {
    const { logins, engine } = this.desk.runtime;
    const add = async (operator: string, role: Role) => {
      const command = { type: 'add', operator, role, reason } as const;
      const added = await this.desk.until(logins.changeWithPassword(command, password, boss.actor));
      invariant(added.ok, `${operator} is an operator`);
    };
    await add('boss', 'administrator');
    for (const role of roles) await add(role, role);
    const { producers } = engine;
    const program = async (name: string, strategies?: readonly string[]) => {
      const credential = this.desk.runtime.tokens.credentialOf(tokenOf(name));
      const profile = { credential, ...(strategies && { strategies: strategies.map(ids.strategy) }) };
      const added = await this.desk.until(producers.add(name, profile, boss));
      invariant(added.ok, `${name} is a producer`);
    };
    for (const role of roles) await program(role);
    await program('program', ['own']);
    await program('producer_removed');
    const removed = await this.desk.until(producers.remove('producer_removed', boss));
    invariant(removed.ok, 'a producer is removed');
  }

  private async answerAt(door: SignalDoor, who: Who, signal: object): Promise<Answer> {
    if (door === 'folder') return this.byFolder(signal);
    if (door === 'stdin') return this.byStdin(who, signal);
    const token = await this.shownBy(who);
    return door === 'http' ? this.byHttp(token, signal) : this.bySocket(token, signal);
  }

  private async byHttp(token: string | undefined, signal: object): Promise<Answer> {
    const headers = token === undefined ? { authorization: '' } : {};
    const options = { type: 'application/json', headers };
    const { answers } = await post(this.shown(token), JSON.stringify(signal), options);
    return answers[0] ?? {};
  }

  private async bySocket(token: string | undefined, signal: object): Promise<Answer> {
    const headers = token === undefined ? { authorization: '' } : {};
    const client = new SocketClient(this.shown(token), headers);
    const refused = refusedUpgrade(client);
    const opened = new Promise<undefined>((resolve) => client.socket.once('open', () => resolve(undefined)));
    const away = await Promise.race([refused, opened]);
    if (away !== undefined) return away.answers[0] ?? {};
    client.send(signal);
    const [answer] = await client.answered(1);
    client.socket.close();
    return answer ?? {};
  }

  private async byFolder(signal: object): Promise<Answer> {
    const path = join(this.watched, `${this.next++}.ndjson`);
    writeFileSync(path, `${JSON.stringify(signal)}\n`);
    while (!existsSync(`${path}${resultsSuffix}`)) await new Promise((resolve) => setImmediate(resolve));
    return jsonLines<Answer>(readFileSync(`${path}${resultsSuffix}`, 'utf8'))[0] ?? {};
  }

  /** What `desk run --signals -` does: it asks who sends, and takes the lines in that name. */
  private async byStdin(who: Who, signal: object): Promise<Answer> {
    const answers: Answer[] = [];
    const login = this.loginOf(who);
    const io: DeskIo = {
      ...silentIo,
      input: Readable.from([Buffer.from(`${JSON.stringify(signal)}\n`)]),
      secret: () => Promise.resolve(login?.password ?? ''),
      json: (value) => Promise.resolve(void answers.push(Object(value) as Answer)),
    };
    const call = { io, host: 'desk run', data: this.data, config: undefined, json: false };
    const sender = await signalSender(
      { ...call, operator: login?.operator },
      this.desk.bridge.controlCalls(),
    );
    if (!sender.ok) return { ...sender.error };
    const runtime = { engine: this.desk.engine, scheduler: this.desk.time };
    await serveSignals(io, runtime, sender.value, silentIo.unread);
    return answers[0] ?? {};
  }

  private shown(token: string | undefined): Intake {
    return { address: this.address, token: token ?? '' };
  }

  /** The name and the password that somebody gives where a login is asked for. */
  private loginOf(who: Who): { readonly operator: string; readonly password: string } | undefined {
    if (who === 'nobody') return undefined;
    if (who === 'session') return { operator: 'trader', password };
    if (roles.some((role) => role === who)) return { operator: who, password };
    return { operator: 'program', password: tokenOf(who) };
  }

  /** The token that somebody shows at the network. */
  private async shownBy(who: Who): Promise<string | undefined> {
    if (who === 'nobody') return undefined;
    if (who !== 'session') return tokenOf(who);
    const login = { operator: 'trader', password, keep: true };
    const entered = await this.desk.bridge.controlCalls().login(login);
    if (!entered.ok || entered.value.token === undefined) throw new Error('no session');
    return entered.value.token;
  }
}

function tokenOf(who: string): string {
  if (who === 'shared') return sharedToken;
  return who.startsWith('producer') && who !== 'producer_removed' ? 'program-token' : `${who}-token`;
}

/** The doors of the network; their time is real. */
async function openNetwork({ engine, runtime }: BridgeDesk): Promise<number> {
  const { producers, operators, configuration } = engine;
  const settings = () => configuration.intake;
  const server = new IntakeServer({
    engine,
    clock: systemClock(),
    scheduler: nodeScheduler(),
    logger,
    tally: new IntakeTally(),
    limits: defaultIntakeLimits,
    port: 0,
    authenticator: tokenAuthenticator(
      { producers, operators, tokens: runtime.tokens, settings },
      sharedToken,
    ),
    ratePerSecondMax: () => 1_000_000,
  });
  onTestFinished(() => server.close());
  return server.listen();
}

function openFolder({ engine, time }: BridgeDesk, folder: string): void {
  const times = { lookMs: 1, settledMs: 1, unfinishedMs: 1, retryMs: 1 };
  const ports = { clock: time, scheduler: time, logger };
  const raise = (): void => undefined;
  const watched = new WatchedFolder({ engine, ...ports, tally: new IntakeTally(), raise, folder, times });
  onTestFinished(() => watched.close());
  watched.start();
}
