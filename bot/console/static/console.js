// What a page does by itself: asks for what changed, turns the timers, sends forms without leaving, listens to keys.
// Every page works without it. It keeps nothing but a draft of the words being written, in this tab only.
"use strict";

const EVERY = 4000;
const body = document.body;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const live = find("#live");
const skew = body.dataset.now ? new Date(body.dataset.now) - new Date() : 0;
const now = () => Date.now() + skew;
let heard = Date.now();
let waiting = null;

// Timers.

function length(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 3600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")}`;
  return null;
}

function tick() {
  for (const time of all("time[data-since], time[data-until]")) {
    const apart = new Date(time.dateTime) - now();
    const said = length("since" in time.dataset ? -apart : apart);
    if (said && time.textContent !== said) time.textContent = said;
    if ("until" in time.dataset) time.closest(".next")?.classList.toggle("soon", apart < 60000);
  }
  pulse();
  watch();
}

function pulse() {
  const line = find("[data-pulse]");
  if (!line || !live) return;
  const late = Math.round((Date.now() - heard) / 1000);
  const stale = late > 9;
  line.classList.toggle("stale", stale);
  const words = stale ? (navigator.onLine ? line.dataset.stale.replace("{s}", late) : line.dataset.off) : line.dataset.live;
  if (line.lastElementChild.textContent !== words) line.lastElementChild.textContent = words;
}

// Asking for what changed. Elements that did not change stay as they are: an open menu stays open, a focus stays.

async function ask(at, headers = {}) {
  const answer = await fetch(at, { headers: { "X-Live": "1", ...headers }, cache: "no-store", redirect: "manual" });
  if (answer.status === 401) location.assign(body.dataset.enter);
  return answer;
}

async function poll() {
  if (!live) return badge(await number());
  const answer = await ask(`${live.dataset.live}?v=${live.dataset.v}`);
  if (!answer.ok) return;
  heard = Date.now();
  if (answer.status === 200) show(await answer.text());
}

async function number() {
  if (!body.dataset.count) return 0;
  const answer = await ask(body.dataset.count);
  return answer.ok ? Number(await answer.text()) : waiting ?? 0;
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  const thread = find("[data-thread]");
  const low = thread && thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  const at = thread?.scrollTop;
  const focus = document.activeElement?.closest("[data-key]")?.dataset.key;
  const press = document.activeElement?.dataset.press;
  keep(fresh);
  live.replaceChildren(fresh);
  live.dataset.v = fresh.dataset.version;
  settle(fresh);
  const place = find("[data-thread]");
  if (place) place.scrollTop = low ? place.scrollHeight : at;
  if (focus && !live.contains(document.activeElement)) {
    const again = find(`[data-key="${focus}"]`, live);
    (again && press ? find(`[data-press="${press}"]`, again) ?? again : again)?.focus({ preventScroll: true });
  }
  tick();
}

function keep(fresh) {
  for (const old of all("[data-key]", live)) {
    const next = find(`[data-key="${old.dataset.key}"]`, fresh);
    if (!next) continue;
    const shapes = [old, next].map((element) => element.cloneNode(true));
    for (const shape of shapes) {
      for (const time of all("time", shape)) time.textContent = "";
      for (const open of all("details", shape)) open.removeAttribute("open");
      for (const soon of all(".soon", shape)) soon.classList.remove("soon");
      shape.classList.remove("fresh");
    }
    if (shapes[0].isEqualNode(shapes[1])) next.replaceWith(old);
    else all("details[open]", old).forEach((menu) => all("details", next)[all("details", old).indexOf(menu)]?.setAttribute("open", ""));
  }
  if (fresh.querySelector("[data-older-kept]") === null) {
    const earlier = all("[data-earlier]", live);
    const list = find("[data-thread]", fresh);
    if (earlier.length && list) {
      find(".more", list)?.remove();
      list.prepend(...earlier);
    }
  }
}

// On a desk the thread scrolls in its frame, on a phone with the page.

function bottom() {
  const box = find("[data-thread]");
  if (!box) return;
  box.scrollTop = box.scrollHeight;
  if (getComputedStyle(box).overflowY !== "visible") return;
  const under = (find("[data-reply]")?.offsetHeight ?? 0) + (find(".tabs")?.offsetHeight ?? 0) + 24;
  window.scrollTo(0, box.getBoundingClientRect().bottom + window.scrollY - window.innerHeight + under);
}

function settle(fresh) {
  if (fresh.dataset.waiting !== undefined) badge(Number(fresh.dataset.waiting));
  const reply = find("[data-reply]");
  if (reply && fresh.dataset.why !== undefined) reply.hidden = fresh.dataset.why !== "";
}

// Somebody new: a number in the title, a sound, a buzz, and words for a screen reader.

function badge(count) {
  const dot = find("[data-badge]");
  if (dot) { dot.hidden = !count; dot.textContent = count || ""; }
  document.title = count ? `(${count}) Peerline` : "Peerline";
  if (waiting !== null && count > waiting) {
    const status = find("[data-say]");
    if (status) status.textContent = status.dataset.new.replace("{n}", count);
    if (!muted()) tell(status?.dataset.neutral);
    all(".need").slice(0, 1).forEach((card) => card.classList.add("fresh"));
  }
  waiting = count;
}

// What a locked screen shows names nobody and nothing.

function tell(neutral) {
  if (navigator.userActivation?.hasBeenActive) { ring(); navigator.vibrate?.([200, 100, 200]); }
  if (!document.hidden || window.Notification?.permission !== "granted") return;
  try { new Notification("Peerline", { body: neutral, tag: "peerline" }); } catch { /* some phones want more than a page for it */ }
}

