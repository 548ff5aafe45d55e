/** Entry of the Electron main process: one engine, one window, their start and their end. */
import { join, resolve } from 'node:path';
import { app, session, type BrowserWindow } from 'electron';
import type { FilePurpose } from '../../shared/contract/engineThread.ts';
import type { FaultView } from '../../shared/contract/faults.ts';
import type { Status } from '../../shared/contract/status.ts';
import { readAttachFile } from '../infra/link/attachFile.ts';
import { dialRemote } from '../infra/link/dialRemote.ts';
import { dialHere, isEngineThere } from '../infra/link/dialHere.ts';
import { dataFolder } from '../infra/paths/dataFolder.ts';
import { whyNotOwn } from '../infra/paths/folderOwner.ts';
import { createOwnerOnly } from '../infra/paths/ownerOnly.ts';
import { setApplicationMenu } from './window/applicationMenu.ts';
import { bringToFront } from './window/bringToFront.ts';
import { buildKind } from './window/buildKind.ts';
import { chooseFile } from './window/chooseFile.ts';
import { AttachedEngine } from './engine/attachedEngine.ts';
import { ChosenEngine } from './engine/chosenEngine.ts';
import { Connections } from './engine/connections.ts';
import { openConsoleWindow, showEnvironment } from './window/consoleWindow.ts';
import { EngineHost } from './engine/engineHost.ts';
import { ExitSequence } from './exit/exitSequence.ts';
import { systemCipher } from './keyStore/systemCipher.ts';
import { VenuePasswords } from './keyStore/venuePasswords.ts';
import { forbiddenSwitch, readLaunchOptions } from './launchOptions.ts';
import { denyDownloads, denyNavigation, denyPermissions } from './window/lockDown.ts';
import { PanelWindows } from './panels/panelWindows.ts';
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

function openConsole(): { readonly window: BrowserWindow; readonly panels: PanelWindows } {
  setApplicationMenu();
  denyPermissions(session.defaultSession);
  denyDownloads(session.defaultSession);
  serveConsole(join(outFolder, 'renderer'));
  const windowOptions = { url, preload: join(outFolder, 'preload', 'preload.cjs'), stateFolder };
  const window = openConsoleWindow(windowOptions);
  const threadData = {
    dataFolder: folder,
    resourceFolder: join(outFolder, '..', 'resources'),
    version: app.getVersion(),
    isOwnPlace:
      options.data === undefined && !process.env['BREAKWATER_DATA'] && options.configuration === undefined,
    ...(options.configuration !== undefined && { configuration: resolve(options.configuration) }),
  };
  const listener = {
    onReady: (environment: Status['environment']) => {
      showEnvironment(window, environment);
      panels.showEnvironment(environment);
    },
    onGone: (fault: FaultView) => {
      connections.tellGone(fault);
      panels.tellGone(fault);
      if (fault.code === 'data_folder_in_use') void here.heldByOther();
    },
    onBack: () => {
      connections.renew();
      panels.renew();
    },
    onFileWanted: (purpose: FilePurpose) => chooseFile(window, purpose, folder),
    passwords: new VenuePasswords(join(folder, 'venue-passwords'), systemCipher),
  };
  const own = new EngineHost(join(outFolder, 'main'), threadData, listener);
  const attached = new AttachedEngine({
    version: app.getVersion(),
    dial: () => (remote === undefined ? dialHere(folder) : dialRemote(remote.address, remote.files)),
    listener,
  });
  const here: ChosenEngine = new ChosenEngine(own, attached, () => isEngineThere(folder));
  const engine = remote === undefined ? here : attached;
  const tokens = new VenuePasswords(join(stateFolder, 'other-programs'), systemCipher);
  const programs = new Programs(window, stateFolder, app.getVersion(), tokens);
  const connections = new Connections(engine, window, url, (port) => programs.connect(port));
  const panels: PanelWindows = new PanelWindows(window, engine, windowOptions);
  new ExitSequence(engine, window, () => connections.askToCancelAll()).watch();
  engine.start();
  panels.openRemembered();
  return { window, panels };
}

async function run(): Promise<void> {
  const opened = app.whenReady().then(openConsole);
  // This covers every page of the application, whichever code makes it.
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, url, (panel, place) => {
      void opened.then(({ panels }) => panels.show(panel, place));
    });
  });
  const { window } = await opened;
  app.on('second-instance', () => bringToFront(window));
  if (options.saveScreenshot !== undefined) await saveScreenshot(window, options.saveScreenshot);
}

if (app.requestSingleInstanceLock()) {
  app.on('window-all-closed', () => app.quit());
  run().catch((error: unknown) => {
    console.error(error);
    app.exit(1);
  });
} else {
  console.error(`The console of ${folder} is open already; its window comes to the front.`);
  app.quit();
}
