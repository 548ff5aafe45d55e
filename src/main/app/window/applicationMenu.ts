/** The application's menu, with actions of the window itself. Everything about trading is in the page. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

const template: MenuItemConstructorOptions[] = [
  {
    label: '&Console',
    submenu: [{ role: 'quit', label: '&Quit', accelerator: 'CmdOrCtrl+Q' }],
  },
  {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  },
  {
    label: '&View',
    submenu: [
      { role: 'reload', label: '&Reload the Window', accelerator: 'CmdOrCtrl+Shift+R' },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  },
];

export function setApplicationMenu(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
