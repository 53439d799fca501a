// What makes pages quicker to use; everything here works without it too, as links, forms and <details>.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  // Tabs that are wider than the screen show the one that is open.
  for (const tabs of document.querySelectorAll(".tabs")) {
    const here = tabs.querySelector("[aria-current]");
    if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
  }

  // Menus and reasons: Esc and a click elsewhere close them, arrows move inside a menu.
  const openDetails = () => document.querySelectorAll("details.dd[open], details.dash[open]");
  document.addEventListener("click", (event) => {
    for (const open of openDetails()) if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const open of openDetails()) {
        open.open = false;
        open.querySelector("summary").focus();
        event.preventDefault();
      }
    }
    const menu = closest(event, "details.dd[open]");
    if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const entries = [...menu.querySelectorAll(".menu a, .menu button, .menu [tabindex]")];
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length];
      if (next) next.focus();
      event.preventDefault();
    }
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !closest(event, "input, textarea, select, dialog")) {
      // The head's field, or on a phone, which has none, the list's.
      const fields = document.querySelectorAll("[data-search], main input[type=search]");
      const search = [...fields].find((field) => field.offsetParent);
      // Not while the console's keys are switched off (WCAG 2.1.4).
      if (search && localStorage.getItem("seatwise.keys") !== "off") {
        search.focus();
        event.preventDefault();
      }
    }
  });

  // A row's menu is asked for when it is opened, and stays.
  document.addEventListener("click", async (event) => {
    const link = closest(event, "a[data-menu]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { credentials: "same-origin", headers: { "HX-Request": "true" } });
      const arrived = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".menu");
      if (answer.redirected || !answer.ok || !arrived) throw new Error("no menu came");
      const menu = document.createElement("details");
      const summary = document.createElement("summary");
      menu.className = "dd";
      summary.className = link.className;
      if (link.hasAttribute("aria-label")) summary.setAttribute("aria-label", link.getAttribute("aria-label"));
      summary.append(...link.childNodes);
      arrived.className = `menu ${link.dataset.menu || "menu-end"}`;
      menu.append(summary, document.adoptNode(arrived));
      const focused = document.activeElement === link;
      link.replaceWith(menu);
      menu.open = true;
      if (focused) summary.focus();
    } catch {
      location.assign(link.href);
    }
  });

  // Rows that are picked: how many, all of them by the head's box, a range with Shift. A list that is drawn anew has none.
  let lastPick = null;
  const picks = () => [...document.querySelectorAll("input[data-pick]")];
  const countPicks = () => {
    const every = picks();
    const picked = every.filter((box) => box.checked).length;
    for (const said of document.querySelectorAll("[data-picked]")) said.textContent = String(picked);
    for (const all of document.querySelectorAll("[data-pick-all]")) {
      all.checked = picked > 0 && picked === every.length;
      all.indeterminate = picked > 0 && picked < every.length;
    }
  };
  document.addEventListener("click", (event) => {
    const box = closest(event, "input[data-pick]");
    const all = closest(event, "input[data-pick-all]");
    if (all) for (const each of picks()) each.checked = all.checked;
    if (box && event.shiftKey && lastPick && lastPick.isConnected) {
      const every = picks();
      const [from, to] = [every.indexOf(lastPick), every.indexOf(box)].sort((one, other) => one - other);
      for (const each of every.slice(from, to + 1)) each.checked = box.checked;
    }
    if (box) lastPick = box;
    if (box || all) countPicks();
  });
  document.addEventListener("reset", () => setTimeout(countPicks));
  document.addEventListener("htmx:after:swap", () => {
    for (const box of picks()) box.checked = false;
    countPicks();
  });
  window.addEventListener("pageshow", countPicks);

  // Steppers: the buttons and the arrows add one, Page Up and Page Down ten.
  const addTo = (input, step) => {
    const least = Number(input.min || 0);
    const most = Number(input.max || Infinity);
    const now = Number.parseInt(input.value, 10);
    input.value = String(Math.min(most, Math.max(least, (Number.isNaN(now) ? least : now) + step)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-step]");
    if (button) addTo(button.closest(".stp").querySelector("input"), Number(button.dataset.step));
  });
  document.addEventListener("keydown", (event) => {
    const input = closest(event, ".stp input");
    const step = { PageUp: 10, PageDown: -10 }[event.key];
    if (input && step) {
      addTo(input, step);
      event.preventDefault();
    }
  });

  // The dialog: a link with data-dialog opens its page's fragment in it; what it posts stays in it until it succeeds.
  const dialog = document.getElementById("dialog");
  let opener = null;
  let typed = false;

  const show = (html) => {
    dialog.innerHTML = html;
    typed = false;
    const heading = dialog.querySelector("h1, h2");
    if (heading) {
      heading.id = heading.id || "dialog-title";
      dialog.setAttribute("aria-labelledby", heading.id);
    }
    if (!dialog.open) dialog.showModal();
    const first = dialog.querySelector("[aria-invalid=true], [autofocus], form input:not([type=hidden]), form select");
    if (first) first.focus();
  };
  const close = () => {
    if (typed && dialog.dataset.ask && !window.confirm(dialog.dataset.ask)) return;
    dialog.close();
  };
  const fetched = async (address, options) => {
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
    const answer = await fetch(address, { credentials: "same-origin", headers, ...options });
    // Done, or signed out meanwhile: the server says where to go, so that the page there is drawn once.
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) location.assign(elsewhere);
    return { answer, html: await answer.text(), elsewhere };
  };

  if (dialog) {
    document.addEventListener("click", async (event) => {
      const link = closest(event, "a[data-dialog]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      const menu = link.closest("details");
      opener = menu ? menu.querySelector("summary") : link;
      if (menu) menu.open = false;
      try {
        const { answer, html, elsewhere } = await fetched(link.href);
        if (elsewhere) return;
        if (answer.redirected || answer.status >= 400 || !html.includes("data-fragment")) location.assign(link.href);
        else show(html);
      } catch {
        location.assign(link.href);
      }
    });
    dialog.addEventListener("click", (event) => {
      if (closest(event, "[data-close]")) {
        event.preventDefault();
        close();
      }
    });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close();
    });
    dialog.addEventListener("close", () => {
      dialog.innerHTML = "";
      if (opener) opener.focus();
    });
    dialog.addEventListener("input", () => {
      typed = true;
    });
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      const button = event.submitter;
      const body = new FormData(form, button);
      if (button) button.setAttribute("aria-disabled", "true");
      if (form.dataset.sent) return;
      form.dataset.sent = "yes";
      try {
        const { answer, html, elsewhere } = await fetched(form.action, { method: "POST", body });
        if (elsewhere) return;
        if (answer.redirected) location.assign(answer.url);
        else if (html.includes("data-fragment")) show(html);
        else form.submit();
      } catch {
        delete form.dataset.sent;
        if (button) button.removeAttribute("aria-disabled");
        const notice = dialog.querySelector("[data-offline]");
        if (notice) notice.hidden = false;
      }
    });
  }

  // A form that must not be sent twice by a double click; the server answers twice the same all the same.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-once][data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });

  // The quote: 250 ms after a change the form is asked for its price; the old one stays, dimmed, until the new is here.
  const replaceQuote = (form, arrived) => {
    for (const part of ["[data-quote-area]", "[data-quote-submit]", "[data-quote-field]"]) {
      const fresh = arrived.querySelector(part);
      const old = form.querySelector(part);
      if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    }
    for (const fresh of arrived.querySelectorAll("[data-quote-part]")) {
      const old = form.querySelector(`[data-quote-part="${fresh.dataset.quotePart}"]`);
      if (!old) continue;
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      old.replaceWith(document.adoptNode(fresh));
      // Who chooses by keyboard stays where they are.
      if (focused && focused.name) {
        const same = [...fresh.querySelectorAll(`[name="${focused.name}"]`)];
        (same.find((each) => each.value === focused.value) || same[0])?.focus();
      }
    }
    // A field keeps what is typed and its focus; what is said about it is new.
    for (const fresh of arrived.querySelectorAll(".field")) {
      const input = fresh.querySelector("[name]");
      const old = input && form.querySelector(`.field [name="${input.name}"]`);
      if (!old) continue;
      const field = old.closest(".field");
      field.className = fresh.className;
      for (const name of ["aria-invalid", "aria-describedby"]) {
        if (input.hasAttribute(name)) old.setAttribute(name, input.getAttribute(name));
        else old.removeAttribute(name);
      }
      for (const said of field.querySelectorAll(":scope > .em, :scope > .hint")) said.remove();
      for (const said of fresh.querySelectorAll(":scope > .em, :scope > .hint")) field.append(document.adoptNode(said));
    }
  };
  let waiting = 0;
  let asking = null;
  document.addEventListener("input", (event) => {
    const form = closest(event, "form[data-quote]");
    if (!form || closest(event, "[data-no-quote]")) return;
    clearTimeout(waiting);
    // An answer to what the form said before would put that back into it.
    if (asking) asking.abort();
    const quote = form.querySelector("[data-quote-area]");
    const submits = form.querySelectorAll("[data-needs-quote]");
    quote.setAttribute("aria-busy", "true");
    for (const button of submits) button.disabled = true;
    waiting = setTimeout(async () => {
      asking = new AbortController();
      try {
        const { html, elsewhere } = await fetched(form.dataset.quote, {
          method: "POST",
          body: new FormData(form),
          signal: asking.signal,
        });
        if (elsewhere) return;
        const arrived = new DOMParser().parseFromString(html, "text/html");
        if (!arrived.querySelector("[data-quote-area]")) throw new Error("no quote came");
        replaceQuote(form, arrived);
      } catch (failure) {
        if (failure.name !== "AbortError") quote.setAttribute("aria-busy", "false");
      }
    }, 250);
  });

  // Selects and switches that act at once, said so by their form. Their button is for those without a script.
  document.addEventListener("change", (event) => {
    const form = closest(event, "form[data-auto]");
    if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-print]");
    if (button) window.print();
  });

  // A part that could not be loaded says so, and the rest of the page stays. Gone online again: the bar leaves.
  for (const failure of ["htmx:response:error", "htmx:error"]) {
    document.addEventListener(failure, (event) => {
      const part = closest(event, "[data-part]");
      const said = part && part.querySelector("[data-failed]");
      if (said) said.hidden = false;
      if (said && part.querySelector(".sk")) part.querySelector(".sk").remove();
    });
  }
  const gone = document.querySelector("[data-gone]");
  for (const moment of ["offline", "online"]) {
    window.addEventListener(moment, () => {
      gone.hidden = navigator.onLine;
    });
  }

  // Toasts leave after 20 seconds, not while the pointer or the focus is on them. What was not done stays until it is read.
  for (const toast of document.querySelectorAll(".tst:not(.warn)")) {
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 5000) : toast.remove());
    setTimeout(leave, 20000);
  }
})();
