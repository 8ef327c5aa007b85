/** Puts marks around what is selected, or takes them away. */
export function wrapSelection(area: HTMLTextAreaElement, mark: string): void {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const inner = value.slice(start, end);
  const around =
    value.slice(start - mark.length, start) === mark &&
    value.slice(end, end + mark.length) === mark;
  if (around) {
    area.setRangeText(inner, start - mark.length, end + mark.length, 'select');
  } else {
    area.setRangeText(`${mark}${inner}${mark}`, start, end, 'select');
    area.setSelectionRange(start + mark.length, end + mark.length);
  }
}
