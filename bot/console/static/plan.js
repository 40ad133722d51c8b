// The plan. It stands on console.js.
"use strict";

// What a change to the plan would do, while it is being typed.

let asked;
all("[data-preview]").forEach((form) => form.addEventListener("input", () => {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    if (!form.checkValidity()) return;
    const answer = await fetch(form.action, { method: "POST", headers: { "X-Live": "1" }, body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return;
    const look = find("#look");
    look.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    form.after(look);
  }, 350);
}));
