/** The first line of what an error says. */
export function messageOf(cause: unknown): string {
  // What its compiled code throws arrives as an address.
  if (typeof cause === 'number') return 'an error inside the runtime, without words';
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0]!.slice(0, 300);
}
