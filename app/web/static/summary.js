/* What came of a re-index or a removal. */
import { announce } from "./announcements.js";
import { askAgain, currentQuestion } from "./questions.js";

export function connect({ element, watch }) {
  watch("value", () => {
    const words = element.textContent.trim();
    if (!words) return;
    announce(words);
    if (!words.startsWith("Done")) return;
    dispatchEvent(new Event("briefqa-indexed"));
    const typed = document.querySelector("#question :is(input, textarea)").value;
    if (typed && typed === currentQuestion().q) askAgain(); /* of the new index */
  });
}
