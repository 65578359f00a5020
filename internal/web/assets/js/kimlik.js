// The review of card requests (KB-01): looking at photo and papers closely, and a day of three hundred requests by keys. Without this
// file everything can still be done: a paper opens on a page of its own, and buttons are buttons.

// A viewer: zoom in steps, turn by quarters, all by buttons and, where the picture has the focus, by keys.
const steps = [1, 1.5, 2, 3, 4, 6];
const draw = (viewer) => {
  const { stage, sheet, image } = viewer;
  if (!image.naturalWidth) return;
  const turned = viewer.turn % 2 === 1;
  const [w, h] = [image.naturalWidth, image.naturalHeight];
  const fit = Math.min(stage.clientWidth / (turned ? h : w), stage.clientHeight / (turned ? w : h)) * steps[viewer.step];
  const [width, height] = [Math.round(w * fit), Math.round(h * fit)];
  image.style.width = `${width}px`;
  image.style.height = `${height}px`;
  sheet.style.width = `${turned ? height : width}px`;
  sheet.style.height = `${turned ? width : height}px`;
  image.style.transform = `translate(-50%, -50%) rotate(${viewer.turn * 90}deg)`;
};
const say = (viewer) => {
  const text = `Büyütme yüzde ${steps[viewer.step] * 100}${viewer.turn ? `, ${viewer.turn * 90} derece döndürüldü` : ""}.`;
  if (viewer.state.textContent !== text) viewer.state.textContent = text;
};
const acts = {
  buyut: (v) => { v.step = Math.min(v.step + 1, steps.length - 1); },
  kucult: (v) => { v.step = Math.max(v.step - 1, 0); },
  dondur: (v) => { v.turn = (v.turn + 1) % 4; },
  sifirla: (v) => { v.step = 0; v.turn = 0; },
};
const viewerKeys = { "+": "buyut", "-": "kucult", "0": "sifirla", d: "dondur" };
const act = (viewer, name) => {
  const { stage } = viewer;
  const [x, y] = [stage.scrollLeft + stage.clientWidth / 2, stage.scrollTop + stage.clientHeight / 2].map((at, i) => at / (i ? stage.scrollHeight : stage.scrollWidth));
  acts[name](viewer);
  draw(viewer);
  stage.scrollTo(x * stage.scrollWidth - stage.clientWidth / 2, y * stage.scrollHeight - stage.clientHeight / 2);
  say(viewer);
};
document.querySelectorAll("[data-viewer]").forEach((box) => {
  const stage = box.querySelector("[data-stage]");
  stage.tabIndex = 0;
  if (!stage.querySelector("img")) return; // a PDF: the browser's own viewer has its keys
  const viewer = { stage, sheet: stage.firstElementChild, image: stage.querySelector("img"), state: box.querySelector("[data-viewer-state]"), step: 0, turn: 0 };
  box.classList.add("ak-viewer--on");
  box.querySelector("[data-viewer-tools]").hidden = false;
  box.addEventListener("click", (event) => {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (name) act(viewer, name);
  });
  stage.addEventListener("keydown", (event) => {
    const name = viewerKeys[event.key === "D" ? "d" : event.key];
    if (!name || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    act(viewer, name);
  });
  viewer.image.addEventListener("load", () => draw(viewer));
  new ResizeObserver(() => draw(viewer)).observe(stage);
});

// Keys of the page (WCAG 2.1.4): single letters, never while typing, and they can be switched off; the choice is kept in this browser.
const list = document.getElementById("kisayollar");
const toggle = document.getElementById("kisayol-acik");
const stored = "kimlik-kisayol";
const isOn = () => { try { return localStorage.getItem(stored) !== "kapali"; } catch { return true; } };
const show = () => document.documentElement.classList.toggle("ak-keys", Boolean(list) && isOn());
if (list) {
  list.hidden = false;
  toggle.checked = isOn();
  toggle.addEventListener("change", () => {
    try { localStorage.setItem(stored, toggle.checked ? "acik" : "kapali"); } catch { /* it lasts as long as the page then */ }
    show();
  });
  show();
}
const typing = (element) => element.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const unfold = (id, focus) => {
  const part = document.getElementById(id);
  if (!part) return;
  document.querySelectorAll("details[data-decide][open]").forEach((other) => { if (other !== part) other.open = false; });
  part.open = true;
  part.scrollIntoView({ block: "nearest" });
  part.querySelector(focus)?.focus();
};
const keys = {
  o: () => unfold("onayla", "button:not([disabled])"),
  r: () => unfold("reddet", "select"),
  s: () => { // what was written about a refusal must not go by one letter
    if (document.getElementById("ret_aciklama")?.value.trim()) unfold("reddet", "textarea");
    else document.getElementById("siradaki")?.click();
  },
  f: () => document.querySelector('[data-viewer="fotograf"] [data-stage]')?.focus(),
  b: () => document.querySelector('[data-viewer="belge"] [data-stage]')?.focus(),
  "?": () => { list.open = true; list.querySelector("summary").focus(); },
};
document.addEventListener("keydown", (event) => {
  if (!list || !toggle.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape") {
    const open = event.target.closest?.("details[data-decide][open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    return;
  }
  if (typing(event.target)) return;
  const run = keys[event.key.toLocaleLowerCase("tr")];
  if (!run) return;
  event.preventDefault();
  run();
});
document.querySelectorAll("details[data-decide]").forEach((one) => one.addEventListener("toggle", () => {
  if (!one.open) return;
  document.querySelectorAll("details[data-decide][open]").forEach((other) => { if (other !== one) other.open = false; });
}));

// A request that was decided, or asked anew, under one's eyes cannot be decided any more: the live part says so, the buttons follow.
const follow = () => {
  const over = document.querySelector("[data-bitti]") !== null;
  document.querySelectorAll("[data-karar] button").forEach((button) => { if (over) button.disabled = true; });
};
document.addEventListener("htmx:afterSwap", follow);
follow();
