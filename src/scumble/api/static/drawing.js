// Where to edit: painting a mask with a brush, drawing a box, undoing; both in pixels of the picture.

const $ = (id) => document.getElementById(id);
const PAINT = "#ff2d6f";
const BOX = ["x", "y", "width", "height"];

export class Drawing {
  #tool = "none";
  #strokes = [];
  #box = null;
  #from = null;

  // onChange: called when what is drawn has changed.
  constructor(onChange) {
    this.onChange = onChange;
    this.canvas = $("overlay");
    this.pen = this.canvas.getContext("2d");
    this.canvas.addEventListener("pointerdown", (e) => this.#down(e));
    this.canvas.addEventListener("pointermove", (e) => this.#move(e));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.#up());
    this.canvas.addEventListener("pointerleave", () => ($("brush-dot").hidden = true));
    for (const name of BOX) $(`box-${name}`).addEventListener("input", () => this.#boxFromFields());
    for (const button of document.querySelectorAll("[data-tool]")) {
      button.addEventListener("click", () => this.use(button.dataset.tool));
    }
    $("undo").addEventListener("click", () => this.undo());
    $("clear").addEventListener("click", () => this.clear());
    addEventListener("keydown", (e) => this.#key(e));
  }

  // A new picture: its size in pixels, or null when it cannot be shown and so not drawn on.
  resize(width, height) {
    this.canvas.width = width ?? 1;
    this.canvas.height = height ?? 1;
    this.use(width ? this.#tool : "none");
  }

  // tool: 'none', 'brush' or 'box'. What was drawn before goes.
  use(tool) {
    this.#tool = tool;
    for (const button of document.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    this.canvas.classList.toggle("drawing", tool !== "none");
    this.canvas.classList.toggle("boxing", tool === "box");
    $("brush-size-label").hidden = $("undo").hidden = tool !== "brush";
    $("box-fields").hidden = tool !== "box";
    $("clear").hidden = tool === "none";
    this.clear();
  }

  clear() {
    this.#strokes = [];
    this.#box = null;
    for (const name of BOX) $(`box-${name}`).value = "";
    this.#changed();
  }

  undo() {
    this.#strokes.pop();
    this.#changed();
  }

  get tool() {
    return this.#tool;
  }

  get drawn() {
    return this.#strokes.length > 0 || this.#box !== null;
  }

  // A PNG whose alpha is 0 where was painted, or null.
  async mask() {
    if (!this.#strokes.length) return null;
    const canvas = document.createElement("canvas");
    canvas.width = this.canvas.width;
    canvas.height = this.canvas.height;
    const pen = canvas.getContext("2d");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.globalCompositeOperation = "destination-out";
    pen.drawImage(this.canvas, 0, 0);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  // The box as the API's `region`, or null.
  region() {
    return this.#box && { type: "box", ...this.#box };
  }

  #changed() {
    this.#redraw();
    $("undo").disabled = $("clear").disabled = !this.drawn;
    this.onChange();
  }

  #redraw() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const stroke of this.#strokes) this.#line(stroke.width, stroke.points);
    if (!this.#box) return;
    const { x, y, width, height } = this.#box;
    const edge = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    this.pen.fillStyle = `${PAINT}40`;
    this.pen.fillRect(x, y, width, height);
    this.pen.strokeStyle = PAINT;
    this.pen.lineWidth = 3 * edge;
    this.pen.strokeRect(x, y, width, height);
  }

  #line(width, points) {
    this.pen.strokeStyle = PAINT;
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.lineWidth = width;
    this.pen.beginPath();
    this.pen.moveTo(points[0].x, points[0].y);
    for (const p of points) this.pen.lineTo(p.x, p.y);
    this.pen.stroke();
  }

  // Brush width in pixels of the picture: up to two fifths of its shorter side.
  get #width() {
    return Math.max(2, (Math.min(this.canvas.width, this.canvas.height) * $("brush-size").value) / 250);
  }

  #at(event) {
    const r = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - r.left) / r.width) * this.canvas.width,
      y: ((event.clientY - r.top) / r.height) * this.canvas.height,
    };
  }

  #down(event) {
    if (this.#tool === "none" || event.button) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.#from = this.#at(event);
    if (this.#tool !== "brush") return;
    this.#strokes.push({ width: this.#width, points: [this.#from] });
    this.#line(this.#width, [this.#from]);
  }

  #move(event) {
    this.#dot(event);
    if (!this.#from) return;
    const at = this.#at(event);
    if (this.#tool !== "brush") return this.#setBox(this.#from, at);
    const stroke = this.#strokes.at(-1);
    this.#line(stroke.width, [stroke.points.at(-1), at]);
    stroke.points.push(at);
  }

  #up() {
    if (this.#from) this.#changed();
    this.#from = null;
  }

  #dot(event) {
    const dot = $("brush-dot");
    dot.hidden = this.#tool !== "brush" || event.pointerType === "touch";
    const r = this.canvas.getBoundingClientRect();
    dot.style.width = dot.style.height = `${(this.#width * r.width) / this.canvas.width}px`;
    dot.style.left = `${event.clientX - r.left}px`;
    dot.style.top = `${event.clientY - r.top}px`;
  }

  #key(event) {
    const typing = event.target.matches("textarea, input:not([type=range])");
    if (typing || this.#tool !== "brush" || event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.undo();
  }

  #setBox(a, b) {
    const clamp = (v, top) => Math.round(Math.min(Math.max(v, 0), top));
    const [x0, x1] = [a.x, b.x].map((v) => clamp(v, this.canvas.width)).sort((p, q) => p - q);
    const [y0, y1] = [a.y, b.y].map((v) => clamp(v, this.canvas.height)).sort((p, q) => p - q);
    this.#box = x1 > x0 && y1 > y0 ? { x: x0, y: y0, width: x1 - x0, height: y1 - y0 } : null;
    for (const name of BOX) $(`box-${name}`).value = this.#box?.[name] ?? "";
    this.#redraw();
  }

  #boxFromFields() {
    const [x, y, width, height] = BOX.map((name) => $(`box-${name}`).valueAsNumber);
    const whole = [x, y, width, height].every(Number.isFinite) && width > 0 && height > 0;
    this.#box = whole ? { x, y, width, height } : null;
    this.#changed();
  }
}
