// One key a value: the answer is sent and the next value takes its place, its picture loaded while the last was looked at.
// Keys count only while the value has the focus, so that they disturb nobody who writes or reads elsewhere.
const place = () => document.querySelector("#specimen");
let busy = false;

function prepare() {
  const section = place();
  section.focus({ preventScroll: true });
  if (section.dataset.ahead) new Image().src = section.dataset.ahead;
}

async function answer(form, button) {
  if (busy) return;
  busy = true;
  place().setAttribute("aria-busy", "true");
  const said = new FormData(form, button);
  // keepalive: an answer given on the way out of the page still arrives
  const response = await fetch(form.action, { method: "POST", body: said, keepalive: true }).catch(() => null);
  busy = false;
  if (!response?.ok) return form.requestSubmit(button);
  await show(response);
}

// Going back keeps the page, and with it the keys: the next one may follow at once.
async function visit(link) {
  if (busy) return;
  busy = true;
  const response = await fetch(link.href).catch(() => null);
  busy = false;
  if (!response?.ok) return location.assign(link.href);
  await show(response);
}

async function show(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.querySelector("#specimen");
  if (!next) return location.assign(response.url);
  place().replaceWith(next);
  document.title = page.title;
  prepare();
}

document.addEventListener("submit", (event) => {
  if (!event.submitter || !place()?.contains(event.target) || event.submitter.dataset.plain) return;
  event.preventDefault();
  event.submitter.dataset.plain = "1"; // should this fail, the browser sends the form itself
  answer(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !place()?.contains(document.activeElement)) return;
  const chosen = place().querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!chosen) return;
  event.preventDefault();
  if (chosen.matches("form a")) visit(chosen);
  else chosen.click();
});

if (place()) prepare();
