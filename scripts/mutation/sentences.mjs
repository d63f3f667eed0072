// Leaves out of a mutation run what is only read by people: texts of several words, such as the reasons of
// refusals. Single words are names of fields, operators, kinds and rules; they stay in.

const SEVERAL_WORDS = /\s/;

class Sentences {
  shouldIgnore(path) {
    const { node } = path;
    const texts =
      node.type === 'StringLiteral'
        ? [node.value]
        : node.type === 'TemplateLiteral'
          ? node.quasis.map(({ value }) => value.raw)
          : [];
    return texts.some((text) => SEVERAL_WORDS.test(text)) ? 'a text for people' : undefined;
  }
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'sentences', injectableClass: Sentences }];
