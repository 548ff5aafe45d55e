/** A framed part of a screen with its heading. */
import { use, useId } from 'react';
import { PanelFrameContext } from './panelFrame.ts';

interface Properties {
  readonly title: React.ReactNode;
  readonly className?: string;
  readonly testId?: string;
  /** Content beside the title. */
  readonly extra?: React.ReactNode;
  readonly actions?: React.ReactNode;
  readonly children: React.ReactNode;
}

export function Panel({ title, className, testId, extra, actions, children }: Properties) {
  const titleId = useId();
  const frame = use(PanelFrameContext);
  return (
    <section
      className={`panel${className === undefined ? '' : ` ${className}`}`}
      aria-labelledby={titleId}
      data-testid={testId}
    >
      <header className="panel-head">
        <h2
          id={titleId}
          {...(frame !== undefined && {
            draggable: true,
            onDragStart: frame.onDragStart,
            onDragEnd: frame.onDragEnd,
          })}
        >
          {title}
        </h2>
        {extra}
        <span className="grow" />
        {actions !== undefined && actions !== false && <div className="panel-actions">{actions}</div>}
        {frame?.tools}
      </header>
      {children}
    </section>
  );
}
