// Entry of the Electron main process: one window on the built renderer, or on the development server.
import { join } from 'node:path';
import { app, session } from 'electron';
import { dataFolder } from '../infra/paths/dataFolder.ts';
import { openConsoleWindow } from './consoleWindow.ts';
import { readLaunchOptions } from './launchOptions.ts';
import { denyPermissions } from './lockDown.ts';
import { consoleUrl, registerConsoleScheme, serveConsole } from './rendererProtocol.ts';
import { saveScreenshot } from './saveScreenshot.ts';

const options = readLaunchOptions(process.argv.slice(1));
const outFolder = join(import.meta.dirname, '..');

// Root cannot have Chromium's sandbox, and then says so on the command line.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.setName('Breakwater');
app.setPath('userData', join(dataFolder({ argument: options.data }), 'window'));
registerConsoleScheme();

app.on('window-all-closed', () => {
  app.quit();
});

async function open(): Promise<void> {
  await app.whenReady();
  denyPermissions(session.defaultSession);
  serveConsole(join(outFolder, 'renderer'));
  const window = openConsoleWindow(process.env.ELECTRON_RENDERER_URL ?? consoleUrl, outFolder);
  if (options.saveScreenshot !== undefined) await saveScreenshot(window, options.saveScreenshot);
}

open().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
