// The desk: one doubt after another by keyboard. An answer is shown as given at once and saved behind; what fails comes back.
import { evaluate, exact, plain, shown, SIGNS } from "./sums.js";

const ENOUGH = 5; // dockets at hand, so that the next is there when it is wanted
const RETRY_MS = 1500;
const TRIES = 3;

const desk = document.querySelector("#desk");
const said = document.querySelector("#desk-said");
const done = document.querySelector("#desk-done");
const end = document.querySelector("#desk-end");
const left = document.querySelector("#left");
const words = JSON.parse(desk.dataset.words);
const answers = new Map(); // "report metric" -> value as this person said it
const settled = []; // what can be taken back, newest last
const skipped = new Set();
let saving = Promise.resolve();
let fetching = null;
let exhausted = false;
let again = false;
let cursor = desk.querySelector(".docket")?.dataset.cursor ?? "";

const current = () => desk.querySelector(".docket:not([hidden])");
const name = (docket) => `${docket.dataset.report} ${docket.dataset.metric}`;
const waiting = () => [...desk.querySelectorAll(".docket")];
const fill = (text, value) => text.replace("{}", () => value);

function tell(text) {
  said.textContent = text;
  said.hidden = !text;
}

// --- what each answer would do to the sums, with the answers that were given meanwhile

function known(docket) {
  const { values } = docket.facts;
  const found = new Map(Object.entries(values).map(([metric, value]) => [metric, exact(value)]));
  for (const [key, value] of answers) {
    const [report, metric] = key.split(" ");
    if (report === docket.dataset.report) found.set(metric, exact(value));
  }
  return found;
}

function weigh(docket, row, value) {
  const values = known(docket).set(docket.dataset.metric, exact(value));
  for (const relation of docket.facts.relations) {
    const cell = row.querySelector(`[data-relation="${relation.id}"]`);
    if (cell) paint(cell, relation, evaluate(relation, values));
  }
}

function paint(cell, relation, outcome) {
  cell.className = `outcome outcome-${outcome.state}`;
  if (outcome.state === "not_checkable") {
    cell.textContent = "·";
    cell.title = words.unknown;
    return;
  }
  const holds = outcome.state === "holds";
  cell.textContent = `${holds ? "✓" : "✗"} ${shown(outcome.left)} ${SIGNS[relation.kind]} ${shown(outcome.right)}`;
  cell.title = holds ? words.holds : words.breaks;
}

function weighAll(docket) {
  for (const row of docket.querySelectorAll("tr[data-value]")) weigh(docket, row, row.dataset.value);
}

// --- the stock of dockets

function prepare(docket) {
  docket.facts = JSON.parse(docket.dataset.facts);
  const typed = docket.querySelector(".choice-typed input");
  typed.addEventListener("input", () => weigh(docket, typed.closest("tr"), typed.value));
  docket.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.submitter?.value ?? "type");
  });
  return docket;
}

function made(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const docket = prepare(holder.content.querySelector(".docket"));
  docket.hidden = true;
  return docket;
}

async function stock() {
  if (exhausted || waiting().length >= ENOUGH) return;
  fetching ??= more();
  await fetching;
  fetching = null;
}

async function more() {
  const address = new URL(desk.dataset.next, location.href);
  if (cursor) address.searchParams.set("after", cursor);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { dockets } = await answer.json();
  exhausted = dockets.length === 0;
  if (exhausted && !again) {
    again = true; // answers may have raised doubts before this place in the queue
    exhausted = false;
    cursor = "";
  }
  for (const html of dockets) {
    const docket = made(html);
    cursor = docket.dataset.cursor;
    const held = waiting().some((other) => name(other) === name(docket));
    if (!held && !answers.has(name(docket)) && !skipped.has(name(docket))) desk.append(docket);
  }
}

function show(docket) {
  for (const other of waiting()) other.hidden = other !== docket;
  end.hidden = Boolean(docket);
  if (!docket) return;
  weighAll(docket);
  window.scrollTo({ top: 0, behavior: "instant" });
  document.body.dataset.showing = name(docket);
}

async function next() {
  if (waiting().length) show(waiting()[0]);
  await stock();
  while (!waiting().length && !exhausted) await stock();
  if (!waiting().length) await saving; // the last answers may raise doubts
  if (!current()) show(waiting()[0] ?? null);
}

// --- answers

function act(what) {
  const docket = current();
  if (!docket) return;
  if (what === "skip") return skip(docket);
  const [kind, chosen] = what.split(/:(.*)/s);
  const value = { blank: null, type: plain(docket.querySelector(".choice-typed input").value) || null }[kind];
  const after = kind === "blank" || kind === "type" ? value : chosen;
  if (kind === "type" && (after === null || exact(after) === undefined)) return docket.querySelector(".choice-typed input").focus();
  answer(docket, kind, after);
}

function skip(docket) {
  skipped.add(name(docket));
  docket.remove();
  next();
}

function answer(docket, kind, after) {
  tell("");
  const entry = { docket, after, correction: null };
  answers.set(name(docket), after);
  settled.push(entry);
  docket.remove();
  count(-1);
  done.textContent = fill(words.saved, `${docket.querySelector("h2").textContent.trim()} → ${after ?? words.dash}`);
  saving = saving.then(() => save(entry, kind));
  next();
}

