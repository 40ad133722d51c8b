// Draws what /phones.json says, once a second, and sends what people press to /act. It keeps no state of its own
// but what is on the page.
"use strict";

const EVERY = 1000;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const street = document.getElementById("street");
const wire = document.querySelector("#wire ol");
const people = document.querySelector(".people");
const link = document.querySelector(".link");
const cards = new Map();
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const exact = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", month: "short", day: "numeric" });
let version = -1;
let total = 0;

function make(tag, words = "", ...classes) {
  const element = document.createElement(tag);
  element.textContent = words;
  element.classList.add(...classes.filter(Boolean));
  return element;
}

async function act(phone, button, words = "") {
  const body = JSON.stringify({ phone, do: button, words });
  await fetch("/act", { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => live(false));
  await poll();
}

// One phone.

function card(phone, hue) {
  const element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
  const part = (selector) => element.querySelector(selector);
  element.setAttribute("aria-label", `${phone.name}'s phone`);
  part("header .face").textContent = [...phone.name][0];
  part("header .face").classList.add(`hue${hue}`);
  part("h2").append(phone.name, " ", make("small", phone.role));
  part("header p").textContent = phone.pretty;
  part(".thread").setAttribute("aria-label", `Texts on ${phone.name}'s phone`);
  const box = part("textarea");
  box.setAttribute("aria-label", `Text from ${phone.name} to ${phone.line}`);
  const send = () => {
    if (!box.value.trim()) return;
    act(phone.number, "text", box.value);
    box.value = "";
  };
  part("form").addEventListener("submit", (event) => (event.preventDefault(), send()));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), send());
  });
  for (const key of KEYS) {
    const button = make("button", key);
    button.type = "button";
    button.addEventListener("click", () => act(phone.number, "press", key));
    part(".keys").append(button);
  }
  part(".dial").setAttribute("aria-label", `Call ${phone.line} from ${phone.name}'s phone`);
  part(".dial").addEventListener("click", () => act(phone.number, "call"));
  part(".answer").addEventListener("click", () => act(phone.number, "answer"));
  part(".decline").addEventListener("click", () => act(phone.number, "hang up"));
  street.append(element);
  return { element, part, chip: chip(phone, hue, element), drawn: "", count: 0 };
}

function chip(phone, hue, element) {
  const button = make("button");
  const face = make("span", [...phone.name][0], "face", `hue${hue}`);
  button.type = "button";
  button.append(face, make("span", phone.name));
  button.addEventListener("click", () => {
    element.scrollIntoView({ behavior: "smooth", block: "nearest", inline: "center" });
    if (matchMedia("(hover: hover)").matches) element.querySelector("textarea").focus({ preventScroll: true });
    button.classList.remove("fresh");
  });
  element.addEventListener("focusin", () => button.classList.remove("fresh"));
  people.append(button);
  return button;
}

function draw(phone, place) {
  const drawn = JSON.stringify(phone);
  if (place.drawn === drawn) return;
  place.drawn = drawn;
  place.part(".dial").hidden = !phone.callable;
  thread(phone, place);
  call(phone, place);
}

function thread(phone, place) {
  const box = place.part(".thread");
  const low = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const known = place.count;
  const rows = [];
  let before = null;
  phone.thread.forEach((text, n) => {
    const at = new Date(text.at);
    if (!before || at - new Date(before.at) > 15 * 60000) rows.push(stamp(at));
    const after = phone.thread[n + 1];
    before = text;
    if (text.kind === "call") return rows.push(make("p", `☎ ${text.body}`, "day", "missed"));
    rows.push(bubble(text, n >= known && known > 0, !after || after.ours !== text.ours || after.kind !== text.kind));
    if (text.ours && (text.state === "not delivered" || !phone.thread.slice(n + 1).some((later) => later.ours))) {
      rows.push(make("p", { delivered: "Delivered", sending: "Sending…" }[text.state] ?? "Not delivered", "state", text.state === "not delivered" && "bad"));
    }
  });
  if (!rows.length) rows.push(make("p", "No texts yet", "none"));
  box.replaceChildren(...rows);
  place.count = phone.thread.length;
  const news = phone.thread.slice(known).some((text) => !text.ours);
  if (known && news && !place.element.contains(document.activeElement)) place.chip.classList.add("fresh");
  if (low || place.count !== known) box.scrollTop = box.scrollHeight;
}

function stamp(at) {
  const row = make("p", "", "day");
  const today = at.toDateString() === new Date().toDateString();
  row.append(make("b", today ? "Today" : day.format(at)), ` ${clock.format(at)}`);
  return row;
}

