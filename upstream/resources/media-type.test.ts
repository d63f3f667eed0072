import { describe, expect, it } from 'vitest';
import { mediaTypeOf } from './media-type.ts';

describe('the media type of bytes', () => {
  it.each([
    ['a PNG image', 'iVBORw0KGgoAAAANSUhEUg==', 'image/png'],
    ['a JPEG image', '/9j/4AAQSkZJRg==', 'image/jpeg'],
    ['a GIF image', Buffer.from('GIF89a').toString('base64'), 'image/gif'],
    ['a WebP image', Buffer.from('RIFFxxxxWEBPVP8 ').toString('base64'), 'image/webp'],
    ['a PDF document', Buffer.from('%PDF-1.7').toString('base64'), 'application/pdf'],
    ['a web page', Buffer.from('<html>').toString('base64'), 'application/octet-stream'],
    ['an SVG image', Buffer.from('<svg xmlns=').toString('base64'), 'application/octet-stream'],
    ['nothing', '', 'application/octet-stream'],
  ])('%s', (_what, base64, mediaType) => {
    expect(mediaTypeOf(Buffer.from(base64, 'base64'))).toBe(mediaType);
  });
});
