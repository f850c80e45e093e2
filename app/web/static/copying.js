/* Buttons that copy a citation. */
import { announce } from "./announcements.js";

const CONFIRMATION_MS = 1500;

/** Copy what the button holds, and confirm it on the button. */
export async function copyFrom(button) {
  const name = button.firstChild;
  const label = (button.dataset.label ??= name.textContent);
  await copy(button.dataset.copy);
  name.textContent = "copied";
  announce(`${label} citation copied`);
  setTimeout(() => { name.textContent = label; }, CONFIRMATION_MS);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { /* browsers give the clipboard only to HTTPS and localhost */
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
