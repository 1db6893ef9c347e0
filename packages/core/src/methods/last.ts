/** What a stream ends in; nothing of it is kept meanwhile. */
export async function last<Value>(stream: AsyncIterable<Value[]>): Promise<Value[]> {
  let latest: Value[] = [];
  for await (const values of stream) latest = values;
  return latest;
}
