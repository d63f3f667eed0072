// Leaves out of a mutation run what is only read by people: sentences, such as the reasons of refusals.
// Names, lists of names, operators, codes and rules stay in, however many words they have.

const SMALL_WORDS =
  /\b(?:an?|the|is|are|was|be|it|its|of|to|for|from|in|on|by|with|at|and|or|that|which|what|where|not?|nothing|only|has|have|may|must|cannot|than|as)\b/i;

/** A line of three words or more, one of which holds a sentence together and names nothing. */
function isSentence(text) {
  return (
    !text.includes('\n') && (text.trim().match(/\s+/g) ?? []).length >= 2 && SMALL_WORDS.test(text)
  );
}

class Sentences {
  shouldIgnore({ node }) {
    if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return undefined;
    const text =
      node.type === 'StringLiteral'
        ? node.value
        : node.quasis.map(({ value }) => value.raw).join('…');
    return isSentence(text) ? 'a text for people' : undefined;
  }
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'sentences', injectableClass: Sentences }];
