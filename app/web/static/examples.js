/* Example questions to click on. */

export function connect({ element, trigger }) {
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) trigger("select", { question: button.textContent });
  });
}

/** Unfold the examples, or fold them; focus within them moves to their heading. */
export function showExamples(unfolded) {
  const box = document.querySelector("#examples details");
  if (!unfolded && box?.contains(document.activeElement)) box.querySelector("summary").focus();
  if (box) box.open = unfolded;
}
