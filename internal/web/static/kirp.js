// Makes a photo for a card out of any picture (KT-04): crop to 3:4, draw at 600×800, say 300 dpi, put it into the file field. The field
// works without this file as well; the server checks whatever comes.
import { measure, withDensity } from "./kirp-jpeg.js";

const wanted = { width: 600, height: 800, dpi: 300, bytes: 1 << 20 };
const maxFile = 20 << 20; // bytes of a picture that is taken in
const maxSide = 3000; // pixels of the copy that is worked on: a telephone's memory is small
const step = 12; // pixels that a key moves the picture
const zoomStep = 0.08;
const qualities = [0.92, 0.85, 0.75, 0.6, 0.4];

const kb = (bytes) => `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("tr")} KB`;
const mb = (bytes) => `${(bytes / (1 << 20)).toLocaleString("tr", { maximumFractionDigits: 1 })} MB`;
const blobOf = (canvas, quality) => new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });

// The library makes a global of itself; it comes when the first picture is chosen.
const libraries = {};
const library = (address) => (libraries[address] ??= import(address).then(() => window.Cropper));

// copyOf draws the picture upright, no larger than the work needs, and tells its own size.
async function copyOf(file) {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // what is transparent prints white
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return { width, height, scale, address: canvas.toDataURL("image/jpeg", 0.95) };
}

// photoOf draws what stands in the frame, in the best quality that fits.
async function photoOf(cropper) {
  if (!(cropper.getData().width > 0)) throw new Error("nothing stands in the frame");
  const canvas = cropper.getCroppedCanvas({ width: wanted.width, height: wanted.height, fillColor: "#fff", imageSmoothingQuality: "high" });
  for (const quality of qualities) {
    const blob = await blobOf(canvas, quality);
    if (!blob) break;
    const photo = withDensity(new Uint8Array(await blob.arrayBuffer()), wanted.dpi);
    if (photo.size <= wanted.bytes) return { photo, address: canvas.toDataURL("image/jpeg", quality) };
  }
  throw new Error("the browser cannot write a JPEG");
}

class Kirp {
  constructor(box) {
    this.box = box;
    this.field = document.getElementById(box.dataset.kirp);
    this.part = (name) => box.querySelector(`[data-${name}]`);
    this.frame = this.part("cerceve");
    this.round = 0; // counts choices: a slow picture must not push aside a later one
    this.field.accept = "image/*"; // not only JPEG any more
    this.field.addEventListener("change", () => this.chosen());
    this.frame.addEventListener("crop", () => this.warn());
    this.frame.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("click", (event) => this.click(event));
    new ResizeObserver(() => this.resized()).observe(this.frame);
    if (this.field.files.length) this.chosen(); // kept by the browser over “back”
  }

  say(text) { this.part("soz").textContent = text; }

  show(name) {
    this.box.hidden = false;
    for (const one of ["masa", "sonuc"]) this.part(one).hidden = one !== name;
  }

  close() {
    this.cropper?.destroy();
    this.cropper = undefined;
    this.frame.replaceChildren();
  }

  async chosen() {
    const round = ++this.round;
    const [file] = this.field.files;
    this.close();
    this.box.hidden = !file;
    if (!file) return;
    this.show("");
    if (file.size > maxFile) return this.say(`Seçtiğiniz dosya ${mb(file.size)}. Burada en fazla 20 MB boyutundaki fotoğraflar hazırlanabilir.`);
    this.say("Fotoğraf açılıyor…");
    try {
      const own = measure(new Uint8Array(await file.arrayBuffer()));
      const fits = own && own.width === wanted.width && own.height === wanted.height && own.dpi === wanted.dpi && file.size <= wanted.bytes;
      const copy = !fits && (await copyOf(file));
      const Cropper = copy && (await library(this.box.dataset.cropper));
      if (round !== this.round) return;
      if (fits) return this.say(`Seçtiğiniz fotoğraf uygun: ${this.facts(file)}. Şimdi “Yükle”ye tıklayınız.`);
      this.open(Cropper, copy, file);
    } catch {
      if (round === this.round) this.say("Bu dosya tarayıcınızda resim olarak açılamadı. Başka bir fotoğraf seçiniz ya da fotoğrafı JPG olarak kaydedip yeniden deneyiniz.");
    }
  }

