// Long lists of boxes (data-filter-list) are narrowed by typing; what is ticked stays in sight above them.
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const plain = (text) => text.normalize("NFKC").replace(/\s/g, "").toLowerCase();

  function prepare(list) {
    if (list.dataset.ready) return;
    list.dataset.ready = "true";
    const rows = [...list.querySelectorAll(".form-check")];
    const bar = document.createElement("div");
    const box = document.createElement("input");
    const chosen = document.createElement("ul");
    bar.className = "filtered-bar";
    Object.assign(box, { type: "text", className: "form-control", placeholder: words.filter, autocomplete: "off" });
    box.setAttribute("aria-label", words.filter);
    chosen.className = "chips";
    chosen.setAttribute("aria-live", "polite");
    chosen.setAttribute("aria-label", words.chosen);

    function narrow() {
      const wanted = plain(box.value);
      for (const row of rows) row.hidden = Boolean(wanted) && !plain(row.textContent).includes(wanted);
      for (const group of list.querySelectorAll(".choice-group")) {
        group.hidden = ![...group.querySelectorAll(".form-check")].some((row) => !row.hidden);
      }
    }
    function tell() {
      chosen.replaceChildren(
        ...rows
          .filter((row) => row.querySelector("input").checked)
          .map((row) => {
            const item = document.createElement("li");
            const remove = document.createElement("button");
            item.className = "chip";
            item.textContent = row.textContent.trim();
            remove.type = "button";
            remove.className = "close";
            remove.textContent = "×";
            remove.setAttribute("aria-label", `${words.remove} ${row.textContent.trim()}`);
            remove.addEventListener("click", () => {
              const input = row.querySelector("input");
              input.checked = false;
              input.dispatchEvent(new Event("change", { bubbles: true }));
              box.focus();
            });
            item.append(remove);
            return item;
          }),
      );
    }
    box.addEventListener("input", narrow);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const left = rows.filter((row) => !row.hidden);
      if (!box.value || left.length !== 1) return;
      left[0].querySelector("input").click();
      box.value = "";
      narrow();
    });
    list.addEventListener("change", tell);
    bar.append(box, chosen);
    list.before(bar);
    tell();
  }

  for (const list of document.querySelectorAll("[data-filter-list]")) prepare(list);
  document.addEventListener("htmx:afterSwap", (event) => {
    for (const list of event.target.querySelectorAll?.("[data-filter-list]") || []) prepare(list);
  });
})();
