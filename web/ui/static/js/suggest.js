// Type-ahead under the search box: offices, regions and metrics that begin as typed.
const box = document.querySelector("[data-suggest]");
const list = document.createElement("ul");
let waiting = 0;
let asked = "";

function close() {
  list.remove();
  list.replaceChildren();
  box.setAttribute("aria-expanded", "false");
}

function entry({ label, note, url }, index) {
  const item = document.createElement("li");
  item.setAttribute("role", "presentation");
  const link = document.createElement("a");
  link.href = url;
  link.id = `suggestion-${index}`;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.textContent = note ? `${label}  ${note}` : label;
  item.append(link);
  return item;
}

async function ask() {
  const text = box.value.trim();
  if (text === asked) return;
  asked = text;
  if (!text) return close();
  const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`);
  if (!answer.ok || text !== asked) return;
  const found = await answer.json();
  if (!found.length) return close();
  list.replaceChildren(...found.map(entry));
  box.after(list);
  list.style.left = `${box.offsetLeft}px`;
  list.style.top = `${box.offsetTop + box.offsetHeight}px`;
  list.style.minWidth = `${box.offsetWidth}px`;
  box.setAttribute("aria-expanded", "true");
}

function choose(step) {
  const links = [...list.querySelectorAll("a")];
  if (!links.length) return;
  const at = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
  links[at]?.setAttribute("aria-selected", "false");
  const next = links[(at + step + links.length) % links.length];
  next.setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", next.id);
}

function onKey(event) {
  if (event.key === "ArrowDown") choose(1);
  else if (event.key === "ArrowUp") choose(-1);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter") {
    const chosen = list.querySelector('[aria-selected="true"]');
    if (!chosen) return;
    location.assign(chosen.href);
  } else return;
  if (event.key !== "Escape") event.preventDefault();
}

if (box) {
  list.className = "suggestions";
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.placeholder);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", () => setTimeout(close, 200));
}