function bubble(text, fresh, last) {
  const words = text.media ? `🖼 ${text.media} picture${text.media > 1 ? "s" : ""}\n${text.body}`.trim() : text.body;
  const spoken = text.kind === "voice";
  const row = make("p", spoken ? `“${words}”` : words, "bubble", text.ours && "ours", spoken && "spoken", fresh && "new", last && "last");
  row.title = exact.format(new Date(text.at));
  return row;
}

// A call.

function call(phone, place) {
  const box = place.part(".call");
  const made = phone.call;
  const rings = Boolean(made && made.status === "ringing" && made.incoming);
  box.hidden = !made;
  for (const element of [place.element, place.chip]) element.classList.toggle("rings", rings);
  if (!made) return;
  box.className = `call ${made.status === "ringing" ? "ringing" : "talking"}`;
  place.part(".call .face").textContent = [...made.from][0];
  place.part(".who b").textContent = made.from;
  place.part(".who span").textContent = rings ? "incoming call" : made.status === "ringing" ? "calling…" : "";
  place.part(".who span").dataset.since = made.status === "ringing" ? "" : made.since;
  place.part(".said").replaceChildren(...made.said.map((words) => make("p", words)));
  place.part(".said").scrollTop = place.part(".said").scrollHeight;
  place.part(".keys").hidden = made.status === "ringing";
  place.part(".keys").classList.toggle("asked", made.keys);
  place.part(".answer").hidden = !rings;
  place.part(".decline span").textContent = rings ? "Decline" : "End";
}

function tick(now) {
  for (const place of cards.values()) {
    const label = place.part(".who span");
    if (!label.dataset.since) continue;
    const seconds = Math.max(0, Math.round((now - new Date(label.dataset.since)) / 1000));
    label.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

// The wire.

function exchange(entry) {
  const bad = (entry.way !== "noted" && (entry.status < 200 || entry.status > 299)) || /error|lost|given up/.test(entry.note + entry.what);
  const row = make("li", "", entry.way, bad && "bad");
  const head = make(entry.way === "noted" ? "div" : "summary", "", entry.way === "noted" && "note");
  const time = make("time", exact.format(new Date(entry.at)));
  const what = make("span");
  what.append(make("code", entry.what), " ", make("em", entry.who));
  head.append(time, what, entry.way === "noted" ? "" : make("span", entry.status || "—", "status"));
  if (entry.note) head.append(make("small", entry.note));
  if (entry.way === "noted") return row.append(head), row;
  const whole = make("details");
  const told = Object.entries(entry.fields).map(([name, value]) => `${name}: ${value}`);
  whole.append(head, make("pre", [...told, entry.answer && `\n${entry.answer}`].filter(Boolean).join("\n") || "nothing more"));
  row.append(whole);
  return row;
}

function listen(state) {
  if (state.fresh) wire.replaceChildren();
  wire.prepend(...state.wire.map(exchange).reverse());
  while (wire.children.length > 300) wire.lastElementChild.remove();
  total = state.total;
}

// All of it, once a second.

function show(state) {
  version = state.version;
  const seen = new Set(state.phones.map((phone) => phone.number));
  for (const [number, place] of cards) if (!seen.has(number)) (place.element.remove(), place.chip.remove(), cards.delete(number));
  state.phones.forEach((phone, n) => {
    if (!cards.has(phone.number)) cards.set(phone.number, card(phone, n % 6));
    draw(phone, cards.get(phone.number));
  });
  const ringing = state.phones.filter((phone) => phone.call && phone.call.status === "ringing").map((phone) => phone.name);
  document.title = ringing.length ? `☎ ${ringing.join(", ")} · Peerline` : "Phones · Peerline";
  document.querySelector(".empty").hidden = state.phones.length > 0;
  listen(state);
}

async function poll() {
  try {
    const answer = await fetch(`/phones.json?v=${version}&n=${total}`, { cache: "no-store" });
    if (answer.status === 200) show(await answer.json());
    live(answer.ok);
  } catch {
    live(false);
  }
}

function live(up) {
  if (link.classList.contains("live") === up) return;
  link.classList.toggle("live", up);
  link.querySelector("span").textContent = up ? "live" : "no network";
}

const toggle = document.querySelector(".toggle");
const aside = document.getElementById("wire");
function open(wide) {
  aside.hidden = !wide;
  toggle.setAttribute("aria-expanded", String(wide));
}
toggle.addEventListener("click", () => {
  open(aside.hidden);
  if (!aside.hidden) aside.scrollIntoView({ behavior: "smooth", inline: "center" });
});
open(window.innerWidth >= 1600);

async function always() {
  await poll();
  tick(new Date());
  setTimeout(always, document.hidden ? 5 * EVERY : EVERY);
}
always();
