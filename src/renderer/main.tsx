// Entry of the window. A first page until the screens arrive.
import '@fontsource-variable/inter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

function Console() {
  return (
    <main>
      <h1>Breakwater</h1>
      <p>The console is starting.</p>
    </main>
  );
}

const root = document.getElementById('console');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
