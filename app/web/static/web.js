"use strict";
/* What the page does by itself, without the server. Each function is given the element of one
   component when that is loaded, and what sets off its events or sees its value change. */
const briefqa = (() => {
  const KEY = "briefqa.asked", MOST = 50;
  const remembered = () => JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  let chosen = null; /* the file of questions */
  /* Whether the browser's Back or Forward was the last thing done, and its answer is not there yet. */
  let travelling = false;
  for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => { travelling = false; }, true);

  function query(asked) {
    const { q, k, document } = asked;
    return "?" + new URLSearchParams([["q", q], ["k", k], ...document.map((id) => ["document", id])]);
  }

  function current() {
    const given = new URLSearchParams(location.search);
    return { q: given.get("q") ?? "", k: Number(given.get("k")) || 5, document: given.getAll("document") };
  }

  function remember(asked) {
    const others = remembered().filter((each) => query(each) !== query(asked));
    sessionStorage.setItem(KEY, JSON.stringify([asked, ...others].slice(0, MOST)));
    dispatchEvent(new Event("briefqa-asked"));
    if (query(asked) === query(current())) travelling = false;
    else if (travelling) dispatchEvent(new Event("briefqa-again")); /* a late answer to another page */
    else history.pushState(null, "", query(asked));
  }

  /* To those who hear the page. */
  function say(words) {
    document.getElementById("said").textContent = words;
  }

  function show(element) {
    const { top } = element.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.7) element.scrollIntoView({ block: "start" });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { /* no clipboard for pages that are not from this machine and not encrypted */
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  async function copyFrom(button) {
    const { firstChild: name } = button, label = button.dataset.label ??= name.textContent;
    await copy(button.dataset.copy);
    name.textContent = "copied";
    say(`${label} citation copied`);
    setTimeout(() => { name.textContent = label; }, 1500);
  }

  function answers(element, trigger, watch) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.copy) copyFrom(button);
      if (button?.dataset.open) trigger("select", JSON.parse(button.dataset.open));
    });
    watch("value", () => {
      const asked = element.querySelector("[data-asked]");
      document.title = asked ? `${JSON.parse(asked.dataset.asked).q} · briefqa` : "briefqa";
      if (asked) remember(JSON.parse(asked.dataset.asked));
      const found = element.querySelectorAll(".hit").length;
      showExamples(!found); /* passages have the room */
      const told = [...element.querySelectorAll(".message, .asked")].map((each) => each.textContent);
      if (told.length) {
        say(`${found} passages. ${told.join(" ")}`);
        show(element);
      }
      dispatchEvent(new Event("briefqa-close"));
    });
  }

  /* What a button opens is a dialog: over the page where there is no room beside. Focus goes
     there, and back when it is closed; so does the browser's Back on a phone. */
  let leaving = false;
  const narrow = matchMedia("(max-width: 48rem)");

  function opened(element, props, watch) {
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
    element.addEventListener("click", (event) => event.target.closest("[data-close]") && close());
    element.addEventListener("cancel", close, true);
    addEventListener("keydown", (event) => {
      const listOpen = event.target.getAttribute?.("aria-expanded") === "true";
      if (event.key === "Escape" && dialog()?.checkVisibility() && !listOpen) close();
    });
    addEventListener("briefqa-close", close);
    watch("value", () => {
      if (!dialog() || dialog().open) return;
      opener = document.activeElement;
      if (narrow.matches || dialog().className === "modal") {
        dialog().showModal();
        if (narrow.matches) history.pushState({ open: true }, "");
      } else {
        dialog().show();
        dialog().scrollIntoView({ block: "nearest" });
      }
      (dialog().querySelector("h2") ?? dialog()).focus();
      const text = dialog().querySelector(".text"), passage = dialog().querySelector(".passage");
      if (passage) text.scrollTop = passage.offsetTop - text.offsetTop - text.clientHeight / 4;
    });
  }

  function visit(element, trigger) {
    const box = element.querySelector("details"), list = element.querySelector("ol");
    const draw = () => {
      box.hidden = !remembered().length;
      list.replaceChildren(...remembered().map((asked) => {
        const link = Object.assign(document.createElement("a"), { href: query(asked), textContent: asked.q });
        link.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          trigger("select", asked);
        });
        const item = document.createElement("li");
        item.append(link);
        return item;
      }));
    };
    addEventListener("briefqa-asked", draw);
    addEventListener("popstate", () => {
      if (leaving) leaving = false;
      else if (document.querySelector("dialog[open]")) dispatchEvent(new Event("briefqa-close"));
      else {
        travelling = Boolean(current().q);
        trigger("select", current());
      }
    });
    addEventListener("briefqa-again", () => trigger("select", current()));
    draw();
  }

  function examples(element, trigger) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) trigger("select", { question: button.textContent });
    });
  }

  function showExamples(wanted) {
    const box = document.querySelector("#examples details");
    if (!wanted && box?.contains(document.activeElement)) box.querySelector("summary").focus();
    if (box) box.open = wanted;
  }

  function adding(element, trigger) {
    const drop = element.querySelector(".drop"), input = element.querySelector("input");
    const list = element.querySelector(".added");
    const send = async (file, replace) => {
      const query = new URLSearchParams({ name: file.name, ...(replace && { replace: "yes" }) });
      return fetch(`library?${query}`, { method: "POST", body: file });
    };
    const add = async (files) => {
      list.replaceChildren();
      for (const file of files) {
        const item = document.createElement("li");
        item.textContent = `${file.name}: being added …`;
        list.append(item);
        try {
          let response = await send(file, false);
          const told = response.ok ? "" : await response.clone().text();
          if (response.status === 409 && confirm(`${told}. Replace it? The old one goes to the folder “.removed”.`)) {
            response = await send(file, true);
          }
          const { added } = response.ok ? await response.json() : {};
          item.textContent = added ? `${added} is added, and not read yet: re-index.`
            : `${file.name}: not added: ${await response.text()}`;
        } catch {
          item.textContent = `${file.name}: not added: the connection failed`;
        }
      }
      input.value = "";
      trigger("upload", {});
    };
    input.addEventListener("change", () => add([...input.files]));
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, () => drop.classList.add("over"));
    }
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
    addEventListener("briefqa-indexed", () => list.replaceChildren());
    addEventListener("dragover", (event) => event.preventDefault()); /* or the browser leaves the page for the file */
    addEventListener("drop", (event) => {
      event.preventDefault();
      if (drop.checkVisibility()) add([...event.dataTransfer.files]);
    });
  }

  function summary(element, watch) {
    watch("value", () => {
      const told = element.textContent.trim();
      if (!told) return;
      say(told);
      if (!told.startsWith("Done")) return;
      dispatchEvent(new Event("briefqa-indexed"));
      const typed = document.querySelector("#asking :is(input, textarea)").value;
      if (typed && typed === current().q) dispatchEvent(new Event("briefqa-again")); /* of the new state */
    });
  }

  let words = [];

  function sift() {
    const rows = [...document.querySelectorAll("#shelf tbody tr")];
    for (const row of rows) {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    }
    const left = rows.filter((row) => !row.hidden).length;
    const told = document.querySelector("#filter [role=status]");
    if (told) told.textContent = words.join("") ? `${left} of ${rows.length}` : "";
  }

  function filter(element) {
    const input = element.querySelector("input");
    input.addEventListener("input", () => { words = input.value.toLowerCase().split(/\s+/); sift(); });
  }

  function shelf(element, trigger, watch) {
    let removed = -1;
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button"), id = button?.dataset.remove;
      if (id && confirm(`Remove ${id} from the library? The file goes to its folder “.removed”.`)) {
        removed = [...element.querySelectorAll("[data-remove]")].indexOf(button);
        trigger("delete", { id });
      }
      if (button?.dataset.leftOut) trigger("select", { id: button.dataset.leftOut });
    });
    watch("value", () => {
      sift();
      const buttons = element.querySelectorAll("[data-remove]");
      if (removed >= 0) buttons[Math.min(removed, buttons.length - 1)]?.focus();
      removed = -1;
    });
  }

  function choose(file, words = "") {
    chosen = file;
    document.querySelector("#choosing .added").textContent = file ? `${file.name} will be asked.` : words;
    if (!file) document.querySelector("#choosing input").value = "";
  }

  function choosing(element, trigger) {
    const input = element.querySelector("input");
    input.addEventListener("click", () => { input.value = ""; }); /* or the same file is no change */
    input.addEventListener("cancel", () => choose(null));
    input.addEventListener("change", () => {
      choose(input.files[0]);
      trigger("select", {});
    });
  }

  /* Its name, and its bytes as a data: address, for the server can tell their encoding. */
  async function chosenFile() {
    if (!chosen) return ["", ""];
    const reader = new FileReader();
    const read = new Promise((done, failed) => { reader.onload = done; reader.onerror = failed; });
    reader.readAsDataURL(chosen);
    try {
      await read;
      return [chosen.name, reader.result];
    } catch {
      choose(null, `${chosen.name} has changed, or is gone: choose it again.`);
      return ["", ""];
    }
  }

  function result(element) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-download]");
      if (!button) return;
      const page = element.querySelector("iframe").srcdoc;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
      link.download = `${button.dataset.download || "report"}.html`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  }

  return { answers, opened, history: visit, examples, adding, summary, filter, shelf, choosing, chosenFile, chooseNone: () => choose(null), result };
})();
