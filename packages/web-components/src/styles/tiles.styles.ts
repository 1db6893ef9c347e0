import { css } from 'lit';

/** Small pictures in rows, as many beside each other as there is place for. */
export const tilesStyles = css`
  .tiles {
    --tile: 150px;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(var(--tile), 100%), 1fr));
    gap: var(--_gap);
    align-items: start;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .tile {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
    width: 100%;
    margin: 0;
    padding: 4px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: none;
    text-align: start;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }

  button.tile:hover {
    background: var(--_raised);
  }

  .tile[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_raised);
    box-shadow: inset 0 0 0 2px var(--_accent);
  }

  .tile canvas {
    display: block;
    width: 100%;
    border-radius: calc(var(--_radius) - 3px);
    background: var(--_raised);
    image-rendering: var(--xai-image-rendering, auto);
  }

  .tile .name {
    font-weight: 600;
  }

  .entry .facts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    padding: 0 4px;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }

  .facts {
    color: var(--_muted);
    font-size: 0.9em;
  }

  .facts .failure {
    color: var(--_danger);
  }

  .tile.stale canvas {
    opacity: 0.5;
  }

  .over {
    outline: 3px dashed var(--_accent);
    outline-offset: 2px;
  }
`;
