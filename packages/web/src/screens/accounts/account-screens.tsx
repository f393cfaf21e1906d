/** Stub. */
export function Stub() {
  return null;
}
