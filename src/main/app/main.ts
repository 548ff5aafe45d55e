/** Entry of the Electron main process: the desks that it opens, their start and their end. */
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { app, session, type Session } from 'electron';
import type { Fault } from '../../shared/kernel/fault.ts';
import type { Result } from '../../shared/kernel/result.ts';
import { readAttachFile, readAttachFileAt } from '../infra/link/attachFile.ts';
import {
  addToDesksFile,
  ownDesk,
  ownDeskId,
  readDesksFile,
  removeFromDesksFile,
  type DeskEntry,
} from '../infra/link/desksFile.ts';
import { dialRemote } from '../infra/link/dialRemote.ts';
import { dialHere, dialOther, isEngineThere } from '../infra/link/dialHere.ts';
import { dataFolder } from '../infra/paths/dataFolder.ts';
import { whyNotOwn } from '../infra/paths/folderOwner.ts';
import { createOwnerOnly } from '../infra/paths/ownerOnly.ts';
import { setApplicationMenu } from './window/applicationMenu.ts';
import { buildKind } from './window/buildKind.ts';
import { chooseDeskPlace } from './window/chooseFile.ts';
import { AttachedEngine, type AttachedEngineListener } from './engine/attachedEngine.ts';
import { ChosenEngine } from './engine/chosenEngine.ts';
import { Desks } from './desks/desks.ts';
import { DeskWindows, type DeskWindowsOptions } from './desks/deskWindows.ts';
import { EngineHost } from './engine/engineHost.ts';
import { systemCipher } from './keyStore/systemCipher.ts';
import { VenuePasswords } from './keyStore/venuePasswords.ts';
import { forbiddenSwitch, readLaunchOptions } from './launchOptions.ts';
import { denyDownloads, denyNavigation, denyPermissions } from './window/lockDown.ts';
import { Programs } from './programs/programs.ts';
import { consoleUrl, registerConsoleScheme, serveConsole } from './window/rendererProtocol.ts';
import { saveScreenshot } from './window/saveScreenshot.ts';

createOwnerOnly();
const caller = { build: buildKind, isRoot: process.getuid?.() === 0 };
const read = readLaunchOptions(process.argv.slice(1), caller);
if (!read.ok) refuse(read.error);
const forbidden = forbiddenSwitch((name) => app.commandLine.hasSwitch(name), caller);
if (forbidden !== undefined) refuse(`the console does not run with --${forbidden}`);
const options = read.value;
const outFolder = join(import.meta.dirname, '..');
const found = dataFolder({ argument: options.data });
if (!found.ok) refuse(found.error.message);
const folder = found.value;
const notOwn = whyNotOwn(folder);
if (notOwn !== undefined) refuse(`${notOwn.message} (${notOwn.code})`);
const attachment = readAttachFile(folder, options.attach);
if (!attachment.ok) refuse(attachment.error.message);
const remote = attachment.value;
const stateFolder = join(folder, 'window');
// Only the development build reads this variable. In other builds, anybody who sets it would control the window.
const url = (buildKind === 'development' ? process.env['ELECTRON_RENDERER_URL'] : undefined) ?? consoleUrl;

// Root can't have Chromium's sandbox, and must say so on the command line.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.setName('Breakwater');
// Electron keeps the lock for a single instance in this folder, so each data folder has its own lock.
app.setPath('userData', stateFolder);
registerConsoleScheme();

/** The console can't start: says why and ends. */
function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

const pageUrls = { url, preload: join(outFolder, 'preload', 'preload.cjs') };
/** Whether every engine that ran in this console has ended in order. */
let inOrder = true;

const desks = new Desks<DeskWindows>({
  own: ownDesk(folder),
  read: () => readDesksFile(folder),
  add: (desk) => addToDesksFile(folder, desk),
  remove: (id) => removeFromDesksFile(folder, id),
  open: (entry) => (entry.id === ownDeskId ? openOwn() : openOther(entry)),
  choosePlace: ({ window }, kind) => chooseDeskPlace(window, kind),
  nowMs: Date.now,
});

