// Of marked only the lexer is used. Its bundle makes an instance of everything at its end, which no
// bundler may drop; this plugin
// cuts that end off, so that the parser and the renderer (the ones that would make strings of HTML)
// do not come along.
import type { Plugin } from 'vite';

export function markedLexer(): Plugin {
  return {
    name: 'marked-lexer',
    apply: 'build',
    transform(code, id) {
      if (!/node_modules\/marked\/lib\/marked\.esm\.js$/.test(id)) return;
      const end = /;var (\w+)=new (\w+);function \w+\(\w+,\w+\)\{return \1\.parse/.exec(code);
      const lexer = /[{,](\w+) as Lexer[,}]/.exec(code.slice(code.lastIndexOf('export{')));
      if (!end || !lexer) this.error('marked looks different: see scripts/marked-lexer.ts');
      return { code: `${code.slice(0, end.index)};export{${lexer[1]} as Lexer};`, map: null };
    },
  };
}
