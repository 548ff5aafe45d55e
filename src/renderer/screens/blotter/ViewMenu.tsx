/** The views of the blotter: shows, saves, renames, replaces and deletes them, and chooses the first one. */
import { useState } from 'react';
import { isAsSaved, viewNameMax, whyNotNamed, type BlotterView } from '../../model/orders/blotterViews.ts';
import {
  allViews,
  chooseFirstView,
  deleteView,
  renameView,
  saveView,
  showView,
  useBlotterViews,
} from '../../store/orders/blotterViewsStore.ts';
import { useUi } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { Popover } from '../../ui/dialogs/Popover.tsx';

export function ViewMenu() {
  const { saved, current } = useBlotterViews();
  const filter = useUi((ui) => ui.filter);
  const layout = useUi((ui) => ui.blotterLayout);
  const view = allViews(saved).find(({ name }) => name === current);
  const changed = view !== undefined && !isAsSaved(view, filter, layout);
  const label = view === undefined ? 'Views' : `${view.name}${changed ? ', changed' : ''}`;
  return (
    <Popover
      label={<span className="view-label">{label}</span>}
      name={view === undefined ? 'Views' : `Views: ${label}`}
      title="Show and save views of the orders"
    >
      {(close) => <Views close={close} />}
    </Popover>
  );
}

function Views({ close }: { readonly close: () => void }) {
  const { saved } = useBlotterViews();
  const views = allViews(saved);
  const [renaming, setRenaming] = useState<string>();
  return (
    <div className="view-menu">
      <ul>
        {views.map((view) => (
          <li key={view.name} className="column-line">
            {renaming === view.name ? (
              <NameForm
                label={`New name of ${view.name}`}
                confirm="Rename"
                first={view.name}
                views={views}
                onName={(name) => {
                  renameView(view.name, name);
                  setRenaming(undefined);
                }}
              />
            ) : (
              <ViewLine
                view={view}
                close={close}
                onRename={() => {
                  setRenaming(view.name);
                }}
              />
            )}
          </li>
        ))}
      </ul>
      <NameForm
        label="Save what is shown as"
        confirm="Save"
        first=""
        views={views}
        onName={(name) => {
          saveView(name);
          close();
        }}
      />
      <p className="dim">A view keeps the filters, the sort and the columns.</p>
    </div>
  );
}

interface LineProperties {
  readonly view: BlotterView;
  readonly close: () => void;
  readonly onRename: () => void;
}

function ViewLine({ view, close, onRename }: LineProperties) {
  const { first, current } = useBlotterViews();
  const { name } = view;
  const isFirst = first === name;
  return (
    <>
      <Button
        look="quiet"
        className="view-name"
        name={`Show ${name}`}
        pressed={current === name}
        onPress={() => {
          showView(view);
          close();
        }}
      >
        {name}
      </Button>
      <span className="grow" />
      {view.layout !== undefined && (
        <>
          <Button
            look="quiet"
            name={`Replace ${name} by what is shown`}
            onPress={() => {
              saveView(name);
            }}
          >
            Replace
          </Button>
          <Button look="quiet" name={`Rename ${name}`} onPress={onRename}>
            Rename
          </Button>
          <Button
            look="quiet"
            name={`Delete ${name}`}
            onPress={() => {
              deleteView(name);
            }}
          >
            Delete
          </Button>
        </>
      )}
      <Button
        look="quiet"
        name={`Open the console with ${name}`}
        title="The console opens with this view"
        pressed={isFirst}
        onPress={() => {
          chooseFirstView(isFirst ? undefined : name);
        }}
      >
        {isFirst ? '★ first' : '☆'}
      </Button>
    </>
  );
}

interface NameFormProperties {
  readonly label: string;
  readonly confirm: string;
  readonly first: string;
  readonly views: readonly BlotterView[];
  readonly onName: (name: string) => void;
}

function NameForm({ label, confirm, first, views, onName }: NameFormProperties) {
  const [text, setText] = useState(first);
  const name = text.trim();
  const why = name === first ? whyNotNamed(name, []) : whyNotNamed(name, views);
  const take = (): void => {
    if (why !== undefined) return;
    onName(name);
    setText('');
  };
  return (
    <form
      className="name-form"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <TextField
        label={label}
        value={text}
        maxLength={viewNameMax}
        onChange={setText}
        invalid={name !== '' && why !== undefined}
        message={name === '' ? undefined : why}
      />
      <Button disabledReason={why} onPress={take}>
        {confirm}
      </Button>
    </form>
  );
}
