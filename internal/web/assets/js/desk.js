// What makes the desk's eight hours easier: choosing rows, news on every page, the search for a birim by keys. All of it works
// without this file as well.

// News (AK-12) come over the stream that the page has anyway; a page without one opens its own.
const newsBox = document.getElementById("haber-kutu");
if (newsBox && !document.querySelector("[sse-connect]")) newsBox.setAttribute("sse-connect", newsBox.dataset.stream);
export const hearNews = (source) => {
  if (!newsBox) return;
  const news = document.getElementById("haber");
  source.addEventListener("haber", () => window.htmx.ajax("GET", news.dataset.part, { target: news, swap: "innerHTML" }));
};

// Choosing rows (PL-11): the buttons choose on the page itself, and the number chosen is said.
const boxes = (name) => [...document.querySelectorAll(`input[type=checkbox][name=${name}]`)];
const countChosen = () => document.querySelectorAll("[data-selected]").forEach((note) => {
  const n = boxes(note.dataset.selected).filter((box) => box.checked).length;
  const text = n ? `${n} başvuru seçildi.` : "";
  if (note.textContent !== text) note.textContent = text;
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-select-all], [data-select-none]");
  if (!button) return;
  event.preventDefault();
  const name = button.dataset.selectAll ?? button.dataset.selectNone;
  boxes(name).forEach((box) => { box.checked = button.dataset.selectAll !== undefined; });
  countChosen();
});
document.addEventListener("change", countChosen);
window.addEventListener("pageshow", countChosen);

// A live list that reloads keeps open what was open: a menu must not close under the hand.
let open = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  open = [...event.target.querySelectorAll("details[id][open]")].map((one) => one.id);
});
document.addEventListener("htmx:afterSwap", () => {
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  open = [];
  countChosen();
  dressOptions();
});

// The search for a birim is a combobox (WAI-ARIA): arrows walk through what was found, Enter takes one, Escape closes the list.
const field = () => document.querySelector("[data-combobox] input");
const options = () => [...document.querySelectorAll("#oneriler [role=option]")];
const activate = (option) => {
  options().forEach((one) => {
    one.setAttribute("aria-selected", String(one === option));
    one.closest("li").classList.toggle("ak-suggestions__active", one === option);
  });
  if (option) {
    field().setAttribute("aria-activedescendant", option.id);
    option.closest("li").scrollIntoView({ block: "nearest" });
  } else field()?.removeAttribute("aria-activedescendant");
};
function dressOptions() {
  const input = field();
  if (!input) return;
  const list = document.getElementById("oneriler");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", String(Boolean(list)));
  input.removeAttribute("aria-activedescendant");
  if (!list) return input.removeAttribute("aria-controls");
  input.setAttribute("aria-controls", "oneriler");
  list.setAttribute("role", "listbox");
  list.querySelectorAll("li").forEach((line) => {
    line.setAttribute("role", "none");
    const button = line.querySelector("button");
    if (!button) return;
    button.setAttribute("role", "option");
    button.setAttribute("aria-selected", "false");
    button.tabIndex = -1;
  });
}
const closeList = () => {
  document.getElementById("oneri").replaceChildren();
  dressOptions();
};
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-combobox] input") || event.isComposing) return;
  const all = options();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  switch (event.key) {
    case "ArrowDown": if (all.length) activate(all[(at + 1) % all.length]); break;
    case "ArrowUp": if (all.length) activate(all[at < 0 ? all.length - 1 : (at + all.length - 1) % all.length]); break;
    case "Enter": if (at < 0) return; all[at].click(); break;
    case "Escape": if (!document.getElementById("oneriler")) return; closeList(); break;
    default: return;
  }
  event.preventDefault();
});
// The whole line can be clicked, not its button alone.
document.addEventListener("click", (event) => {
  const line = event.target.closest?.("#oneriler li");
  if (line && !event.target.closest("button")) line.querySelector("button")?.click();
});
// After a birim was taken or removed the next one can be typed at once.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "birim-secimi") field()?.focus();
});
dressOptions();
