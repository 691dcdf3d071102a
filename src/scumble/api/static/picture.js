// The picture on the page: showing a file, and comparing before and after with a divider.

const $ = (id) => document.getElementById(id);

export class Picture {
  #urls = { before: null, after: null };
  #dragging = false;

  constructor() {
    this.file = null;
    this.width = this.height = null;
    $("compare").addEventListener("input", () => this.#divide());
    const view = $("view");
    view.addEventListener("pointerdown", (e) => this.#grab(e));
    view.addEventListener("pointermove", (e) => this.#drag(e));
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => (this.#dragging = false));
  }

  // Shows a file; resolves when it is known whether this browser can display it.
  async load(file) {
    this.file = file;
    this.hideAfter();
    this.#show("before", file);
    const shown = await $("before").decode().then(() => true, () => false);
    this.width = shown ? $("before").naturalWidth : null;
    this.height = shown ? $("before").naturalHeight : null;
    $("drop").hidden = shown;
    $("drop-title").textContent = shown ? "Drop a picture here" : `No preview of ${file.name} in this browser`;
    $("drop-help").textContent = shown ? "or click to choose one, or paste it" : "Edit it all the same, or click to choose another";
    $("view").hidden = !shown;
    return shown;
  }

  // Shows the result. comparable: it has the size of the picture before, so a divider makes sense.
  async showAfter(blob, comparable) {
    this.#show("after", blob);
    $("after").hidden = false;
    await $("after").decode().catch(() => {});
    $("view").hidden = false;
    $("drop").hidden = true;
    $("view").classList.toggle("alone", !comparable);
    $("view").classList.toggle("comparing", comparable);
    $("overlay").hidden = true;
    $("compare-label").hidden = $("divider").hidden = !comparable;
    $("compare").value = 50;
    this.#divide();
  }

  hideAfter() {
    $("after").hidden = $("divider").hidden = $("compare-label").hidden = true;
    $("view").classList.remove("alone", "comparing");
    $("overlay").hidden = false;
    $("view").hidden = this.width === null;
    $("drop").hidden = this.width !== null;
    this.#divide();
  }

  #show(name, blob) {
    if (this.#urls[name]) URL.revokeObjectURL(this.#urls[name]);
    this.#urls[name] = URL.createObjectURL(blob);
    $(name).src = this.#urls[name];
  }

  #divide() {
    const whole = !$("view").classList.contains("comparing");
    const share = Number($("compare").value);
    $("after").style.clipPath = whole ? "none" : `inset(0 0 0 ${share}%)`;
    // Where the result is transparent the picture before must not shine through.
    $("before").style.clipPath = whole ? "none" : `inset(0 ${100 - share}% 0 0)`;
    $("divider").style.left = `${share}%`;
  }

  #grab(event) {
    if (!$("view").classList.contains("comparing")) return;
    event.preventDefault();
    $("view").setPointerCapture(event.pointerId);
    this.#dragging = true;
    this.#drag(event);
  }

  #drag(event) {
    if (!this.#dragging) return;
    const r = $("view").getBoundingClientRect();
    $("compare").value = (100 * (event.clientX - r.left)) / r.width;
    this.#divide();
  }
}
