// Every page works without this file (UI-03): it only makes waiting, live parts and printing pleasanter.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink, createAll,
} from "./govuk-frontend.min.js";
import { hearNews } from "./desk.js";

[Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink].forEach((part) => createAll(part));
createAll(ServiceNavigation);
createAll(CharacterCount, {
  i18n: {
    charactersUnderLimit: { other: "%{count} karakter daha yazabilirsiniz" },
    charactersAtLimit: "Başka karakter yazamazsınız",
    charactersOverLimit: { other: "%{count} karakter fazla yazdınız" },
  },
});

// htmx-ext-sse opens a new EventSource after a failure, which forgets Last-Event-ID: carry it in the URL (UI-04).
const lastIDs = new Map();
window.htmx.createEventSource = (url) => {
  const address = new URL(url, location.href);
  if (lastIDs.has(url)) address.searchParams.set("son", lastIDs.get(url));
  const source = new EventSource(address);
  const add = source.addEventListener.bind(source);
  source.addEventListener = (name, listener, options) =>
    add(name, (event) => {
      if (event.lastEventId) lastIDs.set(url, event.lastEventId);
      listener(event);
    }, options);
  hearNews(source);
  return source;
};

const liveState = (event, text) => {
  const note = event.target.closest?.("[sse-connect]")?.querySelector("[data-live-state]");
  if (!note) return;
  note.classList.toggle("ak-live--lost", event.type === "htmx:sseError");
  if (note.textContent !== text) note.textContent = text;
};
document.addEventListener("htmx:sseOpen", (event) => liveState(event, "Canlı: yeni kayıtlar kendiliğinden görünür."));
document.addEventListener("htmx:sseMessage", (event) => liveState(event, `Canlı: son değişiklik ${new Date().toLocaleTimeString("tr", { timeZone: "Europe/Istanbul" })}.`));
document.addEventListener("htmx:sseError", (event) => liveState(event, "Bağlantı koptu, yeniden bağlanılıyor…"));

document.addEventListener("htmx:responseError", () => document.getElementById("connection-lost")?.removeAttribute("hidden"));
document.addEventListener("htmx:sendError", () => document.getElementById("connection-lost")?.removeAttribute("hidden"));
document.addEventListener("htmx:afterOnLoad", () => document.getElementById("connection-lost")?.setAttribute("hidden", ""));

// A live list that grows on top moves nothing that is being read (YT-02): where its beginning has been scrolled out of sight, the row on
// top of the window stays where it is; while text is marked in it, it waits until nothing is.
let steady;
document.addEventListener("htmx:beforeSwap", (event) => {
  const list = event.target;
  if (!list.matches?.("[data-steady]")) return;
  const marked = getSelection();
  if (!marked.isCollapsed && list.contains(marked.anchorNode)) {
    event.detail.shouldSwap = false;
    list.dataset.stale = "";
    return;
  }
  const rows = [...list.querySelectorAll("tr[id]")];
  const row = rows.length && rows[0].getBoundingClientRect().top < 0 && rows.find((one) => one.getBoundingClientRect().bottom > 0);
  steady = row ? { id: row.id, top: row.getBoundingClientRect().top } : undefined;
});
document.addEventListener("htmx:afterSwap", () => {
  const row = steady && document.getElementById(steady.id);
  if (row) scrollBy({ top: row.getBoundingClientRect().top - steady.top, behavior: "instant" });
  steady = undefined;
});
document.addEventListener("selectionchange", () => {
  const list = document.querySelector("[data-stale]");
  if (!list || !getSelection().isCollapsed) return;
  delete list.dataset.stale;
  window.htmx.ajax("GET", list.getAttribute("hx-get"), { target: list, swap: "innerHTML" });
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// “Kapat” of a page that was opened in a window of its own closes it; elsewhere, and where the browser keeps it, its link leads back.
document.querySelectorAll("[data-close]").forEach((link) => {
  link.addEventListener("click", () => { if (window.history.length === 1) window.close(); });
});

// A countdown shows the minutes and seconds left of data-countdown (seconds), then its data-after text (VB-04).
document.querySelectorAll("[data-countdown]").forEach((clock) => {
  const until = performance.now() + Number(clock.dataset.countdown) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.after;
    if (left) return;
    clearInterval(timer);
    document.querySelectorAll("[data-after-countdown]").forEach((part) => { part.hidden = false; });
  };
  const timer = setInterval(tick, 1000);
  tick();
});
