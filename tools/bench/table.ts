/** One timing. `forwards`: its time divided by one forward of ONNX Runtime on the same net in the same run. */
export interface Row {
  readonly net: string;
  readonly tool: string;
  readonly what: string;
  readonly ms: number;
  readonly forwards: number;
}

/** Our rows with the peer's beside them, as a Markdown table. */
export function comparison(ours: readonly Row[], peers: readonly Row[]): string {
  const lines = ours.map((row) => {
    const peer = peers.find(
      ({ net, what, tool }) => net === row.net && what === row.what && (what !== 'forward' || tool === row.tool),
    );
    const theirs = peer
      ? [peer.tool, peer.ms.toFixed(1), peer.forwards.toFixed(1), `${(peer.ms / row.ms).toFixed(1)} x`]
      : ['', '', '', ''];
    return [row.net, row.what, row.ms.toFixed(1), row.forwards.toFixed(2), ...theirs];
  });
  const head = ['net', 'what', 'ms', 'forwards', 'peer', 'ms', 'forwards', 'we are faster'];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
