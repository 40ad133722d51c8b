// Passkeys: the browser and its keys do the work; we carry what one says to the other.
"use strict";

for (const button of document.querySelectorAll("[data-passkey]")) {
  const makes = button.dataset.passkey === "new";
  const said = button.parentElement.querySelector("[data-passkey-said]");
  const tell = (words) => { said.textContent = words; said.hidden = !words; };

  const post = (to, fields = {}) =>
    fetch(to, { method: "POST", headers: { "X-Live": "1" }, body: new URLSearchParams({ guard: document.body.dataset.guard ?? "", ...fields }) });

  const use = async () => {
    const asked = await post(button.dataset.ask);
    if (!asked.ok) throw new Error(`asked ${asked.status}`);
    const publicKey = await asked.json();
    const key = makes
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    const answer = await post(button.dataset.tell, { credential: JSON.stringify(key.toJSON()) });
    if (!answer.ok) throw new Error(`told ${answer.status}`);
    location.assign((await answer.json()).to);
  };

  button.hidden = !window.PublicKeyCredential?.parseCreationOptionsFromJSON;
  button.addEventListener("click", async () => {
    tell("");
    button.disabled = true;
    await use().catch(() => tell(said.dataset.not));
    button.disabled = false;
  });
}
