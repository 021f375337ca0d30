// The page in OpenSeadragon: zoom by wheel and pinch, drag with any pointer. Takes the plain image's place once it is open.
const STEP = 1.5;

// OpenSeadragon would add a <style> of its own, which the site's policy forbids, unless it finds one that is there already;
// an element of this name in no known namespace is found and styles nothing.
function refuseInlineStyle() {
  const found = document.createElementNS("urn:none", "style");
  found.setAttribute("data-openseadragon-mobile-css", "true");
  document.head.append(found);
}

export class DeepScan {
  constructor(stage, marks, choose) {
    this.stage = stage;
    this.marks = marks;
    this.choose = choose;
    this.leaf = stage.querySelector(".leaf");
    this.image = stage.querySelector("#leaf");
    this.place = document.createElement("div");
    this.place.className = "deep";
  }

  show(page) {
    this.image.alt = this.image.dataset.alt.replace("{}", page.number);
    this.page = page;
    if (this.viewer) this.viewer.open({ type: "image", url: page.large, buildPyramid: true });
    else this.start(page);
  }

  // The plain image is seen first: the large one would take the server's and the line's time from it.
  openAfterImage(page) {
    const open = () => this.page === page && this.viewer.open({ type: "image", url: page.large, buildPyramid: true });
    if (this.image.complete) return open();
    for (const event of ["load", "error"]) this.image.addEventListener(event, open, { once: true });
  }

  zoomBy(step) {
    this.viewer.viewport.zoomBy(step > 0 ? STEP : 1 / STEP);
    this.viewer.viewport.applyConstraints();
  }

  turn() {
    this.viewer.viewport.setRotation((this.viewer.viewport.getRotation() + 90) % 360);
  }

  reveal(box) {
    this.wanted = box;
    const item = this.viewer?.world.getItemAt(0);
    if (!item) return; // the page is not there yet: `opened` comes back to it
    const { viewport } = this.viewer;
    const [left, top, right, bottom] = box;
    const height = item.getBounds().height;
    viewport.panTo(new OpenSeadragon.Point((left + right) / 2, ((top + bottom) / 2) * height));
    viewport.applyConstraints();
  }

  start(page) {
    refuseInlineStyle();
    this.stage.append(this.place);
    this.viewer = OpenSeadragon({
      element: this.place,
      drawer: "canvas",
      showNavigationControl: false,
      keyboardNavEnabled: false,
      tabIndex: "",
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true },
      visibilityRatio: 1,
      maxZoomPixelRatio: 4,
      animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.5,
    });
    this.viewer.addHandler("open", () => this.opened());
    this.viewer.addHandler("canvas-click", (event) => event.quick && this.clicked(event.position));
    this.openAfterImage(page);
  }

  opened() {
    this.leaf.hidden = true;
    const bounds = this.viewer.world.getItemAt(0).getBounds();
    this.viewer.addOverlay({ element: this.marks, location: bounds });
    const { clientWidth, clientHeight } = this.place;
    const top = new OpenSeadragon.Rect(0, 0, 1, clientHeight / clientWidth);
    this.viewer.viewport.fitBounds(top, true);
    if (this.wanted) this.reveal(this.wanted);
    this.stage.dataset.open = this.page.number;
  }

  // OpenSeadragon holds the pointer, so that a click has no target: the box is found by its place.
  clicked(position) {
    const point = this.viewer.viewport.pointFromPixel(position);
    const height = this.viewer.world.getItemAt(0).getBounds().height;
    this.choose(point.x, point.y / height);
  }
}
