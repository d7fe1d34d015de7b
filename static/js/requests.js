// htmx: the CSRF token goes along, a lost session leads to sign-in, a failure is said in words.
(() => {
  "use strict";
  const words = document.currentScript.dataset;

  const say = (text) => {
    const box = document.createElement("div");
    box.className = "message message-error";
    box.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    document.getElementById("messages")?.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });

  // A request whose session has ended is answered with the sign-in page: go there, and come back here.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const signIn = document.body.dataset.signIn;
    const answered = event.detail.xhr.responseURL && new URL(event.detail.xhr.responseURL).pathname;
    if (!signIn || answered !== signIn) return;
    event.detail.shouldSwap = false;
    const here = location.pathname + location.search;
    location.assign(`${signIn}?next=${encodeURIComponent(here)}`);
  });

  document.addEventListener("htmx:responseError", (event) => {
    const refused = [401, 403, 404].includes(event.detail.xhr.status);
    say(refused ? words.refused : words.failed);
  });
  document.addEventListener("htmx:sendError", () => say(words.offline));
  document.addEventListener("htmx:timeout", () => say(words.offline));
})();
