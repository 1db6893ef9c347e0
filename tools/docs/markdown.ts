/** A fenced block. */
export function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** A table; without a head, the first column names the rows. */
export function table(rows: readonly (readonly string[])[], head?: readonly string[]): string {
  const columns = rows[0]?.length ?? 0;
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const empty = Array.from({ length: columns }, () => '');
  return [line(head ?? empty), line(empty.map(() => '---')), ...rows.map(line)].join('\n');
}
