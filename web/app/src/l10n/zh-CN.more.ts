const parts = import.meta.glob<string>('./zh-CN/more/*.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});
export default Object.values(parts).join('\n');
