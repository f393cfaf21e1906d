/** The word by which the content security policy knows style sheets that our own script makes. */
export function styleNonce(): string {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
}
