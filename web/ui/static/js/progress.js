// Follows a batch while it is being read; when something is done the page is fetched anew, so that links to reports appear.
const place = document.querySelector("#batch");
const PAUSE = 1000;

function update({ done, total, documents }) {
  const bar = place.querySelector("progress");
  bar.max = total || 1;
  bar.value = done;
  place.querySelector("span").textContent = `${done} / ${total}`;
  let changed = false;
  for (const { sha256, state, pages_done } of documents) {
    const item = document.querySelector(`[data-document="${sha256}"]`);
    if (!item || item.dataset.state !== state) changed = true;
    else if (item.querySelector("progress")) {
      item.querySelector("progress").value = pages_done;
      item.querySelector(".done").textContent = pages_done;
    }
  }
  return changed;
}

async function follow() {
  const answer = await fetch(place.dataset.progress).catch(() => null);
  if (answer?.ok) {
    const state = await answer.json();
    if (update(state)) return location.reload();
  }
  setTimeout(follow, PAUSE);
}

if (place) setTimeout(follow, PAUSE);
