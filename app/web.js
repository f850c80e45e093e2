"use strict";
/* What the page does by itself, without the server. Each function is given the element of one
   component when that is loaded, and what sets off its events or sees its value change. */
const briefqa = (() => {
  const KEY = "briefqa.asked", MOST = 50;
  const remembered = () => JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  let chosen = ["", ""];

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
    if (query(asked) !== query(current())) history.pushState(null, "", query(asked));
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
    const name = button.textContent;
    await copy(button.dataset.copy);
    button.textContent = "copied";
    setTimeout(() => { button.textContent = name; }, 1500);
  }

  let opener = null;

  function answers(element, trigger, watch) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.copy) copyFrom(button);
      if (button?.dataset.open) {
        opener = button;
        trigger("select", JSON.parse(button.dataset.open));
      }
    });
    watch("value", () => {
      const asked = element.querySelector("[data-asked]")?.dataset.asked;
      if (asked) remember(JSON.parse(asked));
      dispatchEvent(new Event("briefqa-close"));
    });
  }

  /* What a button opens: focus goes there, and back when it is closed. */
  function opened(element, props, watch) {
    const close = () => {
      if (!element.querySelector("[data-close]")) return;
      props.value = "";
      if (opener?.isConnected) opener.focus();
    };
    element.addEventListener("click", (event) => event.target.closest("[data-close]") && close());
    element.addEventListener("keydown", (event) => event.key === "Escape" && close());
    watch("value", () => element.querySelector("h2")?.focus());
    return close;
  }

  function source(element, props, watch) {
    addEventListener("briefqa-close", opened(element, props, watch));
    watch("value", () => {
      const text = element.querySelector(".text"), passage = element.querySelector(".passage");
      element.querySelector("article")?.scrollIntoView({ block: "nearest" });
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
    addEventListener("popstate", () => trigger("select", current()));
    draw();
  }

  function examples(element, trigger) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) trigger("select", { question: button.textContent });
    });
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
          if (response.status === 409 && confirm(`${told}. Replace it by the new one?`)) {
            response = await send(file, true);
          }
          item.textContent = response.ok ? `${file.name}: added. Re-index to ask it.`
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
      drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => { event.preventDefault(); add([...event.dataTransfer.files]); });
  }

  let words = "";

  function sift() {
    for (const row of document.querySelectorAll("#shelf tbody tr")) {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    }
  }

  function filter(element) {
    const input = element.querySelector("input");
    input.addEventListener("input", () => { words = input.value.toLowerCase().split(/\s+/); sift(); });
    words = [];
  }

  function shelf(element, trigger, watch) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button"), id = button?.dataset.remove;
      if (id && confirm(`Remove ${id} from the library? The file goes to its folder “.removed”.`)) {
        trigger("delete", { id });
      }
      if (button?.dataset.leftOut) {
        opener = button;
        trigger("select", { id: button.dataset.leftOut });
      }
    });
    watch("value", sift);
  }

  function choosing(element) {
    const input = element.querySelector("input"), told = element.querySelector(".added");
    input.addEventListener("change", async () => {
      const [file] = input.files;
      chosen = file ? [file.name, await file.text()] : ["", ""];
      told.textContent = file ? `${file.name} will be asked.` : "";
    });
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

  return { answers, source, opened, history: visit, examples, adding, filter, shelf, choosing, result, chosenFile: () => chosen };
})();
