// A page image in a box that scrolls: zoom by width, turn by a transform. Works wherever images do.
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3, 4];
const DRAG = 5; // pixels that a hand moves without meaning to

export class PlainScan {
  constructor(stage, marks) {
    this.stage = stage;
    this.marks = marks;
    this.leaf = stage.querySelector(".leaf");
    this.image = stage.querySelector("#leaf");
    this.zoom = ZOOMS.indexOf(1);
    this.turned = 0;
    this.dragging();
  }

  show(page) {
    this.page = page;
    this.image.width = page.width;
    this.image.height = page.height;
    this.image.alt = this.image.dataset.alt.replace("{}", page.number);
    this.image.src = ZOOMS[this.zoom] > 1 ? page.large : page.image;
    this.apply();
  }

  // The place under the pointer stays where it is.
  zoomBy(step, pointer = null) {
    const before = this.leaf.getBoundingClientRect();
    const at = pointer && [(pointer.clientX - before.left) / before.width, (pointer.clientY - before.top) / before.height];
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + step));
    this.apply();
    if (!at) return;
    const now = this.leaf.getBoundingClientRect();
    const [left, top] = [now.left + at[0] * now.width - pointer.clientX, now.top + at[1] * now.height - pointer.clientY];
    this.stage.scrollBy({ left, top, behavior: "instant" });
  }

  turn() {
    this.turned = (this.turned + 90) % 360;
    this.apply();
  }

  reveal([left, top, right, bottom]) {
    if (this.turned) return;
    const x = ((left + right) / 2) * this.leaf.offsetWidth - this.stage.clientWidth / 2;
    const y = ((top + bottom) / 2) * this.leaf.offsetHeight - this.stage.clientHeight / 2;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.stage.scrollTo({ left: x, top: y, behavior: calm ? "instant" : "smooth" });
  }

  apply() {
    const scale = ZOOMS[this.zoom];
    this.leaf.style.width = `${scale * 100}%`;
    this.leaf.style.transform = this.turned ? `rotate(${this.turned}deg)` : "";
    const { offsetWidth: width, offsetHeight: height } = this.leaf;
    const shift = { 0: [0, 0], 90: [height, 0], 180: [width, height], 270: [0, width] }[this.turned];
    this.leaf.style.translate = `${shift[0]}px ${shift[1]}px`;
    this.leaf.style.marginBottom = this.turned % 180 ? `${width - height}px` : "";
    if (this.page && scale > 1 && this.image.getAttribute("src") !== this.page.large) this.image.src = this.page.large;
  }

  // A mouse drags the page about; fingers scroll it anyway. A drag that ends on a box is no click on it.
  dragging() {
    let last = null;
    let moved = 0;
    this.stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      last = [event.clientX, event.clientY];
      moved = 0;
    });
    window.addEventListener("pointermove", (event) => {
      if (!last) return;
      const [left, top] = [last[0] - event.clientX, last[1] - event.clientY];
      this.stage.scrollBy({ left, top, behavior: "instant" });
      moved += Math.abs(left) + Math.abs(top);
      last = [event.clientX, event.clientY];
    });
    window.addEventListener("pointerup", () => { last = null; });
    this.stage.addEventListener("dragstart", (event) => event.preventDefault());
    this.stage.addEventListener("click", (event) => {
      if (moved > DRAG) { event.preventDefault(); event.stopPropagation(); }
      moved = 0;
    }, true);
    this.stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoomBy(event.deltaY < 0 ? 1 : -1, event);
    }, { passive: false });
  }
}
