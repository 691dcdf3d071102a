// The picture on the page: loading, painting a mask, drawing a box, comparing before and after.

const $ = (id) => document.getElementById(id);
const PAINT = "#ff2d6f";

export class Picture {
  #tool = "none";
  #box = null;
  #last = null;
  #painted = false;
  #urls = { before: null, after: null };

  constructor(onChange) {
    this.onChange = onChange;
    this.file = null;
    this.canvas = $("overlay");
    this.pen = this.canvas.getContext("2d");
    this.canvas.addEventListener("pointerdown", (e) => this.#down(e));
    this.canvas.addEventListener("pointermove", (e) => this.#move(e));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.#up());
    for (const name of ["x", "y", "width", "height"]) {
      $(`box-${name}`).addEventListener("input", () => this.#boxFromFields());
    }
    $("compare").addEventListener("input", () => this.#divide());
  }

  // Shows a file; resolves when it is known whether this browser can display it.
  async load(file) {
    this.file = file;
    this.displayable = true;
    this.hideAfter();
    const image = $("before");
    this.#show("before", file);
    try {
      await image.decode();
    } catch {
      this.displayable = false;
    }
    this.width = this.displayable ? image.naturalWidth : null;
    this.height = this.displayable ? image.naturalHeight : null;
    this.canvas.width = this.width ?? 1;
    this.canvas.height = this.height ?? 1;
    this.clear();
    $("drop").hidden = this.displayable;
    $("drop").firstElementChild.textContent = this.displayable
      ? "Drop a picture here, paste one, or click to choose."
      : `${file.name}: this browser cannot show it, but it can be edited.`;
    $("view").hidden = !this.displayable;
    $("tools").hidden = !this.displayable;
    if (!this.displayable) this.use("none");
  }

  use(tool) {
    this.#tool = tool;
    this.clear();
    for (const button of document.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    this.canvas.classList.toggle("drawing", tool !== "none");
    $("brush-size-label").hidden = tool !== "brush";
    $("box-fields").hidden = tool !== "box";
    $("clear").hidden = tool === "none";
    if (tool !== "none") this.hideAfter();
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.#box = null;
    this.#painted = false;
    for (const name of ["x", "y", "width", "height"]) $(`box-${name}`).value = "";
    this.onChange();
  }

  get drawn() {
    return this.#painted || this.#box !== null;
  }

  // A PNG whose alpha is 0 where was painted, or null.
  async mask() {
    if (!this.#painted) return null;
    const canvas = document.createElement("canvas");
    canvas.width = this.canvas.width;
    canvas.height = this.canvas.height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.globalCompositeOperation = "destination-out";
    pen.drawImage(this.canvas, 0, 0);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  // The box as the API's `region`, or null.
  region() {
    return this.#box && { type: "box", ...this.#box };
  }

  showAfter(blob, comparable) {
    this.#show("after", blob);
    $("after").hidden = false;
    $("view").hidden = false;
    $("drop").hidden = true;
    $("view").classList.toggle("alone", !comparable);
    this.canvas.hidden = true;
    $("compare-label").hidden = $("divider").hidden = !comparable;
    $("compare").value = 50;
    this.#divide();
  }

  hideAfter() {
    $("after").hidden = $("divider").hidden = $("compare-label").hidden = true;
    $("view").classList.remove("alone");
    this.canvas.hidden = false;
    $("result").hidden = true;
  }

  #show(name, blob) {
    if (this.#urls[name]) URL.revokeObjectURL(this.#urls[name]);
    this.#urls[name] = URL.createObjectURL(blob);
    $(name).src = this.#urls[name];
  }

  #divide() {
    const alone = $("view").classList.contains("alone");
    const share = Number($("compare").value);
    $("after").style.clipPath = alone ? "none" : `inset(0 0 0 ${share}%)`;
    // Where the result is transparent the picture before must not shine through.
    $("before").style.clipPath = $("after").hidden || alone ? "none" : `inset(0 ${100 - share}% 0 0)`;
    $("divider").style.left = `${share}%`;
  }

  #at(event) {
    const r = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - r.left) / r.width) * this.canvas.width,
      y: ((event.clientY - r.top) / r.height) * this.canvas.height,
    };
  }

  #down(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.#last = this.#at(event);
    if (this.#tool === "brush") this.#stroke(this.#last);
  }

  #move(event) {
    if (!this.#last) return;
    const at = this.#at(event);
    if (this.#tool === "brush") this.#stroke(at);
    else this.#setBox(this.#last, at);
  }

  #up() {
    if (this.#last) this.onChange();
    this.#last = null;
  }

  #stroke(to) {
    this.pen.strokeStyle = PAINT;
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.lineWidth = (Math.min(this.canvas.width, this.canvas.height) * $("brush-size").value) / 250;
    this.pen.beginPath();
    this.pen.moveTo(this.#last.x, this.#last.y);
    this.pen.lineTo(to.x, to.y);
    this.pen.stroke();
    this.#last = to;
    this.#painted = true;
  }

  #setBox(a, b) {
    const clamp = (v, top) => Math.round(Math.min(Math.max(v, 0), top));
    const [x0, x1] = [a.x, b.x].map((v) => clamp(v, this.canvas.width)).sort((p, q) => p - q);
    const [y0, y1] = [a.y, b.y].map((v) => clamp(v, this.canvas.height)).sort((p, q) => p - q);
    this.#box = x1 > x0 && y1 > y0 ? { x: x0, y: y0, width: x1 - x0, height: y1 - y0 } : null;
    for (const [name, value] of Object.entries(this.#box ?? {})) $(`box-${name}`).value = value;
    this.#drawBox();
  }

  #boxFromFields() {
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => $(`box-${name}`).valueAsNumber);
    const whole = [x, y, width, height].every(Number.isFinite) && width > 0 && height > 0;
    this.#box = whole ? { x, y, width, height } : null;
    this.#drawBox();
    this.onChange();
  }

  #drawBox() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.#box) return;
    this.pen.fillStyle = PAINT;
    this.pen.fillRect(this.#box.x, this.#box.y, this.#box.width, this.#box.height);
  }
}
