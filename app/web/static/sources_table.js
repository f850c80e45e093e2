/* The table of documents, and the filter above it. */

let words = [];

export function connectFilter({ element }) {
  const input = element.querySelector("input");
  input.addEventListener("input", () => {
    words = input.value.toLowerCase().split(/\s+/);
    filterRows();
  });
}

export function connectTable({ element, trigger, watch }) {
  /* The position of the button of the row that was removed last: its successor gets the focus. */
  let removed = -1;
  const removeButtons = () => [...element.querySelectorAll("[data-remove]")];
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button"), id = button?.dataset.remove;
    if (id && confirm(`Remove ${id} from the library? The file moves to its folder “.removed”.`)) {
      removed = removeButtons().indexOf(button);
      trigger("delete", { id });
    }
    if (button?.dataset.dropped) trigger("select", { id: button.dataset.dropped });
    keepBoilerplate(button, trigger);
  });
  const show = () => {
    filterRows();
    const buttons = removeButtons();
    if (removed >= 0) buttons[Math.min(removed, buttons.length - 1)]?.focus();
    removed = -1;
  };
  watch("value", show);
  show();
}

/** Have the boilerplate of a document kept or dropped, if the button is for that. */
export function keepBoilerplate(button, trigger) {
  const { keep, drop } = button?.dataset ?? {};
  if (keep || drop) trigger("submit", { id: keep ?? drop, keep: keep !== undefined });
}

/* Show the rows that have all the words, and how many they are. */
function filterRows() {
  const rows = [...document.querySelectorAll("#documents tbody tr")];
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  const shown = rows.filter((row) => !row.hidden).length;
  const status = document.querySelector("#filter [role=status]");
  if (status) status.textContent = words.join("") ? `${shown} of ${rows.length}` : "";
}
