// A person's page: the box to write in, what its words will cost, replies that lie ready, and earlier texts.
// It stands on console.js, which sends the form.
"use strict";

// Words to look at again: the line says which, and a tick sends them all the same.

function careful({ said = "", again = false }) {
  const form = reply.form;
  const line = find("[data-careful]", form);
  line.textContent = said;
  const tick = find("[data-anyway]", form);
  tick.hidden = !again;
  if (!again) find("input", tick).checked = false;
}

// The box to write in: a draft that outlives a sign-out of this tab, and what the words will cost.

const reply = find("[data-reply] textarea");
if (reply) {
  const key = `draft-${reply.dataset.draft}`;
  const form = reply.form;
  let cost;
  reply.value ||= sessionStorage.getItem(key) ?? "";
  reply.addEventListener("input", () => {
    reply.value ? sessionStorage.setItem(key, reply.value) : sessionStorage.removeItem(key);
    if (!reply.value) careful({});
    clearTimeout(cost);
    cost = setTimeout(price, 250);
  });
  form.addEventListener("again", (event) => careful(event.detail));
  reply.addEventListener("keydown", (event) => {
    if (event.key === "/" && !reply.value) {
      event.preventDefault();
      find(".ready", form).open = true;
      find("[data-ready]", form).focus();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  });
  const price = async () => {
    const line = find("[data-cost-line]", form);
    if (!reply.value) return line.replaceChildren();
    const words = new URLSearchParams({ body: reply.value, guard: body.dataset.guard });
    const answer = await fetch(form.dataset.cost, { method: "POST", headers: { "X-Live": "1" }, body: words });
    if (!answer.ok) return;
    const told = await answer.json();
    line.textContent = [told.said, told.dear].filter(Boolean).join(" · ");
    careful({ said: told.careful, again: told.again });
  };
  if (live.firstElementChild.dataset.why !== "untaken" && !location.hash) bottom();
}

document.addEventListener("click", async (event) => {
  const ready = event.target.closest("[data-ready]");
  if (ready && reply) {
    event.preventDefault();
    reply.value = ready.textContent;
    reply.dispatchEvent(new Event("input"));
    ready.closest("details").open = false;
    reply.focus();
  }
  const older = event.target.closest("[data-older]");
  if (older) {
    event.preventDefault();
    const box = find("[data-thread]");
    const high = box.scrollHeight;
    const answer = await ask(older.href);
    if (!answer.ok) return;
    const lines = [...new DOMParser().parseFromString(`<ol>${await answer.text()}</ol>`, "text/html").querySelectorAll("ol > li")];
    older.closest("li").remove();
    lines.forEach((line) => { line.dataset.earlier = "1"; });
    box.prepend(...lines);
    box.scrollTop += box.scrollHeight - high;
  }
});
