// The words of a Markdown text without its marks, for where there is one line of it.

/** Of a long text only the beginning: it is for one line, and each pattern may look at all that is left. */
const most = 2000;

export const stripMarkdown = (text: string): string =>
  text
    .trimStart()
    .slice(0, most)
    .replace(/```\w*\n?([\s\S]*?)```/g, '$1')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~)(?=\S)([\s\S]*?\S)\1/g, '$2')
    .replace(/(^|[^\w*])\*(?=\S)([^*\n]*\S)\*(?!\w)/g, '$1$2')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(/^(#{1,6}|>|[-*+])\s+/gm, '');