const notify = find("[data-notify]");
if (notify) {
  notify.hidden = window.Notification?.permission !== "default";
  notify.addEventListener("click", async () => { notify.hidden = (await Notification.requestPermission()) !== "default"; });
}

const muted = () => localStorage.getItem("muted") === "1";
let sound;

function ring() {
  try {
    sound ??= new AudioContext();
    [0, 0.28].forEach((after, n) => {
      const tone = sound.createOscillator();
      const gain = sound.createGain();
      const at = sound.currentTime + after;
      tone.frequency.value = n ? 880 : 660;
      gain.gain.setValueAtTime(0.0001, at);
      gain.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.24);
      tone.connect(gain).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.25);
    });
  } catch { /* a browser without sound still shows the number */ }
}

find("[data-sound]")?.addEventListener("click", (event) => {
  localStorage.setItem("muted", muted() ? "0" : "1");
  event.currentTarget.setAttribute("aria-pressed", String(!muted()));
  if (!muted()) ring();
});
find("[data-sound]")?.setAttribute("aria-pressed", String(!muted()));

// Forms.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-leave]")) sessionStorage.clear();
  if (!form.matches("[data-act]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    await send(form, event.submitter);
  } catch {
    toast(find("[data-pulse]").dataset.off);
  } finally {
    delete form.dataset.busy;
  }
});

async function send(form, button) {
  const answer = await fetch(form.action, { method: "POST", headers: { "X-Live": "1" }, body: new URLSearchParams(new FormData(form, button)) });
  if (answer.status === 401) return location.assign(body.dataset.enter);
  if (answer.status === 409 || answer.ok) {
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) sent(form);
    if (told.said) toast(told.said, answer.ok && form.dataset.undoAt);
  }
  if (answer.status === 422) form.dispatchEvent(new CustomEvent("again", { detail: await answer.json() }));
  await poll().catch(() => {});
  if (form.matches("[data-reply], [data-clear]")) bottom();
}

function sent(form) {
  all("details[open]", live ?? body).forEach((menu) => menu.contains(form) && menu.removeAttribute("open"));
  if (!form.matches("[data-reply], [data-clear]")) return;
  const box = find("textarea", form);
  box.value = "";
  if (box.dataset.draft) sessionStorage.removeItem(`draft-${box.dataset.draft}`);
  const once = find("[name=once]", form);
  if (once) once.value = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  box.dispatchEvent(new Event("input"));
}

let toastTimer;
function toast(words, undoAt) {
  const line = find("[data-toast]");
  const undo = find("[data-undo]", line);
  find("span", line).textContent = words;
  undo.hidden = !undoAt;
  undo.onclick = async () => {
    line.hidden = true;
    await fetch(undoAt, { method: "POST", headers: { "X-Live": "1", "X-Guard": body.dataset.guard } });
    await poll();
  };
  line.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { line.hidden = true; }, 6000);
}

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

// Keys. They never fire while somebody types.

const items = () => all("[data-item]");
const here = () => document.activeElement?.closest("[data-item]");

function go(by) {
  const list = items();
  const at = list.indexOf(here());
  const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const place = here();
  const found = (place && find(`[data-press="${key}"]`, place)) ?? find(`#main > :not(.columns) [data-press="${key}"], .person [data-press="${key}"]`);
  if (!found) return;
  if (found.matches("textarea")) return found.focus();
  found.focus();
  found.click();
}

let escaped = 0;
const leave = () => location.replace(body.dataset.away);
find("[data-hide]")?.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (Date.now() - escaped < 800) leave();
    escaped = Date.now();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const act = { j: () => go(1), k: () => go(-1), "?": () => find("[data-keys]")?.showModal() }[event.key];
  if (act) { event.preventDefault(); act(); }
  else if ("arntc".includes(event.key)) { event.preventDefault(); press(event.key); }
  else if (event.key === "/" && body.dataset.people) {
    event.preventDefault();
    const box = find("[data-search]");
    box ? box.focus() : location.assign(`${body.dataset.people}#asked`);
  }
});
if (location.hash === "#asked") find("#asked")?.focus();

// Staying signed in: a hand on the page counts; two minutes before the end it says so.

let touched = Date.now();
["pointerdown", "keydown", "scroll"].forEach((what) => addEventListener(what, () => { touched = Date.now(); }, { passive: true, capture: true }));
let idle = new Date(body.dataset.idle || 0).getTime();
const ends = new Date(body.dataset.ends || 0).getTime();
let told = Date.now();

async function stay() {
  told = Date.now();
  const answer = await fetch(body.dataset.stay, { method: "POST", headers: { "X-Live": "1", "X-Guard": body.dataset.guard } });
  if (answer.ok) idle = now() + 30 * 60000;
  find("[data-warning]").close();
}

function watch() {
  const sheet = find("[data-warning]");
  if (!sheet) return;
  if (touched > told + 5 * 60000) stay();
  const left = Math.min(idle, ends) - now();
  if (left < 120000 && !sheet.open) sheet.showModal();
  find("[data-left]", sheet).textContent = length(left) ?? "";
  if (left < 0) location.assign(body.dataset.enter);
}
find("[data-stay-here]")?.addEventListener("click", stay);

async function always() {
  await poll().catch(() => {});
  setTimeout(always, EVERY);
}
if (body.dataset.guard) {
  if (live) settle(live.firstElementChild);
  tick();
  setInterval(tick, 1000);
  setTimeout(always, live ? EVERY : 0);
}
