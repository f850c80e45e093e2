/* The passages that answer a question. */
import { announce, scrollToShow } from "./announcements.js";
import { copyFrom } from "./copying.js";
import { closeDialogs } from "./dialogs.js";
import { showExamples } from "./examples.js";
import { remember } from "./questions.js";

export function connect({ element, trigger, watch }) {
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.copy) copyFrom(button);
    if (button?.dataset.open) trigger("select", JSON.parse(button.dataset.open));
  });
  watch("value", () => show(element));
  show(element);
}

function show(element) {
  const answered = element.querySelector("[data-asked]");
  const question = answered && JSON.parse(answered.dataset.asked);
  document.title = question ? `${question.q} · briefqa` : "briefqa";
  if (question) remember(question);
  const passages = element.querySelectorAll(".hit").length;
  showExamples(!passages); /* the passages need the room */
  const words = [...element.querySelectorAll(".message, .asked")].map((line) => line.textContent);
  if (words.length) {
    announce(`${passages} passages. ${words.join(" ")}`);
    scrollToShow(element);
  }
  closeDialogs();
}
