/** Whether a file operation failed because there is no such file. */
export function isMissing(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What the system calls it, and what people do. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'it is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system can only be read',
  ENOSPC: 'the disk is full',
};

/** Why a file operation failed, in words. */
export function fileReason(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
