// The page image first, then the viewer around it: its script is fetched and run when the plain image has been seen.
import { DeepScan } from "./deep-scan.js";
import { PlainScan } from "./plain-scan.js";

// After the next frame is on the screen.
export const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

function loaded(image) {
  if (image.complete) return null;
  return new Promise((done) => {
    for (const event of ["load", "error"]) image.addEventListener(event, done, { once: true });
  });
}

function run(address) {
  return new Promise((done) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = script.onerror = done;
    document.head.append(script);
  });
}

// The scan of a stage: in the viewer where one is installed, else as the plain image.
export async function openScan(stage, marks, choose) {
  await loaded(stage.querySelector("#leaf"));
  await painted();
  if (stage.dataset.viewer) await run(stage.dataset.viewer);
  return window.OpenSeadragon ? new DeepScan(stage, marks, choose) : new PlainScan(stage, marks);
}
