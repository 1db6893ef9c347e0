/**
 * A static server on 127.0.0.1 at a free port, which remembers what it was asked for. Two of them are two origins:
 * the second, with `shared`, stands for a CDN.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import sirv from 'sirv';

export interface ServeOptions {
  /** Folders by the path that they are seen under, as `{ '/': pages, '/lib/': bundle }`. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** HTML by path, seen before the folders. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Content-Security-Policy of every answer (a worker has that of its own file); null or absent: none. */
  readonly csp?: string | null;
  /** COOP, COEP and CORP: pages get SharedArrayBuffer, and no file of another origin that does not allow it. */
  readonly isolated?: boolean;
  /** CORS and CORP for every origin, as a CDN answers. */
  readonly shared?: boolean;
  /** Browsers may keep what they got for an hour; otherwise they keep nothing. */
  readonly cached?: boolean;
}

interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** 0 while nothing is answered. */
  status: number;
  /** Of the body that was sent; 0 until it is, and where the page went away before. */
  bytes: number;
}

export interface Server {
  /** As `http://127.0.0.1:40123`, without a slash at its end. */
  readonly origin: string;
  /** In the order of arrival, but for a favicon, which browsers ask for by themselves. Empty it between two steps. */
  readonly requests: RecordedRequest[];
  /** The paths that were asked for, sorted, each once. */
  paths(): string[];
  /** Bytes of a file's body when gzipped (level 9), for a budget of what is sent. Is not recorded itself. */
  gzipBytes(path: string): Promise<number>;
  close(): Promise<void>;
}

/** Types that sirv does not know; without one, a browser guesses. */
const binary = new Set(['.onnx', '.npy', '.data', '.bin']);
const unrecorded = 'x-unrecorded';

export async function serve(options: ServeOptions): Promise<Server> {
  const mounts = Object.entries(options.mounts ?? {})
    .map(([prefix, folder]) => ({ prefix: prefix.endsWith('/') ? prefix : `${prefix}/`, handle: handlerOf(folder) }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const headers = headersOf(options);
  const requests: RecordedRequest[] = [];

  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    for (const [name, value] of headers) response.setHeader(name, value);
    if (request.headers[unrecorded] === undefined && pathname !== '/favicon.ico')
      record(requests, request, response, pathname, search);
    const page = options.pages?.[pathname];
    if (page !== undefined) {
      const body = Buffer.from(page);
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length }).end(body);
      return;
    }
    answer(
      mounts.filter(({ prefix }) => pathname.startsWith(prefix)),
      request,
      response,
      pathname,
    );
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    requests,
    paths: () => [...new Set(requests.map(({ path }) => path))].sort(),
    gzipBytes: async (path) => {
      const response = await fetch(origin + path, { headers: { [unrecorded]: 'yes' } });
      if (!response.ok) throw new Error(`${path} is not served: status ${response.status}.`);
      return gzipSync(new Uint8Array(await response.arrayBuffer()), { level: 9 }).length;
    },
    close: () =>
      new Promise((done, fail) => {
        server.close((error) => (error ? fail(error) : done()));
        server.closeAllConnections();
      }),
  };
}

type Handler = ReturnType<typeof sirv>;

/** Each file is read anew (`dev`), so that a page sees what was just built. */
function handlerOf(folder: string): Handler {
  return sirv(folder, {
    dev: true,
    setHeaders: (response, path) => {
      if (binary.has(extname(path))) response.setHeader('Content-Type', 'application/octet-stream');
    },
  });
}

/** The first mount that has the file, of those under whose prefix the path lies. */
function answer(
  mounts: readonly { readonly prefix: string; readonly handle: Handler }[],
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): void {
  const [mount, ...others] = mounts;
  if (!mount) {
    if (pathname === '/favicon.ico') response.writeHead(204).end();
    else response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`There is no ${pathname}.`);
    return;
  }
  // sirv keeps what it parsed with the request: a new address needs a new request.
  const inner = Object.assign(Object.create(request) as IncomingMessage, {
    url: `/${pathname.slice(mount.prefix.length)}`,
  });
  mount.handle(inner, response, () => answer(others, request, response, pathname));
}

function headersOf({ csp, isolated, shared, cached }: ServeOptions): [string, string][] {
  const headers: [string, string][] = [['Cache-Control', cached ? 'public, max-age=3600' : 'no-store']];
  if (csp) headers.push(['Content-Security-Policy', csp]);
  if (isolated)
    headers.push(['Cross-Origin-Opener-Policy', 'same-origin'], ['Cross-Origin-Embedder-Policy', 'require-corp']);
  if (isolated || shared) headers.push(['Cross-Origin-Resource-Policy', shared ? 'cross-origin' : 'same-origin']);
  if (shared) headers.push(['Access-Control-Allow-Origin', '*']);
  return headers;
}

function record(
  requests: RecordedRequest[],
  { method = 'GET' }: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
): void {
  const entry: RecordedRequest = { method, path, query, status: 0, bytes: 0 };
  requests.push(entry);
  response.once('finish', () => {
    entry.status = response.statusCode;
    entry.bytes = method === 'HEAD' ? 0 : Number(response.getHeader('Content-Length') ?? 0);
  });
}
