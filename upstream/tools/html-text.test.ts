import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from './html-text.ts';

const text = (html: string) => htmlToText(html, 1_000);

describe('the text of a message', () => {
  it.each([
    ['<p>Hello <b>you</b></p>', 'Hello you'],
    ['<p>one</p><p>two<br/>three</p>', 'one\ntwo\nthree'],
    ['<ul><li>a</li><li><p>b</p></li></ul>', '- a\n- b'],
    ['<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
    [
      '1 &lt; 2 &amp;&amp; &quot;x&quot; &#39;y&#x27; &eacute; &nbsp;z',
      '1 < 2 && "x" \'y\' &eacute; z',
    ],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['a <img src="data:image/png;base64,AAAA" alt="secret"> b', 'a b'],
    ['<a href="https://example.com/x?y=1">the order</a>', 'the order'],
    ['<a title="a > b" href=\'x>y\'>link</a>', 'link'],
    ['<style>p { color: red }</style>x<script>alert("<p>1</p>")</script>y', 'xy'],
    ['<!-- hidden <p>no</p> -->shown<!-- unfinished', 'shown'],
    ['5 < 6 and <3', '5 < 6 and <3'],
    ['<p>unfinished <b', 'unfinished'],
    ['plain\ntext', 'plain\ntext'],
    ['zero\u200bwidth \u202eturned\u202c \u{e0041}tag\u0007', 'zerowidth turned tag'],
    ['👨‍👩‍👧 stays', '👨‍👩‍👧 stays'],
    ['&#0;&#x110000;&#xd800;ok', 'ok'],
    ['', ''],
  ])('of %j is %j', (html, expected) => {
    expect(text(html)).toBe(expected);
  });

  it('is cut at the given length, never within a character', () => {
    expect(htmlToText(`<p>${'x'.repeat(20)}</p>`, 10)).toBe(`${'x'.repeat(9)}…`);
    expect(htmlToText('xxxx👋👋', 6)).toBe('xxxx…');
    expect(htmlToText('x'.repeat(10), 10)).toBe('x'.repeat(10));
  });

  it('keeps what was escaped, whatever it is', () => {
    const words = fc.stringMatching(/^[a-z<>&"'=/ ]{0,60}$/);
    fc.assert(
      fc.property(words, (said) => {
        const escaped = said
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll('"', '&#34;')
          .replaceAll("'", '&#39;');
        expect(text(`<p>${escaped}</p>`)).toBe(said.replace(/ +/g, ' ').trim());
      }),
    );
  });

  it('never fails, and is never longer than allowed', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '<!--',
      '-->',
      '"',
      "'",
      '<p',
      '<script>',
      '&#',
      ';',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string())),
        fc.integer({ min: 1, max: 50 }),
        (parts, max) => {
          expect(htmlToText(parts.join(''), max).length).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});
