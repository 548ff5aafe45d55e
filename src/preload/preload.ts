// Hands the window the one port that the main process sends, and nothing else.
import { ipcRenderer } from 'electron';

ipcRenderer.once('breakwater:port', (event) => {
  window.postMessage('breakwater:port', '*', event.ports);
});
