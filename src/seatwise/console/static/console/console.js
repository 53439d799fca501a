// What makes a day at the console quicker: keys, all boxes at once, a reason to begin with. Everything works without it.
(() => {
  "use strict";
  const KEPT = "seatwise.keys";
  const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
  const areOn = () => localStorage.getItem(KEPT) !== "off";

  // A letter is a key only outside of fields and dialogs, and not while it is switched off (WCAG 2.1.4).
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !areOn() || !/^[a-z]$/i.test(event.key)) return;
    if (closest(event, "input:not([type=checkbox]), textarea, select, dialog")) return;
    const target = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("a")) return target.click();
    if (target.matches("summary")) {
      target.parentElement.open = true;
      return target.parentElement.querySelector("textarea, input:not([type=hidden])").focus();
    }
    // A button is reached, not pressed: a slip of the finger decides nothing.
    return target.focus();
  });

  // Escape closes the reason that is not given after all; what was typed stays in it.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && closest(event, "details[open]:has(> .panel)");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // The queue shows the order that is chosen, wherever it stands in it, and both are seen: the page moves only where it must.
  const chosen = document.querySelector(".queue > .q[aria-current]");
  const queue = chosen && chosen.parentElement;
  if (queue && getComputedStyle(queue).overflowY === "auto") {
    queue.scrollTop += chosen.getBoundingClientRect().top - queue.getBoundingClientRect().top - queue.clientHeight / 3;
    if (chosen.getBoundingClientRect().bottom > window.innerHeight) queue.parentElement.scrollIntoView({ behavior: "instant" });
  }

  const label = () => {
    for (const button of document.querySelectorAll("[data-keys]")) {
      button.textContent = areOn() ? button.dataset.off : button.dataset.on;
    }
  };
  label();
  document.addEventListener("htmx:after:swap", label);

  // A button for what is ticked says for how many it is.
  const count = () => {
    for (const words of document.querySelectorAll("[data-ticked]")) {
      words.dataset.none ??= words.textContent;
      const ticked = document.querySelectorAll(`input[name="${words.dataset.ticked}"]:checked`).length;
      words.textContent = ticked ? words.dataset.some.replace("{}", ticked) : words.dataset.none;
    }
  };
  count();
  document.addEventListener("htmx:after:swap", count);
  document.addEventListener("change", count);

  document.addEventListener("click", (event) => {
    const keys = closest(event, "[data-keys]");
    if (keys) {
      localStorage.setItem(KEPT, areOn() ? "off" : "on");
      label();
    }
    const all = closest(event, "[data-tick-all]");
    if (all) {
      const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`)];
      const tick = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = tick;
      count();
    }
    const fill = closest(event, "[data-fill]");
    if (fill) {
      const field = document.getElementById(fill.dataset.fill);
      field.value = fill.dataset.text;
      field.focus();
    }
  });

  // Prices typed into rows: kept over pages of the list until they are saved, and worked out by the server while one types.
  const bar = () => document.querySelector("form[data-edits]");
  const fields = () => [...document.querySelectorAll("input.price[form=edits]")];
  const place = (form) => `seatwise.edits ${form.getAttribute("action")}`;
  const kept = () => JSON.parse(sessionStorage.getItem(place(bar())) || "{}");
  const wasOf = (field) => document.querySelector(`input[type=hidden][name="was-${field.name}"]`);
  const first = new Map();
  let soon = 0;
  let asked = null;

  const keep = () => {
    const edits = kept();
    for (const field of fields()) {
      const changed = field.value.trim() !== field.defaultValue;
      field.classList.toggle("changed", changed);
      if (changed) edits[field.name] = { value: field.value, was: wasOf(field).value };
      else delete edits[field.name];
    }
    sessionStorage.setItem(place(bar()), JSON.stringify(edits));
    bar().classList.toggle("dirty", Object.keys(edits).length > 0);
  };
  const hidden = (name, value) => {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    input.dataset.elsewhere = "yes";
    bar().append(input);
  };
  const show = (parts) => {
    for (const [spot, html] of first) if (!parts.has(spot.dataset.live)) spot.innerHTML = html;
    for (const spot of document.querySelectorAll("[data-live]")) {
      const part = parts.get(spot.dataset.live);
      if (!part) continue;
      if (!first.has(spot)) first.set(spot, spot.innerHTML);
      spot.innerHTML = part.innerHTML;
    }
  };
  const work = async () => {
    const form = bar();
    if (asked) asked.abort();
    if (!form || !form.classList.contains("dirty")) return show(new Map());
    asked = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        headers: { "HX-Request": "true" },
        signal: asked.signal,
      });
      if (!answer.ok || answer.redirected) return;
      const arrived = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(new Map([...arrived.querySelectorAll("[data-live]")].map((part) => [part.dataset.live, part])));
    } catch {
      // Gone offline, or typed on meanwhile: what stood there stays, and the review works it out again.
    }
  };
  const restore = () => {
    if (!bar()) return;
    first.clear();
    for (const input of document.querySelectorAll("[data-elsewhere]")) input.remove();
    const here = new Map(fields().map((field) => [field.name, field]));
    for (const [name, edit] of Object.entries(kept())) {
      const field = here.get(name);
      if (field) {
        field.value = edit.value;
        wasOf(field).value = edit.was;
      } else {
        hidden(name, edit.value);
        hidden(`was-${name}`, edit.was);
      }
    }
    keep();
    work();
  };
  document.addEventListener("input", (event) => {
    if (!closest(event, "input.price[form=edits]")) return;
    keep();
    clearTimeout(soon);
    soon = setTimeout(work, 250);
  });
  document.addEventListener("reset", (event) => {
    const form = closest(event, "form[data-edits]");
    if (!form) return;
    sessionStorage.removeItem(place(form));
    for (const input of document.querySelectorAll("[data-elsewhere]")) input.remove();
    setTimeout(() => {
      keep();
      work();
    });
  });
  // The review holds what is typed, too: whoever goes back from it finds it in the rows again.
  const hold = () => {
    const form = document.querySelector("form[data-edits-review]");
    if (form) {
      const edits = {};
      for (const was of form.querySelectorAll('input[type=hidden][name^="was-"]')) {
        const name = was.name.slice("was-".length);
        edits[name] = { value: form.elements[name].value, was: was.value };
      }
      sessionStorage.setItem(place(form), JSON.stringify(edits));
    }
    const gone = document.querySelector("[data-edits-gone]");
    if (gone) sessionStorage.removeItem(`seatwise.edits ${gone.dataset.editsGone}`);
  };
  document.addEventListener("input", (event) => {
    if (closest(event, "form[data-edits-review]")) hold();
  });
  document.addEventListener("submit", (event) => {
    const saves = event.submitter && event.submitter.value === "save";
    const form = closest(event, "form[data-edits-review]");
    if (saves && form) sessionStorage.removeItem(place(form));
  });
  document.addEventListener("htmx:after:swap", restore);
  window.addEventListener("pageshow", () => {
    hold();
    restore();
  });
})();