  open(Cropper, copy, file) {
    this.copy = copy;
    this.name = `${file.name.replace(/\.[^.]*$/, "") || "fotograf"}-600x800.jpg`;
    this.say(`Seçtiğiniz resim ${copy.width}×${copy.height} piksel, ${kb(file.size)}. Fotoğrafı çerçeveye yerleştirip “Fotoğrafı Hazırla”ya tıklayınız.`);
    this.show("masa");
    this.build(Cropper);
  }

  build(Cropper) {
    const image = document.createElement("img");
    image.alt = "Kırpılan fotoğraf";
    image.src = this.copy.address;
    this.frame.replaceChildren(image);
    this.width = this.frame.clientWidth;
    this.cropper = new Cropper(image, {
      aspectRatio: wanted.width / wanted.height, viewMode: 3, dragMode: "move", autoCropArea: 1, cropBoxMovable: false, cropBoxResizable: false,
      toggleDragModeOnDblclick: false, checkOrientation: false, checkCrossOrigin: false, responsive: false, background: false, center: false,
    });
  }

  // resized begins anew where the frame has become narrower or wider, as when a telephone is turned: the library's own way of following
  // leaves a frame of nothing at times.
  resized() {
    if (!this.cropper || !this.frame.clientWidth || this.frame.clientWidth === this.width) return;
    this.close();
    this.build(window.Cropper);
  }

  // warn tells when so little of the picture stands in the frame that it must be blown up.
  warn() {
    const { width, height } = this.cropper?.getData(true) ?? {};
    const points = [width, height].map((side) => Math.round(side / this.copy.scale));
    const text = points[0] < wanted.width * 0.95 ? `Çerçevede yalnızca ${points.join("×")} piksel var: fotoğraf büyütülecek ve bulanık görünebilecek.` : "";
    const note = this.part("uyari");
    if (note.textContent !== text) note.textContent = text;
  }

  move(direction) {
    const moves = {
      sol: () => this.cropper.move(-step, 0), sag: () => this.cropper.move(step, 0),
      yukari: () => this.cropper.move(0, -step), asagi: () => this.cropper.move(0, step),
      yakin: () => this.cropper.zoom(zoomStep), uzak: () => this.cropper.zoom(-zoomStep),
      dondur: () => this.cropper.rotate(90),
    };
    if (!this.cropper || !moves[direction]) return false;
    moves[direction]();
    return true;
  }

  key(event) {
    const keys = { ArrowLeft: "sol", ArrowRight: "sag", ArrowUp: "yukari", ArrowDown: "asagi", "+": "yakin", "=": "yakin", "-": "uzak" };
    if (!event.ctrlKey && !event.metaKey && !event.altKey && this.move(keys[event.key])) event.preventDefault();
  }

  click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.hareket) this.move(button.dataset.hareket);
    if (button === this.part("hazirla")) this.prepare(button);
    if (button === this.part("yeniden")) this.again();
  }

  facts(file) { return `${wanted.width}×${wanted.height} piksel, ${wanted.dpi} dpi, ${kb(file.size)}`; }

  async prepare(button) {
    button.disabled = true;
    try {
      const { photo, address } = await photoOf(this.cropper);
      const bag = new DataTransfer();
      bag.items.add(new File([photo], this.name, { type: photo.type }));
      this.field.files = bag.files;
      this.part("resim").src = address;
      this.show("sonuc");
      this.say(`Fotoğraf hazır: ${this.facts(photo)}. Şimdi yükleyiniz.`);
      this.part("sonuc").focus();
    } catch {
      this.say("Fotoğraf bu tarayıcıda hazırlanamadı. Fotoğrafı başka bir programla 600×800 piksel ve 300 dpi olarak kaydedip yükleyiniz.");
    } finally {
      button.disabled = false;
    }
  }

  // again goes back to the frame as it was left; the file field keeps the prepared photo until the next one.
  again() {
    this.show("masa");
    this.say("Fotoğrafı çerçeveye yeniden yerleştirip “Fotoğrafı Hazırla”ya tıklayınız.");
    this.frame.focus();
  }
}

document.querySelectorAll("[data-kirp]").forEach((box) => new Kirp(box));
