/* What a button opens: next to the answers, or over the page if it is modal or the window narrow.
   Focus moves into it, and back when it is closed; on a phone, Back closes it too. */

import { keepBoilerplate } from "./sources_table.js";

const narrow = matchMedia("(max-width: 48rem)");
/* True while closing a dialog takes its entry from the browser's history. */
let leaving = false;

/** Close whatever is open. */
export function closeDialogs() {
  dispatchEvent(new Event("briefqa-close"));
}

/** Return whether Back or Forward only closed a dialog; close one that is open. */
export function backClosedDialog() {
  if (leaving) {
    leaving = false;
    return true;
  }
  const open = document.querySelector("dialog[open]") !== null;
  if (open) closeDialogs();
  return open;
}

export function connect({ element, trigger, props, watch }) {
  let opener = null;
  const dialog = () => element.querySelector("dialog");
  const close = () => {
    if (!dialog()) return;
    dialog().close();
    props.value = "";
    if (opener?.isConnected) opener.focus();
    if (history.state?.open) {
      leaving = true;
      history.back();
    }
  };
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    keepBoilerplate(button, trigger);
    if (button?.matches("[data-close], [data-keep]")) close();
  });
  element.addEventListener("cancel", close, true);
  addEventListener("keydown", (event) => {
    const listOpen = event.target.getAttribute?.("aria-expanded") === "true";
    if (event.key === "Escape" && dialog()?.checkVisibility() && !listOpen) close();
  });
  addEventListener("briefqa-close", close);
  watch("value", () => {
    if (!dialog() || dialog().open) return;
    opener = document.activeElement;
    open(dialog());
  });
}

function open(dialog) {
  if (narrow.matches || dialog.className === "modal") {
    dialog.showModal();
    if (narrow.matches) history.pushState({ open: true }, "");
  } else {
    dialog.show();
    dialog.scrollIntoView({ block: "nearest" });
  }
  (dialog.querySelector("h2") ?? dialog).focus();
  const text = dialog.querySelector(".text"), passage = dialog.querySelector(".passage");
  if (passage) text.scrollTop = passage.offsetTop - text.offsetTop - text.clientHeight / 4;
}