function count(step) {
  left.dataset.left = Math.max(0, Number(left.dataset.left) + step);
  left.textContent = Number(left.dataset.left).toLocaleString("en");
}

async function save(entry, kind) {
  const { docket, after } = entry;
  const { report, metric, before, seen } = docket.dataset;
  const form = { report, metric, before, seen, act: kind === "type" ? "type" : kind === "blank" ? "blank" : `${kind}:${after}`, after: after ?? "" };
  const answered = await post(desk.dataset.answer, form);
  if (answered.ok) {
    entry.correction = answered.body.correction;
    settleOthers(report, answered.body.doubts);
    document.body.dataset.saved = Number(document.body.dataset.saved ?? 0) + 1;
    return;
  }
  await bringBack(entry, answered);
}

// An answer may settle other doubts of the same report: those in stock that are none any more go, but not the one in view.
function settleOthers(report, doubts) {
  for (const docket of waiting()) {
    const mine = docket.dataset.report === report && docket.hidden;
    if (mine && !doubts.includes(docket.dataset.metric)) {
      docket.remove();
      count(-1);
    }
  }
  const raised = doubts.some((metric) => !answers.has(`${report} ${metric}`) && !skipped.has(`${report} ${metric}`));
  if (raised && !waiting().length) {
    exhausted = false; // the last answers raised doubts: once more from the head of the queue
    again = true;
    cursor = "";
    next();
  } else {
    stock();
  }
}

// Nothing was saved: the doubt is shown again as it stands now, with what this person had said.
async function bringBack(entry, { body }) {
  const { docket, after } = entry;
  settled.splice(settled.indexOf(entry), 1);
  answers.delete(name(docket));
  count(1);
  const told = body.said ? words.said.replace("{user}", body.said.user).replace("{value}", body.said.after ?? words.dash) : "";
  tell(`${fill(words.failed, body.reason)} ${told} ${fill(words.yours, after ?? words.dash)}`);
  const fresh = (await now(docket)) ?? docket;
  fresh.querySelector(".choice-typed input").value = after ?? "";
  desk.prepend(fresh);
  show(fresh);
}

async function now(docket) {
  const address = new URL(desk.dataset.one, location.href);
  address.searchParams.set("report", docket.dataset.report);
  address.searchParams.set("metric", docket.dataset.metric);
  address.searchParams.set("after", docket.dataset.cursor);
  const answered = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  return answered?.ok ? made((await answered.json()).docket) : null;
}

// A connection that fails is tried again; an answer from the archive is final.
async function post(address, form) {
  for (let turn = 1; ; turn += 1) {
    const body = new URLSearchParams({ ...form, csrf_token: desk.dataset.token });
    const answered = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (answered && answered.status !== 503) {
      const json = answered.headers.get("Content-Type")?.includes("json");
      return { ok: answered.ok && json, body: json ? await answered.json() : { reason: String(answered.status) } };
    }
    if (turn === TRIES) return { ok: false, body: { reason: words.offline } };
    await new Promise((resolve) => { setTimeout(resolve, RETRY_MS * turn); });
  }
}

async function undo() {
  const entry = settled.pop();
  if (!entry) {
    done.textContent = words.nothing;
    return;
  }
  await saving;
  if (entry.correction === null) return; // it failed and is shown already
  const answered = await post(desk.dataset.undo, { correction: entry.correction });
  if (!answered.ok) return tell(fill(words.failed, answered.body.reason));
  answers.delete(name(entry.docket));
  count(1);
  done.textContent = words.undone;
  const fresh = (await now(entry.docket)) ?? entry.docket;
  desk.prepend(fresh);
  show(fresh);
}

// --- keys

function wholePage(docket) {
  const page = docket.querySelector(".crop-page");
  if (!page) return;
  if (!page.src) page.src = page.dataset.src;
  page.hidden = !page.hidden;
  docket.classList.toggle("whole", !page.hidden);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const docket = current();
  const typing = event.target.matches?.("input, textarea, select");
  if (typing) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const { key } = event;
  if (key === "u") undo();
  else if (key === "?") document.querySelector(".keys").toggleAttribute("open");
  else if (!docket || (key === "Enter" && event.target.closest?.("a, button, summary"))) return;
  else if (key === "Enter") act(docket.querySelector(".choice button")?.value ?? "blank");
  else if (/^[1-9]$/.test(key)) press(docket.querySelectorAll(".choice button")[Number(key) - 1]);
  else if (key === "b" || key === "s") act({ b: "blank", s: "skip" }[key]);
  else if (key === "o") press(docket.querySelector(".key-office"));
  else if (key === "t") docket.querySelector(".choice-typed input").select();
  else if (key === "p") wholePage(docket);
  else if (key === "g") leave(docket.querySelector(".key-grid").href);
  else return;
  event.preventDefault();
}

function press(button) {
  if (button) act(button.value);
}

async function leave(address) {
  await saving;
  location.assign(address);
}

function start() {
  for (const docket of waiting()) prepare(docket);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".key-page")) return;
    event.preventDefault();
    wholePage(current());
  });
  window.addEventListener("beforeunload", (event) => {
    if (settled.some((entry) => entry.correction === null)) event.preventDefault();
  });
  show(waiting()[0] ?? null);
  stock();
  document.body.dataset.ready = "yes";
}

start();
