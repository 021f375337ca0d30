// The whole table: arrow keys move, leaving a cell saves it, the sums follow while typing, the page follows the cell.
import { openScan } from "./scan.js";
import { evaluate, exact, plain, shown, SIGNS } from "./sums.js";

const SVG = "http://www.w3.org/2000/svg";
const form = document.querySelector("#grid");
const said = document.querySelector("#grid-said");
const done = document.querySelector("#grid-done");
const broken = document.querySelector("#grid-broken");
const number = document.querySelector("#grid-count");
const stage = document.querySelector(".stage");
const marks = document.querySelector(".marks");
const links = [...document.querySelectorAll(".scan-pages a")];
const words = JSON.parse(form.dataset.words);
const cells = new Map([...form.querySelectorAll("td[data-metric]")].map((cell) => [cell.dataset.metric, cell]));
let relations = [];
let scan = null;
let saving = Promise.resolve();

const box = (cell) => cell.querySelector("input[type=text]");
const part = (cell, head) => cell.querySelector(`input[name^="${head}:"]`);
const fill = (text, value) => text.replace("{}", () => value);

// --- sums

function values() {
  const found = new Map();
  for (const [metric, cell] of cells) {
    const typed = exact(box(cell).value.trim());
    const unknown = typed === null && ["missing", "absent", "doubtful"].includes(cell.dataset.status) && box(cell).value === part(cell, "before").value;
    if (!unknown && typed !== undefined) found.set(metric, typed);
  }
  return found;
}

function addUp() {
  const known = values();
  const bad = relations.map((relation) => [relation, evaluate(relation, known)]).filter(([, { state }]) => state === "broken");
  const involved = new Set(bad.flatMap(([relation]) => [...relation.left, ...relation.right]));
  for (const [metric, cell] of cells) cell.classList.toggle("broken", involved.has(metric));
  broken.replaceChildren(...bad.map(([relation, { left, right }]) => {
    const line = document.createElement("li");
    const sides = `${shown(left)} ${SIGNS[relation.kind]} ${shown(right)}`;
    line.textContent = words.broken.replace("{demand}", relation.words).replace("{sides}", sides);
    return line;
  }));
  number.textContent = bad.length;
}

// --- saving

function leaveCell(cell, confirm = false) {
  const typed = plain(box(cell).value);
  if (typed === part(cell, "before").value && !confirm) return;
  saving = saving.then(() => save(cell, typed, confirm));
}

async function save(cell, typed, confirm) {
  const { metric } = cell.dataset;
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, why: form.elements.why.value });
  for (const head of ["before", "seen"]) body.set(`${head}:${metric}`, part(cell, head).value);
  body.set(`value:${metric}`, typed);
  if (confirm) body.set(`confirm:${metric}`, "1");
  cell.classList.add("waiting");
  const answered = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  cell.classList.remove("waiting");
  const told = answered?.headers.get("Content-Type")?.includes("json") ? await answered.json() : { reason: words.offline };
  if (!answered?.ok) return refuse(cell, told.reason);
  said.hidden = true;
  take(cell, told[metric]);
  done.textContent = fill(words.saved, `${box(cell).ariaLabel}: ${told[metric].value ?? "·"}`);
  document.body.dataset.saved = Number(document.body.dataset.saved ?? 0) + 1;
}

function refuse(cell, reason) {
  said.textContent = fill(words.failed, reason);
  said.hidden = false;
  box(cell).focus();
}

function take(cell, { value, status, seen }) {
  cell.classList.remove(`status-${cell.dataset.status}`);
  cell.classList.add(`status-${status}`);
  cell.dataset.status = status;
  part(cell, "before").value = value ?? "";
  part(cell, "seen").value = seen;
  box(cell).value = value ?? "";
  addUp();
}

// --- moving

function neighbour(cell, key) {
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const all = [...cells.values()];
    return all[all.indexOf(cell) + (key === "ArrowRight" ? 1 : -1)];
  }
  const here = cell.getBoundingClientRect();
  const middle = (here.left + here.right) / 2;
  const step = key === "ArrowUp" ? -1 : 1;
  const away = [...cells.values()].map((other) => [other, other.getBoundingClientRect()]).filter(([, place]) => step * (place.top - here.top) > 1);
  const nearest = ([, place]) => Math.abs(place.top - here.top) * 4 + Math.abs((place.left + place.right) / 2 - middle);
  return away.sort((one, other) => nearest(one) - nearest(other))[0]?.[0];
}

function onKey(event) {
  const cell = event.target.closest?.("td[data-metric]");
  if (!cell || event.altKey || event.metaKey) return;
  if (event.ctrlKey) {
    if (event.key === "Enter") leaveCell(cell, true);
    else if (event.key === "z") { box(cell).value = part(cell, "before").value; addUp(); }
    else return;
  } else {
    const key = event.key === "Enter" ? (event.shiftKey ? "ArrowUp" : "ArrowDown") : event.key;
    const across = key === "ArrowLeft" || key === "ArrowRight";
    if (!key.startsWith("Arrow") || (across && !atEdge(event.target, key))) return;
    const target = neighbour(cell, key);
    if (target) box(target).focus();
    else box(cell).blur();
  }
  event.preventDefault();
}

function atEdge(input, key) {
  const { selectionStart: from, selectionEnd: to, value } = input;
  if (from === 0 && to === value.length) return true;
  return from === to && from === (key === "ArrowLeft" ? 0 : value.length);
}

// --- the page beside

function page(link) {
  const { page: of, width, height, image, large } = link.dataset;
  return { number: Number(of), width, height, image, large };
}

function follow(cell) {
  const link = links.find((one) => one.dataset.page === cell.dataset.page);
  if (!link) return;
  if (!link.hasAttribute("aria-current")) {
    for (const other of links) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "page");
    scan?.show(page(link));
  }
  if (!cell.dataset.box) return marks.replaceChildren();
  const [left, top, right, bottom] = cell.dataset.box.split(" ").map(Number);
  const rect = document.createElementNS(SVG, "rect");
  const sides = { x: left, y: top, width: right - left, height: bottom - top, class: "box box-marked" };
  for (const [key, value] of Object.entries(sides)) rect.setAttribute(key, value);
  marks.replaceChildren(rect);
  scan?.reveal([left, top, right, bottom]);
}

async function startScan() {
  document.querySelector(".scan-buttons").hidden = false;
  marks.replaceChildren();
  scan = await openScan(stage, marks, () => {});
  scan.show(page(links.find((one) => one.hasAttribute("aria-current")) ?? links[0]));
  const cell = document.activeElement?.closest("td[data-metric]");
  if (cell) follow(cell);
}

async function start() {
  if (stage) startScan();
  form.addEventListener("keydown", onKey);
  form.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td[data-metric]");
    if (!cell) return;
    event.target.select();
    if (stage) follow(cell);
  });
  form.addEventListener("focusout", (event) => {
    const cell = event.target.closest("td[data-metric]");
    if (cell) leaveCell(cell);
  });
  form.addEventListener("input", addUp);
  document.querySelector(".scan-buttons")?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.zoom) scan?.zoomBy(Number(button.dataset.zoom));
    else if (button) scan?.turn();
  });
  if (form.dataset.relations) {
    const answered = await fetch(form.dataset.relations);
    if (answered.ok) relations = (await answered.json()).relations;
    addUp();
  }
  const begin = cells.get(form.dataset.mark) ?? cells.values().next().value;
  if (begin && !form.contains(document.activeElement)) box(begin).focus(); // somebody may have begun to type meanwhile
  document.body.dataset.ready = "yes";
}

start();
