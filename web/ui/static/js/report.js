// Values and their places on the scan: hover or focus lights up both sides, a click keeps them marked and in the address.
import { openScan, painted } from "./scan.js";

const SVG = "http://www.w3.org/2000/svg";
const pair = document.querySelector(".pair");
const stage = document.querySelector(".stage");
const marks = document.querySelector(".marks");
const card = document.querySelector("#card");
const links = [...document.querySelectorAll(".scan-pages a")];
const values = new Map([...document.querySelectorAll("td.value a[data-metric]")].map((link) => [link.dataset.metric, link]));
const hits = new Map();
let scan = null;
let wanted = null; // the box to show, also before the scan is there
let marked = null;

const pageOf = (link) => Number(link.dataset.page);
const boxOf = (link) => (link?.dataset.box ? link.dataset.box.split(" ").map(Number) : null);
const current = () => Number(links.find((link) => link.hasAttribute("aria-current"))?.dataset.page);

function page(number) {
  const { width, height, image, large } = links.find((link) => pageOf(link) === number).dataset;
  return { number, width, height, image, large };
}

function rectangle([left, top, right, bottom], name) {
  const rect = document.createElementNS(SVG, "rect");
  for (const [key, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top, class: name })) {
    rect.setAttribute(key, value);
  }
  return rect;
}

function anchor(link) {
  const made = document.createElementNS(SVG, "a");
  made.setAttribute("href", link.getAttribute("href"));
  made.setAttribute("tabindex", "-1");
  made.dataset.metric = link.dataset.metric;
  made.append(rectangle(boxOf(link), link.dataset.metric === marked ? "box box-marked" : "box"));
  return made;
}

function drawBoxes(number) {
  const found = [...values.values()].filter((link) => pageOf(link) === number && link.dataset.box);
  const lit = (hits.get(number) ?? []).map((box) => rectangle(box, "box-hit"));
  marks.replaceChildren(...lit, ...found.map(anchor));
}

function reveal(box) {
  wanted = box;
  scan?.reveal(box);
}

function showPage(number) {
  const link = links.find((candidate) => pageOf(candidate) === number);
  if (!link || number === current()) return;
  for (const other of links) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "page");
  document.querySelector("#scan-large").href = link.dataset.large;
  wanted = null;
  scan?.show(page(number));
  drawBoxes(number);
}

function light(metric, on) {
  values.get(metric)?.closest("td").classList.toggle("lit", on);
  marks.querySelector(`[data-metric="${CSS.escape(metric)}"] rect`)?.classList.toggle("box-lit", on);
}

// A card that is there already stays: somebody may be typing in it.
async function showCard(metric) {
  if (card.dataset.shown === metric) return;
  const answer = await fetch(`/reports/${pair.dataset.report}/values/${metric}?version=${pair.dataset.version}`);
  if (!answer.ok || metric !== marked) return;
  card.innerHTML = await answer.text();
  card.dataset.shown = metric;
  const box = boxOf(values.get(metric));
  if (box) reveal(box); // the card takes room from the page beside it
}

function mark(metric, { scroll = false, keep = true } = {}) {
  const link = values.get(metric);
  if (!link) return;
  for (const cell of document.querySelectorAll("td.marked")) cell.classList.remove("marked");
  marked = metric;
  link.closest("td").classList.add("marked");
  if (link.dataset.page) {
    if (pageOf(link) === current()) drawBoxes(current());
    else showPage(pageOf(link));
    if (link.dataset.box) reveal(boxOf(link));
  }
  if (scroll) link.closest("td").scrollIntoView({ block: "center", inline: "nearest" });
  if (keep) history.replaceState(null, "", `${location.pathname}${searchWithoutMark()}#${metric}`);
  showCard(metric);
}

// The smallest box around a point of the page, in fractions of it.
function choose(x, y) {
  const around = [...values.values()].filter((link) => {
    const box = pageOf(link) === current() && boxOf(link);
    return box && box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3];
  });
  const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);
  around.sort((one, other) => area(boxOf(one)) - area(boxOf(other)));
  if (around.length) mark(around[0].dataset.metric, { scroll: true });
}

function searchWithoutMark() {
  const search = new URLSearchParams(location.search);
  search.delete("mark");
  search.delete("page");
  return search.size ? `?${search}` : "";
}

function collectHits() {
  for (const { page: number, box } of JSON.parse(document.querySelector("#hits").dataset.places)) {
    hits.set(number, [...(hits.get(number) ?? []), box]);
  }
}

function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const value = event.target.closest("[data-metric], [data-goto]");
  const metric = value?.dataset.metric ?? value?.dataset.goto;
  const link = event.target.closest(".scan-pages a");
  if (values.has(metric)) {
    event.preventDefault();
    mark(metric, { scroll: !value.closest("td") });
  } else if (link) {
    event.preventDefault();
    showPage(pageOf(link));
  }
}

function onKey(event) {
  const step = { "+": 1, "=": 1, "-": -1 }[event.key];
  const along = { PageDown: 1, PageUp: -1 }[event.key];
  if (step) scan?.zoomBy(step);
  else if (event.key === "r") scan?.turn();
  else if (along) showPage(current() + along);
  else return;
  event.preventDefault();
}

function listen() {
  document.addEventListener("click", onClick);
  for (const [on, names] of [[true, ["mouseover", "focusin"]], [false, ["mouseout", "focusout"]]]) {
    for (const name of names) {
      document.addEventListener(name, (event) => {
        const value = event.target.closest?.("[data-metric]");
        if (value) light(value.dataset.metric, on);
      });
    }
  }
  document.querySelector(".scan-buttons").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.zoom) scan?.zoomBy(Number(button.dataset.zoom));
    else if (button) scan?.turn();
  });
  stage.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", () => mark(decodeURIComponent(location.hash.slice(1)), { keep: false }));
}

function start() {
  document.querySelector(".scan-buttons").hidden = false;
  collectHits();
  listen();
  drawBoxes(current());
  marked = document.querySelector("td.marked a")?.dataset.metric ?? null;
  const asked = decodeURIComponent(location.hash.slice(1));
  if (values.has(asked)) mark(asked, { scroll: true, keep: false });
  else if (marked) mark(marked, { keep: false });
  else if (hits.has(current())) reveal(hits.get(current())[0]);
}

async function startScan() {
  scan = await openScan(stage, marks, choose);
  scan.show(page(current()));
  if (wanted) scan.reveal(wanted);
}

if (stage) {
  await painted();
  start();
  await startScan();
}
