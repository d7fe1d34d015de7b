// Forms: sent once only, rows added and removed, a calendar for dates, long lists narrowed by typing, fields that depend on others.
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const LONG_LIST = 12;

  // ---- a form is sent once ----
  const sent = new Map();

  function release() {
    for (const [form, button] of sent) {
      delete form.dataset.sending;
      if (!button) continue;
      button.disabled = false;
      button.classList.remove("is-working");
      button.innerHTML = button.dataset.words;
    }
    sent.clear();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-repeatable")) return;
    if (form.dataset.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sending = "true";
    const button = event.submitter;
    sent.set(form, button);
    // Disabled only after the browser has taken the form's content, or the button's own value would be missing.
    setTimeout(() => {
      if (!button || !form.dataset.sending) return;
      button.dataset.words = button.innerHTML;
      button.textContent = button.dataset.working || words.working;
      button.classList.add("is-working");
      button.disabled = true;
    });
  });
  window.addEventListener("pageshow", (event) => event.persisted && release());
  document.addEventListener("htmx:afterRequest", release);

  // ---- rows of a formset ----
  const total = (set) => set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
  const rows = (set) => [...set.querySelectorAll("[data-formset-row]")].filter((row) => !row.closest("template"));

  function renumber(set) {
    let number = 0;
    for (const row of rows(set)) {
      if (row.hidden) continue;
      number += 1;
      for (const place of row.querySelectorAll("[data-row-number]")) place.textContent = number;
    }
    const most = set.querySelector(`[name="${set.dataset.formset}-MAX_NUM_FORMS"]`);
    set.querySelector("[data-formset-add]").disabled = Boolean(most?.value) && number >= Number(most.value);
  }

  function addRow(set) {
    const count = total(set);
    const fragment = set.querySelector("template[data-formset-empty]").content.cloneNode(true);
    const row = fragment.querySelector("[data-formset-row]");
    row.innerHTML = row.innerHTML.replaceAll("__prefix__", count.value);
    set.querySelector("[data-formset-rows]").append(row);
    count.value = Number(count.value) + 1;
    prepare(row);
    prepareRow(set, row);
    renumber(set);
    return row;
  }

  function prepareRow(set, row) {
    const remove = row.querySelector("[data-formset-remove]");
    const deletion = row.querySelector("[data-formset-delete]");
    if (deletion) deletion.hidden = true;
    remove.hidden = !set.hasAttribute("data-can-delete");
    if (deletion?.querySelector("input")?.checked) row.hidden = true;
  }

  function prepareFormset(set) {
    if (set.dataset.ready) return;
    set.dataset.ready = "true";
    const add = set.querySelector("[data-formset-add]");
    const said = set.querySelector("[data-formset-said]");
    add.hidden = false;
    for (const row of rows(set)) prepareRow(set, row);
    renumber(set);
    add.addEventListener("click", () => {
      addRow(set).querySelector("input:not([type=hidden]), select, textarea")?.focus();
      said.textContent = words.added;
    });
    set.addEventListener("click", (event) => {
      const remove = event.target.closest("[data-formset-remove]");
      if (!remove) return;
      const row = remove.closest("[data-formset-row]");
      row.querySelector("[data-formset-delete] input").checked = true;
      row.hidden = true;
      renumber(set);
      said.textContent = words.removed;
      (rows(set).filter((one) => !one.hidden).at(-1)?.querySelector("input:not([type=hidden]), select") || add).focus();
    });
    // keep.js asks for the rows it has to fill.
    set.addEventListener("rows-needed", (event) => {
      while (Number(total(set).value) < event.detail) addRow(set);
    });
  }

  // ---- dates ----
  function readDate(text) {
    const plain = text.normalize("NFKC").replace(/\s/g, "");
    const found = /^(\d{4})(\d{2})(\d{2})$/.exec(plain) || /^(\d{4})[年\-./](\d{1,2})[月\-./](\d{1,2})[日号]?$/.exec(plain);
    if (!found) return null;
    const [year, month, day] = found.slice(1).map(Number);
    const date = new Date(year, month - 1, day);
    return date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day ? date : null;
  }
  const iso = (date) => [date.getFullYear(), String(date.getMonth() + 1).padStart(2, "0"), String(date.getDate()).padStart(2, "0")].join("-");

  function prepareDate(box) {
    const input = box.querySelector("input");
    if (box.dataset.ready || !input || input.readOnly) return;
    box.dataset.ready = "true";
    const told = document.createElement("output");
    const pick = document.createElement("button");
    const native = document.createElement("input");
    const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    Object.assign(native, { type: "date", tabIndex: -1, className: "date-native" });
    native.setAttribute("aria-hidden", "true");
    Object.assign(pick, { type: "button", className: "date-pick" });
    pick.setAttribute("aria-label", [words.chooseDate, label?.textContent.replace("*", "").trim()].filter(Boolean).join(" · "));
    pick.innerHTML = '<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><rect x="3" y="4.5" width="14" height="12.5" rx="1.5"/><path d="M3 8.5h14M7 2.500v4M13 2.500v4"/></svg>';
    const tell = () => {
      const date = readDate(input.value);
      told.textContent = date
        ? new Intl.DateTimeFormat(document.documentElement.lang, { year: "numeric", month: "long", day: "numeric", weekday: "short" }).format(date)
        : "";
    };
    pick.addEventListener("click", () => {
      const date = readDate(input.value);
      native.value = date ? iso(date) : "";
      if (native.showPicker) native.showPicker();
      else native.focus();
    });
    native.addEventListener("change", () => {
      if (!native.value) return;
      input.value = native.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
    input.addEventListener("input", tell);
    box.append(pick, told, native);
    tell();
  }

  // ---- long lists are narrowed by typing ----
  function prepareList(select) {
    const options = [...select.options];
    if (select.dataset.ready || select.multiple || select.size > 1 || options.length <= LONG_LIST) return;
    // Filters stand in one line.
    if (select.closest(".filters")) return;
    if (select.querySelector("optgroup")) return;
    select.dataset.ready = "true";
    const box = document.createElement("input");
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    Object.assign(box, { type: "text", className: "form-control narrow-list", placeholder: words.filter, autocomplete: "off" });
    box.setAttribute("aria-label", [words.filter, label?.textContent.replace("*", "").trim()].filter(Boolean).join(" · "));
    box.addEventListener("input", () => {
      const wanted = box.value.normalize("NFKC").replace(/\s/g, "").toLowerCase();
      const chosen = select.value;
      const kept = options.filter((one) => !one.value || one.value === chosen || one.text.toLowerCase().includes(wanted));
      select.replaceChildren(...kept);
      const found = kept.filter((one) => one.value && one.text.toLowerCase().includes(wanted));
      select.value = wanted && found.length === 1 ? found[0].value : chosen;
      if (select.value !== chosen) select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "ArrowDown") {
        event.preventDefault();
        select.focus();
      }
    });
    select.before(box);
  }

  // ---- fields that depend on another: data-show-when="field=value|value" ----
  function value(form, name) {
    const field = form.elements[name];
    if (!field) return "";
    if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked ? "on" : "";
    return field.value;
  }

  function dependents(form) {
    for (const place of form.querySelectorAll("[data-show-when]")) {
      const [name, wanted] = place.dataset.showWhen.split("=");
      const own = place.querySelector("[name]")?.name.match(/^(.*-\d+-)/)?.[1] || "";
      place.hidden = !wanted.split("|").includes(value(form, own + name)) && !place.classList.contains("has-error");
    }
  }
  document.addEventListener("change", (event) => event.target.form && dependents(event.target.form));

  function prepare(root) {
    for (const set of root.querySelectorAll("[data-formset]")) prepareFormset(set);
    for (const box of root.querySelectorAll("[data-date]")) prepareDate(box);
    for (const select of root.querySelectorAll("select.form-select")) prepareList(select);
    for (const form of new Set([...root.querySelectorAll("[data-show-when]")].map((place) => place.closest("form")))) {
      if (form) dependents(form);
    }
  }

  prepare(document);
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => {
    prepare(event.target);
    event.target.querySelector?.("[data-focus]")?.focus();
  });
})();
