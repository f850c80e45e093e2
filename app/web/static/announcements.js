/* What the page tells people who hear it, and those who see it. */

/** Have screen readers read the words aloud. */
export function announce(words) {
  document.getElementById("announcements").textContent = words;
}

/** Scroll to the element, unless its top can be seen already. */
export function scrollToShow(element) {
  const { top } = element.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.7) element.scrollIntoView({ block: "start" });
}
