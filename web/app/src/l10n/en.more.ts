const parts = import.meta.glob<string>('./en/more/*.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});
export default Object.values(parts).join('\n');
