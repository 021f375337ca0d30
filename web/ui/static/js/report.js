// Values and their places on the scan: hover or focus lights up both sides, a click keeps them marked and in the address.
const pair = document.querySelector(".pair");
const stage = document.querySelector(".stage");
const leaf = document.querySelector(".leaf");
const image = document.querySelector("#leaf");
const marks = document.querySelector(".marks");
const card = document.querySelector("#card");
const SVG = "http://www.w3.org/2000/svg";
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3, 4];
const values = new Map([...document.querySelectorAll("td.value a[data-metric]")].map((link) => [link.dataset.metric, link]));
const pages = [...document.querySelectorAll(".scan-pages a")];
const hits = new Map();
let zoom = ZOOMS.indexOf(1);
let turn = 0;
let marked = null;

const pageOf = (link) => Number(link.dataset.page);
const current = () => Number(pages.find((link) => link.hasAttribute("aria-current"))?.dataset.page);

function rectangle(box, name) {
  const rect = document.createElementNS(SVG, "rect");
  const [left, top, right, bottom] = box;
  for (const [key, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top, class: name })) {
    rect.setAttribute(key, value);
  }
  return rect;
}

function boxOf(link) {
  return link.dataset.box ? link.dataset.box.split(" ").map(Number) : null;
}

function drawBoxes(number) {
  const boxes = [...values.values()].filter((link) => pageOf(link) === number && link.dataset.box);
  const anchors = boxes.map((link) => {
    const anchor = document.createElementNS(SVG, "a");
    anchor.setAttribute("href", link.getAttribute("href"));
    anchor.setAttribute("tabindex", "-1");
    anchor.dataset.metric = link.dataset.metric;
    anchor.append(rectangle(boxOf(link), link.dataset.metric === marked ? "box box-marked" : "box"));
    return anchor;
  });
  marks.replaceChildren(...(hits.get(number) ?? []).map((box) => rectangle(box, "box-hit")), ...anchors);
}

function showPage(number) {
  const link = pages.find((candidate) => Number(candidate.dataset.page) === number);
  if (!link || number === current()) return;
  for (const other of pages) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "page");
  image.width = link.dataset.width;
  image.height = link.dataset.height;
  image.alt = image.dataset.alt.replace("{}", number);
  image.src = ZOOMS[zoom] > 1 ? link.dataset.large : link.dataset.image;
  document.querySelector("#scan-large").href = link.dataset.large;
  drawBoxes(number);
  applyView();
}

function applyView() {
  const scale = ZOOMS[zoom];
  const sideways = turn % 180 !== 0;
  leaf.style.width = `${scale * 100}%`;
  leaf.style.transform = turn ? `rotate(${turn}deg)` : "";
  const { offsetWidth: width, offsetHeight: height } = leaf;
  const shift = { 0: [0, 0], 90: [height, 0], 180: [width, height], 270: [0, width] }[turn];
  leaf.style.translate = `${shift[0]}px ${shift[1]}px`;
  leaf.style.marginBottom = sideways ? `${width - height}px` : "";
  const link = pages.find((candidate) => Number(candidate.dataset.page) === current());
  if (link && scale > 1 && image.getAttribute("src") !== link.dataset.large) image.src = link.dataset.large;
}

function reveal(box) {
  if (!box || turn) return;
  const [left, top, right, bottom] = box;
  const x = ((left + right) / 2) * leaf.offsetWidth - stage.clientWidth / 2;
  const y = ((top + bottom) / 2) * leaf.offsetHeight - stage.clientHeight / 2;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  stage.scrollTo({ left: x, top: y, behavior: calm ? "auto" : "smooth" });
}

function light(metric, on) {
  const link = values.get(metric);
  link?.closest("td").classList.toggle("lit", on);
  marks.querySelector(`[data-metric="${CSS.escape(metric)}"] rect`)?.classList.toggle("box-lit", on);
}

async function showCard(metric) {
  const address = `/reports/${pair.dataset.report}/values/${metric}?version=${pair.dataset.version}`;
  const answer = await fetch(address);
  if (!answer.ok || metric !== marked) return;
  card.innerHTML = await answer.text();
  reveal(boxOf(values.get(metric))); // the card takes room from the page beside it
}

function mark(metric, { scroll = false, keep = true } = {}) {
  const link = values.get(metric);
  if (!link) return;
  for (const cell of document.querySelectorAll("td.marked")) cell.classList.remove("marked");
  marked = metric;
  const cell = link.closest("td");
  cell.classList.add("marked");
  if (link.dataset.page) {
    if (pageOf(link) === current()) drawBoxes(current());
    else showPage(pageOf(link));
    reveal(boxOf(link));
  }
  if (scroll) cell.scrollIntoView({ block: "center", inline: "nearest" });
  if (keep) history.replaceState(null, "", `${location.pathname}${searchWithoutMark()}#${metric}`);
  showCard(metric);
}

function searchWithoutMark() {
  const search = new URLSearchParams(location.search);
  search.delete("mark");
  search.delete("page");
  return search.size ? `?${search}` : "";
}

function collectHits() {
  const given = document.querySelector("#hits");
  for (const { page, box } of given ? JSON.parse(given.dataset.places) : []) {
    hits.set(page, [...(hits.get(page) ?? []), box]);
  }
}

function listen() {
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const value = event.target.closest("[data-metric], [data-goto]");
    const page = event.target.closest(".scan-pages a");
    if (value && values.has(value.dataset.metric ?? value.dataset.goto)) {
      event.preventDefault();
      mark(value.dataset.metric ?? value.dataset.goto, { scroll: !value.closest("td") });
    } else if (page) {
      event.preventDefault();
      showPage(Number(page.dataset.page));
    }
  });
  for (const [on, names] of [[true, ["mouseover", "focusin"]], [false, ["mouseout", "focusout"]]]) {
    for (const name of names) {
      document.addEventListener(name, (event) => {
        const value = event.target.closest?.("[data-metric]");
        if (value) light(value.dataset.metric, on);
      });
    }
  }
  document.querySelector(".scan-buttons")?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.zoom) zoomBy(Number(button.dataset.zoom));
    else if (button) turnOnce();
  });
  stage?.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", () => mark(decodeURIComponent(location.hash.slice(1)), { keep: false }));
}

function zoomBy(step) {
  zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom + step));
  applyView();
  const link = values.get(marked);
  if (link && pageOf(link) === current()) reveal(boxOf(link));
}

function turnOnce() {
  turn = (turn + 90) % 360;
  applyView();
}

function onKey(event) {
  const step = { "+": 1, "=": 1, "-": -1 }[event.key];
  const along = { PageDown: 1, PageUp: -1 }[event.key];
  if (step) zoomBy(step);
  else if (event.key === "r") turnOnce();
  else if (along) showPage(current() + along);
  else return;
  event.preventDefault();
}

if (leaf) {
  document.querySelector(".scan-buttons").hidden = false;
  collectHits();
  listen();
  marked = document.querySelector("td.marked a")?.dataset.metric ?? null;
  const asked = decodeURIComponent(location.hash.slice(1));
  if (values.has(asked)) mark(asked, { scroll: true, keep: false });
  else if (marked) reveal(boxOf(values.get(marked)));
}
