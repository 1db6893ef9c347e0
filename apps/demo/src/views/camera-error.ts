/** Why there is no picture from the camera, and what to do: in words, from what the browser says. */
export function cameraError(cause: unknown): string {
  switch ((cause as DOMException).name) {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No camera was found on this device.';
    case 'NotAllowedError':
      return 'The camera was not allowed. Allow it for this page in the settings of the browser, and start again.';
    case 'NotReadableError':
      return 'The camera is there, but another program holds it. Close that one, and start again.';
    default:
      return `The camera cannot be started: ${(cause as Error).message}`;
  }
}

/** Pages that came over an open line are not given the camera at all. */
export const noCameraHere =
  'Browsers give the camera only to pages that come over https, or from this device itself (localhost).';
