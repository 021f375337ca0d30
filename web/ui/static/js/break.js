// Keys of a broken relation: each element that names a key answers to it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const chosen = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
});
