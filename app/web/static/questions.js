/* Questions as URLs, and those of this visit:
   { q, k, document: [id, …], author: [name, …], since, until, folder: [path, …] }. */

const KEY = "briefqa.asked", MAX_REMEMBERED = 50;

/* True from the browser's Back or Forward until its answer, or the reader's next action. */
let travelling = false;
/* Query strings that Back or Forward led to, whose answers may still come, in any order. */
const awaited = new Set();
for (const name of ["keydown", "pointerdown"]) {
  addEventListener(name, () => { travelling = false; awaited.clear(); }, true);
}

/** Return the query string that asks this question. */
export function queryOf({ q, k, ...limits }) {
  const limited = ["document", "author", "since", "until", "folder"].flatMap((name) =>
    [limits[name] ?? []].flat().filter(Boolean).map((value) => [name, value]));
  return "?" + new URLSearchParams([["q", q], ["k", k], ...limited]);
}

/** Return the question in the address bar; its q is "" if there is none. */
export function currentQuestion() {
  const query = new URLSearchParams(location.search);
  return {
    q: query.get("q") ?? "",
    k: Number(query.get("k")) || 5,
    document: query.getAll("document"),
    author: query.getAll("author"),
    since: query.get("since") ?? "",
    until: query.get("until") ?? "",
    folder: query.getAll("folder"),
  };
}

/** Return the questions of this visit, the latest first. */
export function rememberedQuestions() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
}

/** Note that Back or Forward led to the current question. */
export function travel() {
  travelling = Boolean(currentQuestion().q);
  if (travelling) awaited.add(queryOf(currentQuestion()));
}

/** Remember an answered question, and put it into the address bar. */
export function remember(question) {
  const others = rememberedQuestions().filter((other) => queryOf(other) !== queryOf(question));
  sessionStorage.setItem(KEY, JSON.stringify([question, ...others].slice(0, MAX_REMEMBERED)));
  dispatchEvent(new Event("briefqa-asked"));
  const late = awaited.delete(queryOf(question));
  if (queryOf(question) === queryOf(currentQuestion())) travelling = false;
  else if (travelling || late) askAgain(); /* the answer is to a page that was left */
  else history.pushState(null, "", queryOf(question));
}

/** Ask the current question again. */
export function askAgain() {
  dispatchEvent(new Event("briefqa-again"));
}
