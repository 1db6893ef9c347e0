import { css } from 'lit';

/** What elements that show a map over a picture have in common: the picture, and the lines around it. */
export const figureStyles = css`
  .base {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_gap);
    margin: 0;
  }

  .stage {
    position: relative;
    border-radius: var(--_radius);
    background: var(--_raised);
    cursor: crosshair;
    touch-action: pan-y;
  }

  .stage canvas {
    display: block;
    width: 100%;
    border-radius: inherit;
    image-rendering: var(--xai-image-rendering, auto);
  }

  .stage.empty {
    aspect-ratio: 1;
    cursor: default;
  }

  .stage.over {
    outline: 3px dashed var(--_accent);
    outline-offset: -6px;
  }

  .stage.stale canvas {
    opacity: 0.6;
  }

  @media (prefers-reduced-motion: no-preference) {
    .stage canvas {
      transition: opacity 150ms;
    }
  }

  .title {
    margin: 0;
    font-size: 1.15em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .subtitle {
    margin: 0;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }

  .value {
    min-height: 1.45em;
    color: var(--_muted);
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
`;
