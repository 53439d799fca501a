// Passkeys: a form with data-passkey asks the device before it is sent. Where it cannot, nothing offers it.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const create = async ({ publicKey }) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: known(publicKey.excludeCredentials),
      },
    });
    const { attestationObject, clientDataJSON } = made.response;
    return answer(made, { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) });
  };

  const get = async ({ publicKey }) => {
    const signed = await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: known(publicKey.allowCredentials),
      },
    });
    const { authenticatorData, clientDataJSON, signature, userHandle } = signed.response;
    return answer(signed, {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    });
  };

  const answer = (credential, response) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });

  const optionsOf = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answered = await fetch(form.action, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answered.ok) throw new Error("no options came");
    return (await answered.json()).request_options;
  };

  // An address of numbers can own no passkeys, and neither can one that anybody on the way could read.
  const possible = window.isSecureContext && window.PublicKeyCredential && !/^[\d.]+$|:/.test(location.hostname);
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!possible) continue;
    const failed = form.querySelector("[data-passkey-failed]");
    const button = form.querySelector("[data-passkey-go]");
    const missing = form.querySelector("[data-passkey-missing]");
    if (missing) missing.hidden = true;
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.disabled) return;
      button.disabled = true;
      failed.hidden = true;
      try {
        const ask = form.dataset.passkey === "create" ? create : get;
        form.elements.credential.value = JSON.stringify(await ask(await optionsOf(form)));
        form.submit();
      } catch {
        failed.hidden = false;
        button.disabled = false;
        button.focus();
      }
    });
  }
})();
