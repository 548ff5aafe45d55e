/**
 * The consoles of other processes that an engine serves. A console whose connection was lost keeps its login for a
 * while, and resumes it with the key of its last welcome.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { linkProtocol } from '../../../shared/contract/consoleLink.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Logger, Scheduler, Timer } from '../../engine/ports.ts';
import type { Bridge, BridgeConsole } from '../../ipc/createBridge.ts';
import type { HostFacts } from '../../ipc/ports/servedRuntime.ts';
import { Turns } from '../../infra/link/turns.ts';
import { FileDialogs } from '../worker/fileDialogs.ts';
import type { ConsolePlace } from '../../ipc/consoles/consoleList.ts';
import { ConsoleRecords, type ConsoleRecordsPorts, type RecordedConnection } from './consoleRecords.ts';
import { ConsoleSession, type Admitted, type Hello } from './consoleSession.ts';
import { Strangers } from './strangers.ts';

/** Consoles at once, and as many whose connection was lost; a console may have several windows. */
export const consolesMax = 32;
/** Milliseconds that a console whose connection was lost keeps its login. */
export const resumeMsMax = 60_000;

/** The way by which a console connects. */
export type Origin =
  | { readonly kind: 'here' }
  /** `certificate` is the name in the console's certificate, `fingerprint` that of the certificate. */
  | {
      readonly kind: 'network';
      readonly certificate: string;
      readonly fingerprint: string;
      readonly address: string | undefined;
    };

export interface ServedConsolesOptions extends ConsoleRecordsPorts {
  readonly bridge: Pick<Bridge, 'openConsole'>;
  readonly facts: HostFacts;
  /** The id of the engine's record; undefined where it has none. */
  readonly recordId: string | undefined;
  /** Whether the desk has operators: without them a console from the network belongs to no person. */
  readonly hasOperators: () => boolean;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

const connectedAnew = 'it has connected anew';

interface ServedConsole {
  readonly console: BridgeConsole;
  readonly place: ConsolePlace & { readonly console: string };
  readonly owner: string;
  readonly dialogs: FileDialogs | undefined;
  key: string;
  /** The key with which it was resumed last: it counts until the console uses the next one, which it may never have got. */
  resumedWith: string | undefined;
  /** Undefined while its connection is lost. */
  session: ConsoleSession | undefined;
  /** Its last connection in the audit trail; undefined until a window of it is open. */
  onRecord: RecordedConnection | undefined;
  /** Ends a console that does not connect again. */
  away: Timer | undefined;
}

export class ServedConsoles {
  private readonly options: ServedConsolesOptions;
  /** All consoles share them, so that together they leave the engine its time. */
  private readonly turns: Turns;
  private readonly strangers: Strangers;
  private readonly sessions = new Set<ConsoleSession>();
  private readonly consoles = new Set<ServedConsole>();
  private readonly records: ConsoleRecords;

  constructor(options: ServedConsolesOptions) {
    this.options = options;
    this.turns = new Turns(options.scheduler);
    this.records = new ConsoleRecords(options);
    this.strangers = new Strangers(options.logger);
  }

  /** Takes a new connection. The returned function ends it, and the console's login, with a reason. */
  welcome(socket: Socket, origin: Origin): (fault: FaultView) => void {
    let served: ServedConsole | undefined;
    let refused: FaultView | undefined;
    let isJudged = false;
    const from = socket.remoteAddress ?? 'here';
    const session: ConsoleSession = new ConsoleSession({
      socket,
      scheduler: this.options.scheduler,
      turns: this.turns,
      admit: (hello, asking) => {
        isJudged = true;
        const admitted = this.admit(hello, origin, asking);
        if (!admitted.ok) {
          this.log('a console is not let in', hello.machine, origin, admitted.error.message);
          return admitted;
        }
        served = admitted.value;
        return ok(this.admittedOf(served, origin));
      },
      onClosed: ({ left, why }) => {
        this.sessions.delete(session);
        // A console that starts on this machine looks whether an engine is there, and says nothing.
        const isLook = socket.remoteAddress === undefined && socket.bytesRead === 0;
        if (!isJudged && !isLook) this.strangers.gone(from, refused?.message ?? why);
        if (served?.session !== session) return;
        const isLeft = left || refused !== undefined;
        this.leave(served, origin, refused?.message ?? (left ? 'it was closed' : why), isLeft);
      },
    });
    const refuse = (fault: FaultView): void => {
      refused = fault;
      session.refuse(fault);
    };
    this.sessions.add(session);
    if (this.sessions.size > consolesMax) {
      refuse({
        code: 'busy',
        message: `${consolesMax} consoles are connected to this engine; close one.`,
      });
    }
    return refuse;
  }

  /** Tells the consoles that the engine ends, and disconnects them. */
  close(reason: string): void {
    for (const session of this.sessions) session.end(reason);
    for (const served of this.consoles) {
      served.away?.cancel();
      served.onRecord?.end(`the engine has ended: ${reason}`);
    }
    this.records.close();
    this.consoles.clear();
  }

