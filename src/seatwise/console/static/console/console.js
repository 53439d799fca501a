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

  const label = () => {
    for (const button of document.querySelectorAll("[data-keys]")) {
      button.textContent = areOn() ? button.dataset.off : button.dataset.on;
    }
  };
  label();
  document.addEventListener("htmx:after:swap", label);

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
    }
    const fill = closest(event, "[data-fill]");
    if (fill) {
      const field = document.getElementById(fill.dataset.fill);
      field.value = fill.dataset.text;
      field.focus();
    }
  });
})();
