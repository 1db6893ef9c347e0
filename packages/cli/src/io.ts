/** Where a command writes. */
export interface OutputStream {
  write(chunk: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Bits per colour that the terminal shows: 1, 4, 8 or 24. */
  getColorDepth?(env?: Record<string, string | undefined>): number;
}

/** The world of a command: everything it reads from and writes to besides files. */
export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Fires when the person at the keyboard wants to stop. */
  readonly signal: AbortSignal;
}

/** The process's own streams, environment and folder. */
export function processIo(signal: AbortSignal): Io {
  return { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd(), signal };
}
