/* The file of questions that the reader chooses, and the report of an evaluation. */

const URL_LIFETIME_MS = 10_000;
let chosen = null;

export function connectFile({ element, trigger }) {
  const input = element.querySelector("input");
  input.addEventListener("click", () => { input.value = ""; }); /* else the same file is no change */
  input.addEventListener("cancel", () => choose(null));
  input.addEventListener("change", () => {
    choose(input.files[0]);
    trigger("select", {});
  });
}

/** Return the chosen file's name, and its bytes as a data: URL (the server detects the encoding);
    two empty texts without a file. */
export async function chosenFile() {
  if (!chosen) return ["", ""];
  const reader = new FileReader();
  const read = new Promise((done, failed) => { reader.onload = done; reader.onerror = failed; });
  reader.readAsDataURL(chosen);
  try {
    await read;
    return [chosen.name, reader.result];
  } catch {
    choose(null, `${chosen.name} has changed or is gone: choose it again.`);
    return ["", ""];
  }
}

/** Forget the chosen file. */
export function chooseNone() {
  choose(null);
}

export function connectReport({ element }) {
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-download]");
    if (!button) return;
    const page = element.querySelector("iframe").srcdoc;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    link.download = `${button.dataset.download || "report"}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), URL_LIFETIME_MS);
  });
}

function choose(file, words = "") {
  chosen = file;
  const status = document.querySelector("#questions-file .added");
  status.textContent = file ? `${file.name} chosen.` : words;
  if (!file) document.querySelector("#questions-file input").value = "";
}