/** The desk of the data folder, whose engine may run in this console. */
function openOwn(): DeskWindows {
  const tokens = new VenuePasswords(join(stateFolder, 'other-programs'), systemCipher);
  return new DeskWindows({
    ...sharedBy(ownDeskId, session.defaultSession),
    folder,
    windows: { ...pageUrls, stateFolder },
    engineFor: (listener) => {
      const attached = new AttachedEngine({
        version: app.getVersion(),
        whyNotRecord: (record) => desks.whyNotRecord(ownDeskId, record),
        dial: () => (remote === undefined ? dialHere(folder) : dialRemote(remote.address, remote.files)),
        listener,
      });
      return remote === undefined ? engineHere(listener, attached) : attached;
    },
    furtherPorts: (window) => {
      const programs = new Programs(window, stateFolder, app.getVersion(), tokens);
      return [(port) => programs.connect(port)];
    },
  });
}

function engineHere(listener: AttachedEngineListener, attached: AttachedEngine): ChosenEngine {
  const threadData = {
    dataFolder: folder,
    resourceFolder: join(outFolder, '..', 'resources'),
    version: app.getVersion(),
    isOwnPlace:
      options.data === undefined && !process.env['BREAKWATER_DATA'] && options.configuration === undefined,
    ...(options.configuration !== undefined && { configuration: resolve(options.configuration) }),
  };
  const own = new EngineHost(join(outFolder, 'main'), threadData, {
    ...listener,
    onGone: (fault) => {
      listener.onGone(fault);
      if (fault.code === 'data_folder_in_use') void engine.heldByOther();
    },
    passwords: new VenuePasswords(join(folder, 'venue-passwords'), systemCipher),
  });
  const engine: ChosenEngine = new ChosenEngine(own, attached, () => isEngineThere(folder));
  return engine;
}

/** A desk whose engine runs in another process, on this machine or on another one. */
function openOther({ id, place }: DeskEntry): DeskWindows {
  const partition = `persist:desk-${id}`;
  return new DeskWindows({
    ...sharedBy(id, session.fromPartition(partition)),
    folder: place.kind === 'folder' ? place.path : folder,
    windows: { ...pageUrls, stateFolder: join(stateFolder, 'desks', id), partition },
    engineFor: (listener) =>
      new AttachedEngine({
        version: app.getVersion(),
        whyNotRecord: (record) => desks.whyNotRecord(id, record),
        dial: () => (place.kind === 'folder' ? dialOther(place.path) : dialAddress(place.path)),
        listener,
      }),
    furtherPorts: () => [],
  });
}

/** The file is read at each try, so that a corrected one counts at once. */
async function dialAddress(file: string): Promise<Result<Socket, Fault>> {
  const engine = readAttachFileAt(file);
  return engine.ok ? dialRemote(engine.value.address, engine.value.files) : engine;
}

const prepared = new WeakSet<Session>();

/** What the windows of every desk have. Their pages keep what is theirs in this session. */
function sharedBy(id: string, pages: Session): Pick<DeskWindowsOptions, 'name' | 'onDesksPort' | 'onClosed'> {
  if (!prepared.has(pages)) {
    prepared.add(pages);
    denyPermissions(pages);
    denyDownloads(pages);
    serveConsole(pages, join(outFolder, 'renderer'));
  }
  return {
    name: () => desks.nameOf(id),
    onDesksPort: (isMain, port) => desks.connect(id, isMain, port),
    onClosed: (isInOrder) => {
      inOrder &&= isInOrder;
      desks.closed(id);
    },
  };
}

async function run(): Promise<void> {
  await app.whenReady();
  // This covers every page of the application, whichever code makes it.
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, url, (panel, place) => desks.ownerOf(contents)?.showPanel(panel, place));
  });
  setApplicationMenu();
  const own = desks.show();
  app.on('second-instance', () => desks.show());
  app.on('before-quit', (event) => {
    if (!desks.areOpen) return;
    // Electron would close every window at once, and a question of one desk would keep its window alone.
    event.preventDefault();
    void desks.end();
  });
  if (options.saveScreenshot !== undefined && own !== undefined) {
    await saveScreenshot(own.window, options.saveScreenshot);
  }
}

if (app.requestSingleInstanceLock()) {
  app.on('window-all-closed', () => {
    if (inOrder) app.quit();
    else app.exit(1);
  });
  run().catch((error: unknown) => {
    console.error(error);
    app.exit(1);
  });
} else {
  console.error(`The console of ${folder} is open already; its window comes to the front.`);
  app.quit();
}
