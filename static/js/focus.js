// Moves the focus to a summary that just appeared, so that it is read before anything else.
export default function focus(element) {
  element.focus();
}
