/** How files of a kind begin. */
const SIGNATURES: readonly (readonly [mediaType: string, start: readonly number[], at?: number])[] =
  [
    ['image/png', [0x89, 0x50, 0x4e, 0x47]],
    ['image/jpeg', [0xff, 0xd8, 0xff]],
    ['image/gif', [0x47, 0x49, 0x46, 0x38]],
    ['image/webp', [0x57, 0x45, 0x42, 0x50], 8],
    ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
    ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
  ];

/**
 * The media type of a file's bytes, of the kinds Odoo's binary fields usually hold; else
 * `application/octet-stream`. Never a type that a client would run, such as HTML or SVG.
 */
export function mediaTypeOf(bytes: Uint8Array): string {
  const found = SIGNATURES.find(([, start, at = 0]) =>
    start.every((byte, index) => bytes[at + index] === byte),
  );
  return found?.[0] ?? 'application/octet-stream';
}
