declare module 'virtual:emoji/emoji-en' {
  const rows: [string, string, string, string, number, string[]?][];
  export default rows;
}
declare module 'virtual:emoji/emoji-zh' {
  const rows: [string, string, string, string, number, string[]?][];
  export default rows;
}