  private admit(hello: Hello, origin: Origin, session: ConsoleSession): Result<ServedConsole, FaultView> {
    const refusal = this.whyNot(hello, origin);
    if (refusal !== undefined) return err(refusal);
    const known = this.known(hello, origin);
    const served = known ?? this.opened(hello, origin);
    served.session?.cut(connectedAnew);
    served.onRecord?.end(connectedAnew);
    served.away?.cancel();
    Object.assign(served, {
      session,
      onRecord: undefined,
      resumedWith: known && hello.resume,
      away: undefined,
      key: randomBytes(24).toString('base64url'),
    });
    served.console.setPresent(true);
    this.consoles.add(served);
    this.log('a console is connected', served.place.machine, origin);
    return ok(served);
  }

  private whyNot({ protocol, version, machine }: Hello, origin: Origin): FaultView | undefined {
    const { facts, hasOperators } = this.options;
    const { host, processId } = facts.process;
    if (protocol !== linkProtocol || version !== facts.version) {
      const [theirs, ours] =
        version === facts.version
          ? [`speaks protocol ${protocol}`, `speaks protocol ${linkProtocol}`]
          : [`is version ${version}`, `is version ${facts.version}`];
      const message = `The console on ${machine} ${theirs}, and the engine (${host}, process ${processId} on ${facts.process.machine}) ${ours}: start the console of the engine's version.`;
      return { code: 'console_version', message };
    }
    if (origin.kind === 'here' || hasOperators()) return undefined;
    const message =
      'The desk has no operators, and lets nobody in from another machine: add the first one there (desk operators add).';
    return { code: 'operators_needed', message };
  }

  private known({ resume }: Hello, origin: Origin): ServedConsole | undefined {
    const owner = ownerOf(origin);
    if (resume === undefined) return undefined;
    return [...this.consoles].find(
      (served) => [served.key, served.resumedWith].includes(resume) && served.owner === owner,
    );
  }

  private opened({ machine }: Hello, origin: Origin): ServedConsole {
    const isHere = origin.kind === 'here';
    const dialogs = isHere ? new FileDialogs((wanted) => served.session?.say(wanted)) : undefined;
    const place = {
      machine,
      console: randomBytes(6).toString('hex'),
      ...(!isHere && { certificate: origin.certificate }),
    };
    const console = this.options.bridge.openConsole(
      place,
      dialogs === undefined
        ? { kind: 'elsewhere' }
        : { kind: 'dialog', choose: (purpose) => dialogs.choose(purpose) },
    );
    const owner = ownerOf(origin);
    const served: ServedConsole = {
      console,
      place,
      owner,
      dialogs,
      key: '',
      resumedWith: undefined,
      session: undefined,
      onRecord: undefined,
      away: undefined,
    };
    return served;
  }

  private admittedOf(served: ServedConsole, origin: Origin): Admitted {
    const { console, key, dialogs } = served;
    const { facts, recordId } = this.options;
    const { environment, process } = facts;
    return {
      console,
      welcome: {
        type: 'welcome',
        environment,
        process,
        resume: key,
        ...(recordId !== undefined && { record: recordId }),
      },
      // A try that its console has given up meanwhile is nobody's connection.
      opened: () => {
        served.onRecord ??= this.records.begin(served.owner, () => onRecordOf(served, origin));
      },
      chosen: (path) => dialogs?.chosen(path),
    };
  }

  private leave(served: ServedConsole, origin: Origin, why: string, isLeft: boolean): void {
    served.session = undefined;
    served.dialogs?.chosen(undefined);
    served.console.setPresent(false);
    served.onRecord?.end(why);
    this.log('a console is gone', served.place.machine, origin, why);
    if (!this.consoles.delete(served)) return;
    if (isLeft) {
      served.console.close('asked');
      return;
    }
    // The last of the set is the one that left last.
    this.consoles.add(served);
    served.away = this.options.scheduler.after(resumeMsMax, () => this.forget(served));
    const away = [...this.consoles].filter(({ session }) => session === undefined);
    for (const first of away.slice(0, -consolesMax)) this.forget(first);
  }

  private forget(served: ServedConsole): void {
    served.away?.cancel();
    this.consoles.delete(served);
    served.console.close('idle');
  }

  private log(message: string, machine: string, origin: Origin, why?: string): void {
    const certificate = origin.kind === 'network' ? origin.certificate : undefined;
    this.options.logger.log('info', message, {
      machine,
      ...(certificate !== undefined && { certificate }),
      ...(why !== undefined && { why }),
    });
  }
}

function onRecordOf({ console: { session }, place }: ServedConsole, origin: Origin) {
  const { operator, standing } = session.view();
  const address = origin.kind === 'network' ? origin.address : undefined;
  return { operator, standing, ...place, ...(address !== undefined && { address }) };
}

function ownerOf(origin: Origin): string {
  return origin.kind === 'here' ? 'here' : origin.fingerprint;
}
