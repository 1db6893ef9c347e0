import { css } from 'lit';

export const compareStyles = css`
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 2px 16px;
    align-items: start;
  }

  .pair > .right {
    text-align: end;
  }

  .pair.lists {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
    gap: var(--_gap) 24px;
  }

  .side-name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .state {
    color: var(--_muted);
    font-weight: 400;
  }

  .list-title {
    margin: 0 0 4px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .stage .maps {
    border-radius: inherit;
  }

  .stage .second {
    position: absolute;
    inset: 0;
    height: 100%;
  }
`;
