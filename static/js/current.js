// Where a bar of links is wider than the screen, brings the page one is on into its view.
export default function current(bar) {
  const link = bar.querySelector("[aria-current]");
  if (!link || bar.scrollWidth <= bar.clientWidth) return;
  const { left, width } = link.getBoundingClientRect();
  bar.scrollLeft += left - bar.getBoundingClientRect().left - (bar.clientWidth - width) / 2;
}
