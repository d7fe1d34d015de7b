// Menus, the navigation on narrow screens, messages that can be put away, the box that selects all rows.
(() => {
  "use strict";
  const words = document.currentScript.dataset;

  const openMenus = () => [...document.querySelectorAll("details[data-menu][open]")];
  const items = (menu) => [...menu.querySelectorAll(".menu-list a[href], .menu-list button:not(:disabled)")];

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".message").remove();
  });

  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const nav = document.querySelector("[data-nav].open");
    const menu = event.target.closest("details[data-menu]");
    if (event.key === "Escape") {
      for (const open of openMenus()) {
        open.open = false;
        if (open.contains(document.activeElement)) open.querySelector("summary").focus();
      }
      if (nav) toggleNav(false);
      return;
    }
    if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    menu.open = true;
    const list = items(menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = list.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : (at + step + list.length) % list.length;
    list[next]?.focus();
  });

  const button = document.querySelector("[data-nav-button]");
  function toggleNav(open) {
    document.querySelector("[data-nav]").classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    if (!open) button.focus();
  }
  button?.addEventListener("click", () => toggleNav(button.getAttribute("aria-expanded") !== "true"));

  // What needs a selection waits for one; a browser that goes back may have kept the boxes ticked.
  function awaitSelection() {
    for (const one of document.querySelectorAll("[data-needs-selection]")) {
      one.disabled = !one.closest("form").querySelector("td input[type=checkbox]:checked");
    }
  }
  awaitSelection();
  window.addEventListener("pageshow", awaitSelection);

  // A box with data-select-all="name" ticks every box of that name in its form or table.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    const scope = box.closest("form") || box.closest("table");
    if (!scope) return;
    const name = box.dataset.selectAll || box.name;
    const all = scope.querySelector(`[data-select-all="${CSS.escape(name)}"]`);
    if (!all) return;
    const boxes = [...scope.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
    if (box === all) for (const one of boxes) one.checked = all.checked;
    const chosen = boxes.filter((one) => one.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    const said = scope.querySelector("[data-selected-count]");
    if (said) said.textContent = `${words.selected} ${chosen}`;
    for (const one of scope.querySelectorAll("[data-needs-selection]")) one.disabled = chosen === 0;
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
})();
