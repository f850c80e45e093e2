/* Files that are chosen or dropped, and added to the library one by one. */

export function connect({ element, trigger }) {
  const drop = element.querySelector(".drop"), input = element.querySelector("input");
  const list = element.querySelector(".added");
  const add = async (files) => {
    list.replaceChildren();
    for (const file of files) {
      const item = document.createElement("li");
      item.textContent = `Adding ${file.name} …`;
      list.append(item);
      item.textContent = await upload(file);
    }
    input.value = "";
    trigger("upload", {});
  };
  input.addEventListener("change", () => add([...input.files]));
  addEventListener("briefqa-indexed", () => list.replaceChildren());
  acceptDrops(drop, add);
}

/* Anywhere on the page, or the browser would leave the page for the file. */
function acceptDrops(drop, add) {
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, () => drop.classList.add("over"));
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("over"));
  }
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (drop.checkVisibility()) add([...event.dataTransfer.files]);
  });
}

/* Return what came of it, in words. */
async function upload(file) {
  try {
    let response = await send(file, false);
    if (response.status === 409) {
      const present = await response.clone().text();
      const replace = confirm(`${present}. Replace it? The old file moves to the folder “.removed”.`);
      if (replace) response = await send(file, true);
    }
    if (!response.ok) return `${file.name}: not added: ${await response.text()}`;
    const { added } = await response.json();
    return `${added} added. Re-index to search it.`;
  } catch {
    return `${file.name}: not added: the connection failed`;
  }
}

function send(file, replace) {
  const query = new URLSearchParams({ name: file.name, ...(replace && { replace: "yes" }) });
  return fetch(`library?${query}`, { method: "POST", body: file });
}
