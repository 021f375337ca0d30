// Shows how much of an upload has been sent; without this script the form is sent as any other.
const form = document.querySelector("form.upload");
const bar = document.querySelector("#sending");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = total ? loaded / total : 0; });
  request.addEventListener("load", () => {
    if (request.responseURL && request.status < 400) return location.assign(request.responseURL);
    document.open();
    document.write(request.responseText);
    document.close();
  });
  request.addEventListener("error", () => form.submit());
  bar.hidden = false;
  form.querySelector("button").disabled = true;
  request.send(new FormData(form));
});
