import { css } from 'lit';

export const activationsStyles = css`
  .tiles {
    --tile: 96px;
    /* The panel of the chosen channel has a row of its own below that of its tile. */
    grid-auto-flow: dense;
  }

  .tile canvas {
    image-rendering: pixelated;
  }

  .stale canvas {
    opacity: 0.5;
  }

  .chooser {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    min-width: 0;
  }

  .chooser select {
    min-width: 0;
    max-width: 100%;
    text-overflow: ellipsis;
  }
`;
