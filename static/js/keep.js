// Keeps what is typed into a form with data-keep="id" for this browser tab and gives it back after a lost session.
// Never passwords, files, hidden values, or fields marked data-no-keep (identity and telephone numbers).
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const PREFIX = "dingfen:";
  const kind = document.body.dataset.page;
  const store = window.sessionStorage;
  const keys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const keyOf = (form) => `${PREFIX}${document.body.dataset.person || ""}:${form.dataset.keep}`;
  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, kept) => {
    try {
      store.setItem(key, JSON.stringify(kept));
    } catch {
      store.removeItem(key);
    }
  };

  const fields = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["password", "file", "hidden", "submit", "button", "reset"].includes(field.type) && !field.hasAttribute("data-no-keep"),
    );

  function taken(form) {
    const values = {};
    for (const field of fields(form)) {
      if (field.type === "checkbox" || field.type === "radio") {
        values[field.name] ??= [];
        if (field.checked) values[field.name].push(field.value);
      } else if (field.multiple) values[field.name] = [...field.selectedOptions].map((one) => one.value);
      else values[field.name] = field.value;
    }
    const rows = {};
    for (const set of form.querySelectorAll("[data-formset]")) {
      rows[set.dataset.formset] = Number(set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`).value);
    }
    return { values, rows };
  }

  function giveBack(form, kept) {
    const before = JSON.stringify(taken(form).values);
    for (const [prefix, count] of Object.entries(kept.rows || {})) {
      form.querySelector(`[data-formset="${CSS.escape(prefix)}"]`)?.dispatchEvent(new CustomEvent("rows-needed", { detail: count }));
    }
    for (const field of fields(form)) {
      const value = kept.values[field.name];
      if (value === undefined) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
      else if (field.multiple) for (const one of field.options) one.selected = value.includes(one.value);
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return JSON.stringify(taken(form).values) !== before;
  }

  function tell(form, key) {
    const note = document.createElement("div");
    note.className = "note kept";
    note.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = words.restored;
    const discard = document.createElement("button");
    Object.assign(discard, { type: "button", className: "link-button", textContent: words.discard });
    discard.addEventListener("click", () => {
      store.removeItem(key);
      form.reset();
      location.reload();
    });
    note.append(text, discard);
    form.prepend(note);
  }

  function prepare(root, returned) {
    for (const form of root.querySelectorAll("form[data-keep]")) {
      if (form.dataset.kept) continue;
      form.dataset.kept = "true";
      const key = keyOf(form);
      const kept = read(key);
      // A form that came back with errors carries its content itself, and it is still wanted.
      if (kept?.sent && !form.hasAttribute("data-bound") && !returned) store.removeItem(key);
      else if (kept && !form.hasAttribute("data-bound") && giveBack(form, kept)) tell(form, key);
      let timer;
      const keep = () => write(key, taken(form));
      form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(keep, 400);
      });
      form.addEventListener("change", keep);
      form.addEventListener("submit", () => {
        clearTimeout(timer);
        write(key, { ...taken(form), sent: true });
      });
    }
  }

  if (kind === "app") {
    const returned = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    prepare(document, returned);
    // What was sent from another page, and did not end at sign-in or an error, has arrived.
    const here = new Set([...document.querySelectorAll("form[data-keep]")].map(keyOf));
    for (const key of keys()) if (read(key)?.sent && !here.has(key) && !returned) store.removeItem(key);
    document.addEventListener("htmx:afterSwap", (event) => prepare(event.target.parentElement || document, false));
    document.addEventListener("submit", (event) => {
      if (event.target.hasAttribute("data-clears-kept")) for (const key of keys()) store.removeItem(key);
    });
  } else {
    // Sign-in or an error page: what was sent last did not arrive.
    for (const key of keys()) {
      const kept = read(key);
      if (kept?.sent) write(key, { ...kept, sent: undefined });
    }
  }
})();
