/* The list of this visit's questions, and the browser's Back and Forward. */
import { backClosedDialog } from "./dialogs.js";
import { currentQuestion, queryOf, rememberedQuestions, travel } from "./questions.js";

export function connect({ element, trigger }) {
  const ask = (question) => trigger("select", question);
  const draw = () => {
    const questions = rememberedQuestions();
    element.querySelector("details").hidden = !questions.length;
    element.querySelector("ol").replaceChildren(...questions.map((question) => item(question, ask)));
  };
  addEventListener("briefqa-asked", draw);
  addEventListener("briefqa-again", () => ask(currentQuestion()));
  addEventListener("popstate", () => {
    if (backClosedDialog()) return;
    travel();
    ask(currentQuestion());
  });
  draw();
}

function item(question, ask) {
  const link = document.createElement("a");
  Object.assign(link, { href: queryOf(question), textContent: question.q });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(question);
  });
  const item = document.createElement("li");
  item.append(link);
  return item;
}
