// On a phone the filters stand above the results: they start closed there, so that the results are seen first.
const filters = document.querySelector("details.facets");
if (filters && matchMedia("(max-width: 50rem)").matches) filters.open = false;
