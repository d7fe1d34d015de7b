// The form of a step waits until the page shows what it causes. It is not loaded anew for that, so its files stay chosen.
(() => {
  "use strict";
  const PATIENCE = 5000;
  // Of each form: how much was typed, up to where that was asked and shown, and the button that waits.
  const states = new WeakMap();

  const stateOf = (form) => {
    if (!states.has(form)) states.set(form, { typed: 0, asked: 0, shown: 0 });
    return states.get(form);
  };
  const sealOf = (form) => form.querySelector('.step-causes [name="seen"]')?.value ?? "";
  const formOf = (element) => element.closest?.("form.step-form:has(.step-causes)");

  function typed(event) {
    const form = formOf(event.target);
    if (form) stateOf(form).typed += 1;
  }
  document.addEventListener("input", typed, true);
  document.addEventListener("change", typed, true);

  document.addEventListener("submit", (event) => {
    const form = formOf(event.target);
    const state = form && stateOf(form);
    if (!state || state.shown >= state.typed || state.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (state.button) return;
    // What the page said of an earlier step is not said of this one.
    document.getElementById("messages")?.replaceChildren();
    state.button = event.submitter;
    form.dataset.held = "true";
    state.seal = sealOf(form);
    state.timer = setTimeout(() => send(form, state), PATIENCE);
  }, true);

  function send(form, state) {
    const button = state.button;
    state.button = null;
    delete form.dataset.held;
    clearTimeout(state.timer);
    state.sure = true;
    form.requestSubmit(button);
    state.sure = false;
  }

  function confirm(form, state) {
    const button = state.button;
    state.button = null;
    delete form.dataset.held;
    clearTimeout(state.timer);
    if (button?.dataset.confirm) button.textContent = button.dataset.confirm;
    const note = form.querySelector("[data-confirm-note]");
    if (!note) return;
    note.hidden = false;
    note.focus();
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.matches(".step-causes") && formOf(event.target);
    if (form) stateOf(form).asked = stateOf(form).typed;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.matches(".step-causes") && formOf(event.target);
    if (!form) return;
    const state = stateOf(form);
    // One that a later one replaced, or that never came: what was typed is still to be asked.
    if (event.detail.xhr.status === 0) return;
    state.shown = state.asked;
    if (!state.button || state.shown < state.typed) return;
    // Without an answer, and where nothing has changed, there is nothing more to read.
    const seal = sealOf(form);
    if (!event.detail.successful || !seal || seal === state.seal) send(form, state);
    else confirm(form, state);
  });
})();
